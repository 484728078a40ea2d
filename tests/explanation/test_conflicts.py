"""Conflicts of random problems, compared with a list of all plans."""

import pickle
from itertools import combinations
from random import Random

import pytest

from matching.errors import InfeasibleError
from matching.explanation.conflicts import Conflict, conflict_of
from matching.explanation.relaxations import Relaxation, applied
from matching.explanation.rule_uses import RuleUse, rule_uses, without
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from oracle.brute_force import best_value
from oracle.random_problems import FEATURES, TINY, random_problem

POLICY = named_policy("utilitarian")


def drawn(seed: int) -> Problem:
    rng = Random(seed)
    chosen = {feature for feature in sorted(FEATURES) if rng.random() < 0.25}
    return random_problem(rng, TINY, chosen | {"floors_by_group"})


def can_hold(problem: Problem) -> bool:
    """Whether any plan keeps all rules, by a list of all plans."""
    return best_value(problem, POLICY) is not None


def kept(problem: Problem, members: set[RuleUse]) -> Problem:
    return without(problem, [use for use in rule_uses(problem) if use not in members])


def members_of(conflict: Conflict) -> set[RuleUse]:
    return {RuleUse(rule.rule, rule.subject) for rule in conflict.rules}


def next_smaller(change: Relaxation) -> Relaxation | None:
    """The change that is smaller by one, None where that is no change any more."""
    assert change.new is not None
    new = change.new + (1 if change.new < change.old else -1)
    return (
        None if new == change.old else Relaxation(change.rule, change.subject, change.column, change.old, new)
    )


@pytest.mark.parametrize("seed", range(70))
def test_conflicts_are_told_exactly_where_no_plan_exists_and_they_and_their_ends_are_true(seed: int) -> None:
    problem = drawn(seed)
    conflict = conflict_of(problem, POLICY, seed, time_limit=120)
    assert (conflict is None) == can_hold(problem)
    if conflict is None:
        return
    assert conflict.irreducible
    assert conflict.complete
    members = members_of(conflict)
    if members and not any(use.rule == "budget" for use in members):
        assert not can_hold(kept(problem, members))
        for use in members:
            assert can_hold(kept(problem, members - {use})), use
    for change in conflict.relaxations:
        assert can_hold(applied(problem, change)), change
    ended = problem
    for change in conflict.together:
        ended = applied(ended, change)
    assert not conflict.together or can_hold(ended)
    assert not (conflict.together and conflict.relaxations)
    assert bool(conflict.another) == (not conflict.together and not conflict.relaxations)
    if conflict.another is not None:
        assert not can_hold(without(problem, members))


@pytest.mark.parametrize("seed", range(70, 110))
def test_no_smaller_change_of_a_number_is_enough(seed: int) -> None:
    """Only budgets of offers given whole may skip a smaller amount: the whole grows with the money."""
    problem = drawn(seed)
    conflict = conflict_of(problem, POLICY, seed, time_limit=120)
    changes = () if conflict is None else conflict.relaxations
    numbers = [change for change in changes if change.new is not None]
    for change in numbers:
        smaller = next_smaller(change)
        assert smaller is None or not can_hold(applied(problem, smaller)), change


@pytest.mark.parametrize("seed", range(110, 140))
def test_every_single_change_that_would_help_is_found(seed: int) -> None:
    """Giving up one use of a rule ends all clashes exactly where a relaxation of that use is told."""
    problem = drawn(seed)
    conflict = conflict_of(problem, POLICY, seed, time_limit=120)
    if conflict is None:
        return
    told = {RuleUse(change.rule, change.subject) for change in conflict.relaxations}
    for use in rule_uses(problem):
        helps = can_hold(without(problem, [use]))
        assert (use in told) <= helps
        if use.rule != "floors":
            assert helps == (use in told), use


@pytest.mark.parametrize("seed", range(140, 165))
def test_a_told_conflict_is_among_the_minimal_sets_of_a_full_search(seed: int) -> None:
    problem = drawn(seed)
    uses = rule_uses(problem)
    conflict = conflict_of(problem, POLICY, seed, time_limit=120)
    if conflict is None or len(uses) > 6:
        return
    subsets = [set(some) for size in range(len(uses) + 1) for some in combinations(uses, size)]
    clashing = [some for some in subsets if not can_hold(kept(problem, some))]
    minimal = [some for some in clashing if not any(other < some for other in clashing)]
    assert members_of(conflict) in minimal


def test_the_conflict_travels_with_its_error() -> None:
    conflict = next(
        found for found in (conflict_of(drawn(seed), POLICY, 0, time_limit=60) for seed in range(50)) if found
    )
    error = pickle.loads(pickle.dumps(InfeasibleError("no plan", conflict=conflict)))
    assert error.conflict == conflict
    assert str(error).startswith("no plan: ")
    assert InfeasibleError("no plan").conflict is None


def test_without_time_nothing_is_claimed() -> None:
    assert conflict_of(drawn(2), POLICY, 0, time_limit=0.0) is None
