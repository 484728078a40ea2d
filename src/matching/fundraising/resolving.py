"""Solving again with more offers: what the policy itself makes of them, checked by the audit."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of, steps
from matching.auditing.measures import sum_value
from matching.errors import SolverError
from matching.explanation.affected_part import kinds_together, part_of
from matching.formulation.unit_keys import level
from matching.fundraising.records import GoalEffect
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.audit_report import AuditReport, Value
from matching.problem.goal_language import MINIMISED
from matching.problem.policy import Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Solved(Protocol):
    """What a solver returns, as far as it is read here."""

    @property
    def plan(self) -> Allocation:
        """The plan's lines."""
        ...

    @property
    def report(self) -> AuditReport | None:
        """What the audit found."""
        ...


Solve = Callable[..., Solved]
"""Solves a problem under a policy: ``solve(problem, policy, seed=…)``."""


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """An audited plan of a problem: the facts, the value of every goal, whether all are proved best."""

    facts: Facts
    values: tuple[Value, ...]
    proved: bool


def touched(problem: Problem, policy: Policy, kinds: Integers) -> Mask:
    """Return the kinds that can change when something of some kinds changes."""
    inside = np.zeros(len(problem["kinds"]), dtype=np.bool_)
    for kind in np.unique(kinds).tolist():
        inside |= kinds_together(problem, policy, kind)
    return inside


def answered(problem: Problem, policy: Policy, seed: int, solve: Solve) -> Answer:
    """Return the audited plan of a problem.

    Raises
    ------
    SolverError
        If the audit refuses the plan.
    """
    found = solve(problem, policy, seed=seed)
    judged = judge(Facts(problem, found.plan, policy, seed), found.report)
    if judged is None:
        raise SolverError("the plan that was found again breaks a rule")
    return judged


def judge(facts: Facts, report: AuditReport | None = None) -> Answer | None:
    """Return a plan with the values of its goals, ``None`` if it breaks a rule; it is audited unless it was."""
    if report is None:
        report = audit(facts.problem, facts.allocation, facts.policy, facts.seed, None)
    if any(violation.rule not in ("certificate", "optimality") for violation in report.violations):
        return None
    return Answer(facts, tuple(goal.value for goal in report.goals), report.verdict == "proved")


def plan_of_part(facts: Facts, part: Problem, kinds: Mask) -> Allocation:
    """Return the lines of a plan that concern some kinds, and all promises, as a plan of the part."""
    plan = facts.allocation
    kept = kinds[facts.problem["needs"]["kind"][plan.need]] | plan.promised
    return allocation_of(part, plan.line[kept], plan.need[kept], plan.quantity[kept], plan.promised[kept])


def part(problem: Problem, kinds: Mask) -> Problem:
    """Return the part of a problem that concerns some kinds."""
    return part_of(problem, kinds)


def worse(policy: Policy, one: tuple[Value, ...], other: tuple[Value, ...]) -> bool:
    """Return whether the first values are worse than the others, goal by goal in order."""
    for goal, first, second in zip(policy.goals, one, other, strict=True):
        left, right = _ordered(first), _ordered(second)
        if left != right:
            least = goal.measure in MINIMISED and goal.criterion == "sum"
            return left > right if least else left < right
    return False


def _ordered(value: Value) -> tuple[Fraction, ...]:
    if isinstance(value, tuple):
        return tuple(sorted(Fraction(*pair) for pair in value))
    return () if value is None else (Fraction(value),)


def changes(before: Facts, after: Facts) -> tuple[GoalEffect, ...]:
    """Return how every goal changes between two plans for the same needs."""
    found = []
    for number, goal in enumerate(before.policy.goals):
        if goal.criterion == "sum":
            change = sum_value(after, goal) - sum_value(before, goal)
            found.append(GoalEffect(number, change, 0, Fraction(0), Fraction(0)))
            continue
        if goal.measure in MINIMISED:
            found.append(GoalEffect(number, 0, 0, Fraction(0), Fraction(0)))
            continue
        old, new = (groups_of(one, goal) for one in (before, after))
        size = steps(before, goal, old)
        raised = np.flatnonzero(new.served > old.served)
        low = high = Fraction(0)
        if len(raised):
            first = raised[int(np.argmin(level(old.served[raised], size[raised])))]
            low, high = (Fraction(int(one.served[first]), int(size[first])) for one in (old, new))
        found.append(GoalEffect(number, 0, len(raised), low, high))
    return tuple(found)
