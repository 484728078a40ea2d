"""A need that lacks units with the stock that came nearest, and ideas of what might help it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.explanation.blocks import further_units
from matching.explanation.evidence import Nearest
from matching.explanation.standing import Standing
from matching.intake.changes import Change, amend_rows
from matching.problem.problem import Problem


@dataclass(frozen=True, eq=False)
class Idea:
    """A change with a number that may be larger or smaller.

    Parameters
    ----------
    code, subject
        What is done, and whose rule it is.
    smallest, largest, grain
        Between which numbers the least that helps is sought, and in which steps.
    changes
        The changes for a number.
    cost
        What a number costs in đồng.
    """

    code: str
    subject: str
    smallest: int
    largest: int
    grain: int
    changes: Callable[[int], tuple[Change, ...]]
    cost: Callable[[int], int]


def free(number: int) -> int:
    """Return what loosening a rule costs: nothing."""
    return 0


def given_up(code: str, subject: str, *changes: Change) -> Idea:
    """Return the idea that a rule is given up."""
    return Idea(code, subject, 0, 0, 1, lambda number: changes, free)


@dataclass(frozen=True, eq=False)
class Case:
    """A need that lacks units, and the stock that came nearest."""

    standing: Standing
    need: int
    nearest: Nearest | None

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.standing.facts.problem

    @property
    def id(self) -> str:
        """Id of the need."""
        return str(self.problem["needs"]["need"][self.need])

    @property
    def units(self) -> int:
        """Units by which it would be served more."""
        return int(further_units(self.standing.facts)[self.need])

    @property
    def kind(self) -> int:
        """Row of its kind."""
        return int(self.problem["needs"]["kind"][self.need])

    @property
    def commune(self) -> str:
        """``vintage:code`` of its commune."""
        names, row = self.problem["communes"], self.standing.facts.commune[self.need]
        return f"{names['vintage'][row]}:{names['code'][row]}"

    def number(self, column: str) -> int:
        """Return a number of the nearest offer, 0 where it is absent."""
        assert self.nearest is not None
        offers = self.problem["offers"]
        row = int(np.flatnonzero(offers["offer"] == self.nearest.offer)[0])
        return max(int(offers[column][row]), 0)

    def amend(self, **values: object) -> Change:
        """Return a change of the nearest offer."""
        assert self.nearest is not None
        return amend_rows("offers", {"offer": self.nearest.offer}, **values)
