"""Brute force for shadow values: the problem is solved again with units more, and every goal compared."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from matching.auditing.facts import Facts
from matching.auditing.values import goal_values
from matching.errors import InfeasibleError, NotANetworkError
from matching.fundraising.added_offers import with_offers
from matching.fundraising.records import GoalEffect
from matching.fundraising.worth_per_need import is_priced, valued
from matching.plan.audit_report import Value
from matching.plan.result import Result
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.solving import solve
from matching.vocabulary import ENUMERATIONS, MISSING
from oracle.brute_force import best_value
from oracle.random_problems import NETWORK_FEATURES, SMALL, random_problem
from properties.policies import policy_called


def priced_problems(name: str, count: int) -> Iterator[tuple[Problem, Policy, Result]]:
    """Yield random networks with their solved plans under a policy, its lottery left out."""
    policy = valued(policy_called(name))
    for seed in range(count):
        rng = Random(seed)
        problem = random_problem(rng, SMALL, {one for one in sorted(NETWORK_FEATURES) if rng.random() < 0.4})
        if not is_priced(problem, policy):
            continue
        try:
            yield problem, policy, solve(problem, policy)
        except (InfeasibleError, NotANetworkError):
            continue


def values(problem: Problem, policy: Policy) -> tuple[Value, ...]:
    """Return the values of the goals in the plan that the library finds."""
    return goal_values(Facts(problem, solve(problem, policy).plan, policy, 0))


def with_units(problem: Problem, kind: int, units: int, field: str, names: str) -> Problem:
    """Return the problem with units of a kind in every size, kept for what an earmark names."""
    stock = [{"offer": 0, "kind": kind, "item": MISSING, "quantity": units}]
    mark = {"offer": 0, "field": ENUMERATIONS["EarmarkField"].index(field), "values": names}
    return with_offers(problem, 1, stock, [mark])


def is_change(goal: Goal, before: Value, after: Value, effect: GoalEffect) -> bool:
    """Return whether the value of a goal changed as a shadow value says."""
    if goal.criterion == "sum":
        assert isinstance(before, int)
        assert isinstance(after, int)
        return after - before == effect.change
    levels = list(_levels(before))
    if effect.raised:
        if effect.lowest_before not in levels:
            return False
        levels.remove(Fraction(effect.lowest_before))
        levels.append(Fraction(effect.lowest_after))
    return sorted(levels) == list(_levels(after))


def _levels(value: Value) -> list[Fraction]:
    assert isinstance(value, tuple)
    return sorted(Fraction(*pair) for pair in value)


def enumerated(problem: Problem, policy: Policy) -> object:
    """Return the best vector of goal values by enumeration, without the library's solver."""
    return best_value(problem, policy)
