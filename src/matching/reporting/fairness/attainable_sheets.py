"""The most that every group could get if it alone were served, as it is published."""

from dataclasses import dataclass
from fractions import Fraction

from matching.goals.best_attainable import GroupBest
from matching.problem.policy import Goal
from matching.problem.problem import Problem
from matching.reporting.group_names import GroupNames
from matching.reporting.sheets import Cell, Column, Sheet
from matching.reporting.shown import Shown
from matching.reporting.wording import phrase


@dataclass(frozen=True, slots=True)
class BestAttainable(Shown):
    """Need and best attainable of every group, each found and proved by a plan of its own.

    Parameters
    ----------
    problem, goal
        The question, and the goal whose groups are asked.
    groups
        Every group, in the order of its values.
    """

    problem: Problem
    goal: Goal
    groups: tuple[GroupBest, ...]

    @property
    def proved(self) -> bool:
        """Whether the audit proved of every figure that no plan gives the group more."""
        return all(group.bound == group.units for group in self.groups)

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        names = GroupNames(self.problem, self.goal.group, language)
        columns = (Column("group"), *_NUMBERS)
        notes = [phrase("note.attainable", language)]
        if not self.proved:
            notes.append(phrase("note.attainable_open", language))
        title = phrase("title.attainable", language)
        rows = [(names.of((_label(group),)), *cells) for group, cells in self._rows()]
        return (Sheet(title, columns, tuple(sorted(rows, key=_share)), tuple(notes)),)

    def _data(self) -> Sheet:
        columns = (Column("group"), *_NUMBERS, Column("bound", "whole"))
        rows = [(_label(group), *cells, group.bound) for group, cells in self._rows()]
        return Sheet("", columns, tuple(rows))

    def _rows(self) -> list[tuple[GroupBest, tuple[Cell, ...]]]:
        return [
            (group, (group.needed, group.units, Fraction(group.units, group.needed))) for group in self.groups
        ]


_NUMBERS = (Column("needed", "whole"), Column("best_attainable", "whole"), Column("share", "percent"))


def _label(group: GroupBest) -> str:
    return " ".join(group.values)


def _share(row: tuple[Cell, ...]) -> tuple[Fraction, str]:
    share = row[-1]
    assert isinstance(share, Fraction)
    return share, str(row[0])
