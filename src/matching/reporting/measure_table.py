"""Measures of a plan by any group, as people and programs read them."""

from dataclasses import dataclass, fields

from matching.explanation.within_reach import reachable_units
from matching.measuring.group_table import GroupTable, group_table
from matching.measuring.indices import Indices
from matching.plan.groupings import GROUPINGS
from matching.plan.result import Result
from matching.problem.problem import Problem
from matching.reporting.collation import collation_key
from matching.reporting.group_names import GroupNames
from matching.reporting.numerals import decimal, share, whole
from matching.reporting.sheets import Cell, Column, Sheet
from matching.reporting.shown import Shown
from matching.reporting.wording import phrase

PERCENTS = ("worst", "tenth_percentile", "mean_of_worst", "mean", "best", "spread", "ratio")
"""Indices told as shares; the others are plain numbers."""


@dataclass(frozen=True, slots=True)
class MeasureTable(GroupTable, Shown):
    """Needed, met and coverage of every group, with indices of the whole; see :class:`GroupTable` for the columns.

    Parameters
    ----------
    problem
        The problem, for the names of groups.
    """

    problem: Problem

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        return (self._sheet(language),)

    def _data(self) -> Sheet:
        return self._sheet("en", keys=True)

    def _sheet(self, language: str, keys: bool = False) -> Sheet:
        names = GroupNames(self.problem, self.by, language)
        first = self.labels if keys else [names.of(inside) for inside in self.members]
        rows = zip(
            first, self.beneficiaries.tolist(), self.needed.tolist(), self.met.tolist(), self.coverage,
            self.attainable, self._flags(language, keys), strict=True,
        )  # fmt: skip
        order = sorted(rows, key=lambda row: (row[4], collation_key(row[0])))
        kind = "money" if self.counted == "value" else "whole"
        columns = (
            Column("group"), Column("beneficiaries", "whole"), Column("needed", kind), Column("met", kind),
            Column("coverage", "percent"), Column("attainable", "percent"), Column("flag"),
        )  # fmt: skip
        title = phrase(
            "title.measures", language,
            by=phrase(f"by.{self.by}", language) if self.by in GROUPINGS else self.by,
            counted=phrase(f"counted.{self.counted}", language),
        )  # fmt: skip
        cells: tuple[tuple[Cell, ...], ...] = tuple(order)
        return Sheet(title, columns, cells, self._notes(language, names))

    def _flags(self, language: str, keys: bool) -> list[str]:
        told = []
        flags = zip(self.reached.tolist(), self.saturated.tolist(), self.tiny.tolist(), strict=True)
        for reached, saturated, tiny in flags:
            codes = [
                code
                for code, holds in (
                    ("unreached", not reached),
                    ("saturated", reached and saturated),
                    ("tiny", tiny),
                )
                if holds
            ]
            told.append(", ".join(codes if keys else (phrase(f"flag.{code}", language) for code in codes)))
        return told

    def _notes(self, language: str, names: GroupNames) -> tuple[str, ...]:
        notes = list(index_lines(self.indices(), language))
        for code, rows in (("unreached", ~self.reached), ("tiny", self.tiny)):
            if rows.any():
                notes.append(phrase(f"note.{code}", language, count=whole(int(rows.sum()), language)))
        for inside in self.members:
            if len(inside) > 1:
                pool = ", ".join(names.of((label,)) for label in inside)
                notes.append(phrase("note.pooled", language, pool=names.of(inside), members=pool))
        return tuple(notes)


def measure_table(result: Result, by: str, counted: str, pool_below: int) -> MeasureTable:
    """Return the measures of a result's plan (see :func:`group_table` for the arguments and errors)."""
    served = result.plan.per_need(result.problem)
    table = group_table(result.problem, served, reachable_units(result), by, counted, pool_below)
    return MeasureTable(
        **{field.name: getattr(table, field.name) for field in fields(table)}, problem=result.problem
    )


def index_lines(found: Indices, language: str) -> list[str]:
    """Return the indices as lines of text; those without a value are left out."""
    lines = []
    for field in fields(found):
        value = getattr(found, field.name)
        if value is None or field.name in ("groups", "k"):
            continue
        text = share(value, language) if field.name in PERCENTS else decimal(value, language, 3)
        lines.append(phrase(f"index.{field.name}", language, value=text, k=found.k))
    return lines
