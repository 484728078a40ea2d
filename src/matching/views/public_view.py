"""What everyone may read: totals by place and kind without small cells, donors by name, reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.markup import html_table
from matching.plan.result import Result
from matching.problem.labels import enumeration_labels
from matching.reporting.collation import collation_key
from matching.reporting.wording import phrase
from matching.views.labels import kind_labels, kind_units, place_labels
from matching.views.public_reasons import ReasonShare, reason_shares
from matching.views.releases import hidden_before
from matching.views.support_cells import support_cells
from matching.views.suppression import suppressed
from matching.views.wording import told
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PublicDonor:
    """A donor by public name: what it is, in what forms it gives, and the money that it offers."""

    name: str
    kind: str
    forms: str
    money: int


@dataclass(frozen=True, eq=False, slots=True)
class PublicView:
    """Totals of a result that may be published.

    Parameters
    ----------
    result
        The result; never shown itself.
    places, levels, names
        Key, level (``all``, ``province``, ``zone``, ``commune``) and name of every place.
    kinds, labels, units
        Id, label and unit of every kind.
    needed, met
        Units per place and kind, the last column all kinds together; -1 where not told.
    donors
        Donors, by name.
    reasons
        Why needs are not met, in words.
    k
        Counts of children below it are small.
    """

    result: Result
    places: tuple[str, ...]
    levels: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    labels: tuple[str, ...]
    units: tuple[str, ...]
    needed: Integers
    met: Integers
    donors: tuple[PublicDonor, ...]
    reasons: tuple[ReasonShare, ...]
    k: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON and as ``previous`` of the next release; ``None`` where a cell is not told."""
        return {
            "view": "public",
            "plan_id": self.result.plan_id,
            "k": self.k,
            "places": [
                {"place": key, "level": level, "name": name}
                for key, level, name in zip(self.places, self.levels, self.names, strict=True)
            ],
            "kinds": [
                {"kind": key, "label": label, "unit": unit}
                for key, label, unit in zip(self.kinds, self.labels, self.units, strict=True)
            ],
            "needed": _told_cells(self.needed),
            "met": _told_cells(self.met),
            "donors": [asdict(donor) for donor in self.donors],
            "reasons": [asdict(reason) for reason in self.reasons],
        }

    def _repr_html_(self) -> str:
        header = [phrase(f"column.{name}") for name in ("commune", "needed", "met")]
        cells = [
            ["–" if cell == MISSING else cell for cell in part[:, -1].tolist()]
            for part in (self.needed, self.met)
        ]
        return html_table(told("banner.public", "en"), header, zip(self.names, *cells, strict=True))


def public_view(
    result: Result, language: str = "en", k: int = 5, previous: Mapping[str, Any] | None = None
) -> PublicView:
    """Return the totals of a result with a plan that may be published.

    Parameters
    ----------
    result
        The result.
    language
        ``en`` or ``vi``.
    k
        Counts of children below it are small; at least 2.
    previous
        The release before as :meth:`PublicView.to_dict` gave it: what it hid stays hidden, and so is what changed by
        fewer than ``k`` units.

    Raises
    ------
    ValueError
        If ``k`` is below 2, or the release before cannot be read.
    """
    problem, cells = result.problem, support_cells(result)
    kinds = tuple(problem["kinds"]["kind"][list(cells.kinds)].tolist())
    needed = cells.met + cells.missing
    forced = None
    if previous is not None:
        forced = hidden_before(previous, cells.tree.keys, kinds, needed, cells.met, k)
    hidden = suppressed(cells, k, forced).hidden
    labels, units = kind_labels(problem, language), kind_units(problem, language)
    return PublicView(
        result=result,
        places=cells.tree.keys,
        levels=tuple(key.partition(":")[0] for key in cells.tree.keys),
        names=tuple(place_labels(problem, cells.tree, language)),
        kinds=kinds,
        labels=tuple(labels[kind] for kind in cells.kinds),
        units=tuple(units[kind] for kind in cells.kinds),
        needed=np.where(hidden, MISSING, needed),
        met=np.where(hidden, MISSING, cells.met),
        donors=_donors(result, language),
        reasons=reason_shares(result, k),
        k=k,
    )


def _donors(result: Result, language: str) -> tuple[PublicDonor, ...]:
    """Return every donor with an offer, offers without a donor together."""
    problem = result.problem
    offers, donors = problem["offers"], problem["donors"]
    forms, kinds = enumeration_labels("Modality", language), enumeration_labels("DonorKind", language)
    found = []
    for row in np.unique(offers["donor"]).tolist():
        own = offers["donor"] == row
        codes = np.unique(offers["modality"][own]).tolist()
        named = "" if row == MISSING else str(donors["name"][row])
        kind = "" if row == MISSING else kinds[ENUMERATIONS["DonorKind"][int(donors["kind"][row])]]
        money = int(np.maximum(offers["budget"][own], 0).sum())
        given = ", ".join(forms[ENUMERATIONS["Modality"][code]] for code in codes)
        found.append(PublicDonor(named or told("donor.unnamed", language), kind, given, money))
    return tuple(
        sorted(found, key=lambda donor: (collation_key(donor.name), donor.kind, donor.forms, donor.money))
    )


def _told_cells(cells: Integers) -> list[Sequence[int | None]]:
    return [[None if cell == MISSING else cell for cell in row] for row in cells.tolist()]
