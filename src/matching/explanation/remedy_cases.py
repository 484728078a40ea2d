"""A need that lacks units with the stock that came nearest, and ideas of what might help it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.explanation.blocks import Further, further_units
from matching.explanation.evidence import Nearest
from matching.explanation.standing import Standing
from matching.intake.changes import Change, amend_rows
from matching.problem.problem import Problem

MOST_UNITS = 10_000
"""No more units are added, and no limit is raised by more, while a remedy is sought."""


@dataclass(frozen=True, eq=False)
class Idea:
    """A change with a number that may be larger or smaller.

    Parameters
    ----------
    code, subject
        What is done, and whose rule it is.
    smallest, largest, grain
        Between which numbers the least that helps is sought, and in which steps from the smallest on.
    changes
        The changes for a number.
    cost
        What a number costs in đồng; a larger number costs no less.
    told
        What people are told of a number.
    used
        How much of a number a plan makes use of, ``None`` where that is not told; with so much the plan stands as well.
    """

    code: str
    subject: str
    smallest: int
    largest: int
    grain: int
    changes: Callable[[int], tuple[Change, ...]]
    cost: Callable[[int], int]
    told: Callable[[int], int]
    used: Callable[[Facts], int] | None = None


def free(number: int) -> int:
    """Return what loosening a rule costs: nothing."""
    return 0


def as_it_is(number: int) -> int:
    """Return a number that is told as it is."""
    return number


def given_up(code: str, subject: str, *changes: Change) -> Idea:
    """Return the idea that a rule is given up."""
    return Idea(code, subject, 0, 0, 1, lambda number: changes, free, as_it_is)


def loosened(
    code: str, subject: str, largest: int, changes: Callable[[int], tuple[Change, ...]],
    told: Callable[[int], int] = as_it_is,
) -> Idea:  # fmt: skip
    """Return the idea that a rule is loosened by one at least."""
    return Idea(code, subject, 1, max(largest, 1), 1, changes, free, told)


@dataclass(frozen=True, eq=False)
class Case:
    """A need that lacks units, and the stock that came nearest or nearly so."""

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

    @property
    def further(self) -> Further:
        """The units that the nearest stock would give it on top of the plan."""
        assert self.nearest is not None
        return Further(self.standing, np.array([self.nearest.line]), np.array([self.need]))

    @property
    def offer(self) -> int:
        """Row of the nearest offer."""
        assert self.nearest is not None
        return int(self.problem["stock"]["offer"][self.nearest.line])

    def number(self, column: str) -> int:
        """Return a number of the nearest offer, 0 where it is absent."""
        return max(int(self.problem["offers"][column][self.offer]), 0)

    def wanted(self, among: NDArray[np.bool_]) -> int:
        """Return the units that some needs ask for, at least one and no more than are ever sought."""
        return min(max(int(self.problem["needs"]["quantity"][among].sum()), 1), MOST_UNITS)

    def amend(self, **values: object) -> Change:
        """Return a change of the nearest offer."""
        assert self.nearest is not None
        return amend_rows("offers", {"offer": self.nearest.offer}, **values)
