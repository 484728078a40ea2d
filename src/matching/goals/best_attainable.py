"""The most that every group of a goal can get if it alone is served, asked group by group."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from matching.errors import PolicyError
from matching.formulation.grouping import members_of
from matching.plan.audit_report import Value
from matching.plan.result import Result
from matching.problem.attainable import group_values
from matching.problem.goal_language import OF_CHILDREN, Among, Best, Goal
from matching.problem.need_attributes import attribute_of_children, attribute_of_needs
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

MOST_GROUPS = 2_000
"""Groups that are asked one by one."""

Ask = Callable[[Policy], Result]
"""Solves the problem under a policy."""


@dataclass(frozen=True, slots=True)
class GroupBest:
    """What one group can get at best.

    Parameters
    ----------
    values
        Values of the group in the columns of the grouping; the empty text where absent.
    needed
        Units (points, children) that it needs.
    units
        Most that was found for it, by a plan that keeps every rule and promise.
    bound
        Most that any plan can give it, as the audit proved; equal to ``units`` where that is exact, ``None`` without a
        bound.
    """

    values: tuple[str, ...]
    needed: int
    units: int
    bound: int | None


def best_per_group(problem: Problem, goal: Goal, policy: Policy, ask: Ask) -> tuple[GroupBest, ...]:
    """Return the best attainable of every group of a goal.

    Raises
    ------
    PolicyError
        If there are too many groups.
    """
    groups = _groups(problem, goal)
    if len(groups) > MOST_GROUPS:
        raise PolicyError(f"target 'attainable' is asked group by group, of at most {MOST_GROUPS:,} groups")
    found = []
    for values in groups:
        alone = Goal(goal.measure, "leximin", goal.group, among=_among(goal, values))
        result = ask(Policy("best-attainable", "1", (alone,), policy.disadvantage))
        report = result.report
        assert report is not None
        units, needed = _only(report.goals[0].value)
        found.append(GroupBest(values, needed, units, units if report.verdict == "proved" else None))
    return tuple(found)


def grounded(problem: Problem, policy: Policy, ask: Ask) -> Policy:
    """Return the policy with the best attainable written into the goals that are measured against it."""
    goals = tuple(
        replace(goal, best=_stated(best_per_group(problem, goal, policy, ask)))
        if goal.target == "attainable" and not goal.best
        else goal
        for goal in policy.goals
    )
    return policy if goals == policy.goals else replace(policy, goals=goals)


def _stated(groups: tuple[GroupBest, ...]) -> Best:
    return tuple((group.values, group.units) for group in groups)


def _groups(problem: Problem, goal: Goal) -> list[tuple[str, ...]]:
    plain = replace(goal, target="need", best=())
    member = members_of(problem, plain)
    rows = (member != MISSING).nonzero()[0]
    read = attribute_of_children if goal.measure in OF_CHILDREN else attribute_of_needs
    columns = [read(problem, name) for name in goal.columns]
    told = [replace(one, codes=one.codes[rows]) for one in columns]
    return list(group_values(told, member[rows], int(member.max(initial=MISSING)) + 1))


def _among(goal: Goal, values: tuple[str, ...]) -> Among:
    own = {name: (value,) for name, value in zip(goal.columns, values, strict=True)}
    return tuple({**dict(goal.among), **own}.items())


def _only(value: Value) -> tuple[int, int]:
    """Return units and need of the only group of a goal."""
    assert isinstance(value, tuple)
    ((units, needed),) = value
    return units, needed
