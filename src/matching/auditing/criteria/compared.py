"""Groups whose coverages are added up or subtracted: each coverage a whole number of equal parts."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.common_parts import parts_of
from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of, percent_divisor, steps
from matching.auditing.packing import Integers
from matching.auditing.supplied_groups import reached
from matching.problem.criterion_forms import FORMS
from matching.problem.policy import Goal


@dataclass(frozen=True, eq=False)
class Compared:
    """The groups that a goal compares on a plan.

    Parameters
    ----------
    served, size, needed
        Units given, steps ``D`` and units needed of every group.
    """

    served: Integers
    size: Integers
    needed: Integers

    def coverages(self, multiple: int = 1) -> tuple[int, list[int]]:
        """Return the parts of a whole coverage, and the coverage of every group in parts."""
        parts = parts_of(self.size, multiple)
        return parts, [
            units * (parts // size)
            for units, size in zip(self.served.tolist(), self.size.tolist(), strict=True)
        ]


def compared(facts: Facts, goal: Goal) -> Compared:
    """Return the groups of a goal; only those that supply reaches, where the criterion says so."""
    groups = groups_of(facts, goal)
    size = steps(facts, goal, groups)
    chosen = (
        reached(facts, goal) if FORMS[goal.criterion].of_reached else np.ones(groups.size, dtype=np.bool_)
    )
    return Compared(groups.served[chosen], size[chosen], groups.needed[chosen])


def total_of(facts: Facts, goal: Goal) -> int:
    """Return the units of all groups of a goal together."""
    return int(sum(groups_of(facts, goal).served.tolist()))


def whole_percent(facts: Facts, goal: Goal) -> int:
    """Return what makes a per cent of a target a coverage ``u ÷ D``, in ten-thousandths: the divisor of all targets."""
    return percent_divisor(facts) if goal.adjusted else 100


def threshold_units(facts: Facts, goal: Goal, size: Integers, needed: Integers, *, up: bool) -> Integers:
    """Return the units at which every group stands at the level of a goal: rounded up, or down; at most its need."""
    assert goal.level is not None
    level = goal.level * whole_percent(facts, goal)
    exact = size.astype(object) * level
    units = -(-exact // 10_000) if up else exact // 10_000
    return np.asarray(np.minimum(units, needed), dtype=np.int64)
