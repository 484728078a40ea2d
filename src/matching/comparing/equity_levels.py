"""Levels of equity of a problem and the best total at each, on a network by flows, otherwise by integer programs."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.comparing.solver import Solve, proved
from matching.comparing.staircase import Tread
from matching.formulation.grouping import groups_of_goal
from matching.formulation.network import Groups
from matching.formulation.supply_lines import supply
from matching.goals.equity_curve import EquityCurve
from matching.plan.measures import total_of
from matching.plan.result import Result
from matching.problem.people import communes_of_needs
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Least:
    """Fewest units of every group, the groups told by rows of a problem's communes and kinds."""

    problem: Problem
    commune: Integers
    kind: Integers
    units: Integers

    def floored(self, problem: Problem) -> Problem:
        """Return the problem with these units as floors; communes and kinds are found by their keys."""
        keys = _commune_keys(self.problem)
        kinds, own = self.problem["kinds"]["kind"].tolist(), problem["kinds"]["kind"].tolist()
        rows = np.flatnonzero(self.units > 0).tolist()
        added = {
            "group": [ENUMERATIONS["FloorGroup"].index("commune")] * len(rows),
            "value": [keys[int(self.commune[row])] for row in rows],
            "kind": [
                MISSING if self.kind[row] == MISSING else own.index(kinds[int(self.kind[row])])
                for row in rows
            ],
            "minimum": self.units[rows].tolist(),
            "maximum": [MISSING] * len(rows),
        }
        floors = problem["floors"]
        joined = {name: [*floors[name].tolist(), *values] for name, values in added.items()}
        return problem.replace(floors=table_from("floors", joined, len(floors) + len(rows)))


class EquityLevels(Protocol):
    """What a frontier asks: rising levels, and for each the best total and the fewest units that define it."""

    @property
    def exact(self) -> tuple[Fraction, ...]:
        """Rising levels, in steps of the groups."""

    def at(self, position: int) -> Tread:
        """Return the best total at a level."""

    def least(self, position: int) -> Least:
        """Return the fewest units of every group at a level."""

    def held(self, position: int) -> int:
        """Return how many groups that can be reached stay below the level, where leximin leaves them."""

    def lowest(self, position: int) -> Fraction:
        """Return the coverage below which no reached group falls, in steps of the groups."""


@dataclass(frozen=True, slots=True)
class FlowLevels:
    """Levels of a network; ``promised`` is the total of what was promised before."""

    curve: EquityCurve
    promised: int

    @property
    def exact(self) -> tuple[Fraction, ...]:
        """Rising levels, in steps of the groups."""
        return self.curve.exact

    def at(self, position: int) -> Tread:
        """Return the best total at a level, exact."""
        lifted = self.curve.at(position)
        total = lifted.total + self.promised
        return Tread(total, total, lifted.supports)

    def least(self, position: int) -> Least:
        """Return the fewest units of every group at a level."""
        curve = self.curve
        return Least(curve.problem, curve.commune, curve.kind, curve.least(position))

    def held(self, position: int) -> int:
        """Return how many groups stay below the level."""
        return self.curve.held(position)

    def lowest(self, position: int) -> Fraction:
        """Return the coverage below which no reached group falls."""
        return self.curve.lowest(position)


class ProgramLevels:
    """Levels of an integer program: the total is maximised under floors (ε-constraint), with the bound proved.

    Parameters
    ----------
    ends
        Plans of the best total and of leximin.
    ask
        Finds the best total of a problem with floors.
    """

    def __init__(self, ends: tuple[Result, Result], grouped: Goal, total: Goal, ask: "Asking") -> None:
        problem = ends[0].problem
        self._ask, self._measure = ask, total.measure
        self._ends = ends
        self._groups: Groups = groups_of_goal(problem, grouped, ends[0].policy.disadvantage, supply(problem))
        self._limit = self._units(ends[1])
        levels = {Fraction(0)}
        for most, steps in zip(self._limit.tolist(), self._groups.denominator.tolist(), strict=True):
            levels |= {Fraction(units, steps) for units in range(1, most + 1)}
        self._exact = tuple(sorted(levels))

    @property
    def exact(self) -> tuple[Fraction, ...]:
        """Rising levels, in steps of the groups."""
        return self._exact

    def at(self, position: int) -> Tread:
        """Return the best total found at a level and its bound."""
        last = position == len(self.exact) - 1
        if position == 0 or last:
            result = self._ends[1 if last else 0]
        else:
            result = self._ask(self.least(position).floored(self._ends[0].problem))
        total = total_of(result.problem, result.plan, self._measure, result.seed)
        goal = next(value for value in result.goals if value.goal.measure == self._measure)
        bound = total if proved(result) or goal.bound is None else int(goal.bound)
        units = self._units(result)
        below = [
            Fraction(int(units[row]), int(self._groups.denominator[row]))
            for row in np.flatnonzero(units < self._limit).tolist()
        ]
        lowest = min(below, default=self.exact[-1])
        supports = max(number for number, level in enumerate(self.exact) if level <= lowest)
        return Tread(total, bound, max(supports, position))

    def least(self, position: int) -> Least:
        """Return the fewest units of every group at a level."""
        wanted = self._wanted(position)
        groups = self._groups
        return Least(self._ends[0].problem, groups.commune, groups.kind, np.minimum(wanted, self._limit))

    def held(self, position: int) -> int:
        """Return how many groups stay below the level."""
        return int(((self._wanted(position) > self._limit) & (self._limit > 0)).sum())

    def lowest(self, position: int) -> Fraction:
        """Return the coverage below which no group falls that leximin gives anything."""
        least = self.least(position).units
        rows = np.flatnonzero(self._limit > 0).tolist()
        return min(
            (Fraction(int(least[row]), int(self._groups.denominator[row])) for row in rows),
            default=Fraction(0),
        )

    def _wanted(self, position: int) -> Integers:
        level = self.exact[position]
        steps = self._groups.denominator.tolist()
        return np.array([-(-level.numerator * one // level.denominator) for one in steps], dtype=np.int64)

    def _units(self, result: Result) -> Integers:
        problem, groups = result.problem, self._groups
        served = result.plan.per_need(problem) * (problem["needs"]["confirmed"] == 1)
        kinds = len(problem["kinds"])
        by_kind = bool((groups.kind != MISSING).any())
        key = communes_of_needs(problem) * kinds + (problem["needs"]["kind"] if by_kind else 0)
        sums = np.bincount(key, weights=served, minlength=len(problem["communes"]) * kinds).astype(np.int64)
        return np.asarray(sums[groups.commune * kinds + (groups.kind if by_kind else 0)])


class Asking(Protocol):
    """Finds the best total of a problem."""

    def __call__(self, problem: Problem) -> Result:
        """Return the plan."""


def asking(solve: Solve, policy: Policy, seed: int, time_limit: float | None) -> Asking:
    """Return what solves a problem under a policy."""

    def ask(problem: Problem) -> Result:
        return solve(problem, policy, seed=seed, time_limit=time_limit)

    return ask


def _commune_keys(problem: Problem) -> list[str]:
    table = problem["communes"]
    return [f"{vintage}:{code}" for vintage, code in zip(table["vintage"], table["code"], strict=True)]
