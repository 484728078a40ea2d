"""Four separate facts about a run: why it stopped, feasibility, proof, and whether there is a plan."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from matching.plan.audit_report import Step
from matching.problem.policy import Goal


class StopReason(StrEnum):
    """Why solving stopped."""

    FINISHED = "finished"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"
    CRASHED = "crashed"
    MEMORY = "memory"


class Feasibility(StrEnum):
    """What is known about the hard rules."""

    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Proof(StrEnum):
    """What the audit says about the goals' values."""

    PROVED = "proved"
    NOT_PROVED = "not_proved"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why it stopped, what is known, what is proved, and whether a plan exists: never one status."""

    stop: StopReason
    feasibility: Feasibility
    proof: Proof
    has_plan: bool


@dataclass(frozen=True, slots=True)
class GoalValue:
    """What a plan reaches on one goal and the proved bound.

    Parameters
    ----------
    goal
        The goal.
    value
        Whole number for sums; the worst group's coverage divided by its target for leximin and max-min.
    bound
        Best value any plan can reach given the earlier goals, or ``None`` where nothing is proved.
    steps
        For leximin where bounds speak of single groups: groups from the worst-off up and what no plan lifts them above.
    """

    goal: Goal
    value: int | Fraction
    bound: int | Fraction | None
    steps: tuple[Step, ...] = ()

    @property
    def gap(self) -> int | Fraction | None:
        """Distance between value and bound; 0 when proved."""
        if self.bound is None:
            return None
        return self.bound - self.value if self.bound >= self.value else self.value - self.bound
