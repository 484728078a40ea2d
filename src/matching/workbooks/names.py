"""How a result's rows are called in a language: kinds, items, units, communes, sites, donors, beneficiaries."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.plan.result import Result
from matching.problem.labels import enumeration_labels, unit_label
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.reporting.commune_listing import commune_names
from matching.vocabulary import ENUMERATIONS, MISSING
from matching.workbooks.wording import told

Integers = NDArray[np.int64]


class Names:
    """Names of everything in one result, each list made once, and absent rows named too.

    Parameters
    ----------
    result
        A result with a plan.
    language
        ``en`` or ``vi``.
    """

    def __init__(self, result: Result, language: str) -> None:
        self.result = result
        self.problem: Problem = result.problem
        self.language = language

    @cached_property
    def kinds(self) -> list[str]:
        """Label of every kind."""
        return self._labels("kinds", "kind")

    @cached_property
    def items(self) -> list[str]:
        """Label of every item; empty behind the last, for no item."""
        return [*self._labels("items", "item"), ""]

    @cached_property
    def units(self) -> list[str]:
        """Unit of every kind."""
        return [unit_label(unit, self.language) for unit in self.problem["kinds"]["unit"].tolist()]

    @cached_property
    def communes(self) -> list[str]:
        """Name of every commune; names that repeat carry the code."""
        table, names = self.problem["communes"], commune_names(self.problem)
        return [names[f"{one}:{code}"][0] for one, code in zip(table["vintage"], table["code"], strict=True)]

    @cached_property
    def zones(self) -> list[str]:
        """Zone of every commune, empty outside the zones."""
        zones = self.problem["communes"]["zone"].tolist()
        return ["" if zone == MISSING else ENUMERATIONS["Zone"][zone] for zone in zones]

    @cached_property
    def sites(self) -> list[str]:
        """Name of every site; what is said of no site behind the last."""
        table = self.problem["sites"]
        named = zip(table["site"].tolist(), table["name"].tolist(), strict=True)
        return [*(f"{name} ({key})" if name else key for key, name in named), told("nowhere", self.language)]

    @cached_property
    def donors(self) -> list[str]:
        """Name of every donor; what is said of no donor behind the last."""
        table = self.problem["donors"]
        named = zip(table["donor"].tolist(), table["name"].tolist(), strict=True)
        return [*(name or key for key, name in named), told("nobody", self.language)]

    @cached_property
    def offers(self) -> list[str]:
        """Id of every offer."""
        return [str(offer) for offer in self.problem["offers"]["offer"]]

    @cached_property
    def forms(self) -> list[str]:
        """Form of every offer."""
        labels = enumeration_labels("Modality", self.language)
        return [
            labels[ENUMERATIONS["Modality"][code]] for code in self.problem["offers"]["modality"].tolist()
        ]

    @cached_property
    def needs(self) -> list[str]:
        """Id of every need."""
        return [str(need) for need in self.problem["needs"]["need"]]

    @cached_property
    def beneficiaries(self) -> list[str]:
        """Child id of every need, or that it is for a place."""
        children = [*self.problem["children"]["child"].tolist(), told("place", self.language)]
        return [children[row] for row in self.problem["needs"]["child"].tolist()]

    @cached_property
    def commune_of_need(self) -> list[int]:
        """Commune row of every need."""
        rows: list[int] = communes_of_needs(self.problem).tolist()
        return rows

    @cached_property
    def site_of_need(self) -> list[int]:
        """Site row of every need: its own, or that of its child; -1 where there is none."""
        needs, schools = self.problem["needs"], np.append(self.problem["children"]["site"], MISSING)
        rows: list[int] = np.where(needs["site"] != MISSING, needs["site"], schools[needs["child"]]).tolist()
        return rows

    def _labels(self, table: str, key: str) -> list[str]:
        rows = self.problem[table]
        named = zip(rows[f"label_{self.language}"].tolist(), rows[key].tolist(), strict=True)
        return [label or name for label, name in named]
