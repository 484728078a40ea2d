"""The most that every group can get at all, by enumeration of all plans."""

from dataclasses import replace
from fractions import Fraction

from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from oracle.brute_force import best_value
from oracle.goals import yardsticks
from oracle.situation import situation


def with_best(problem: Problem, policy: Policy) -> Policy | None:
    """Return the policy with the best attainable of every group written down, or nothing where no plan obeys the rules."""
    goals = []
    for goal in policy.goals:
        if goal.target != "attainable":
            goals.append(goal)
            continue
        found = []
        plain = replace(policy, goals=(replace(goal, target="need"),))
        (stick,) = yardsticks(situation(problem), plain)
        for group, size in zip(stick.groups, stick.sizes, strict=True):
            own = {name: (value,) for name, value in zip(goal.columns, group, strict=True)}
            alone = Goal(
                goal.measure, "leximin", goal.group, among=tuple({**dict(goal.among), **own}.items())
            )
            best = best_value(problem, replace(policy, goals=(alone,)))
            if best is None:
                return None
            (coverage,) = best[0] if isinstance(best[0], tuple) else (Fraction(0),)
            found.append((group, int(coverage * size)))
        goals.append(replace(goal, best=tuple(found)))
    return replace(policy, goals=tuple(goals))
