"""How far a plan hangs on the index: weights move alone, units only change places, and nothing else is touched."""

from fractions import Fraction

import pytest
from studying import Solver

import matching
from matching.comparing.sensitivity import SPREAD, swings
from matching.problem.policy import named_policy
from matching.synthetic.provinces import demo_problem

EQUAL = named_policy("equal-coverage")
FIFTH = Fraction(1, 5)


@pytest.fixture(scope="module")
def sensitivity():
    return matching.sensitivity(demo_problem(), seed=1)


def test_every_weight_and_the_spread_move_down_and_up(sensitivity) -> None:
    told = [(variant.part, variant.change) for variant in sensitivity.variants]
    parts = [*EQUAL.disadvantage.weights, SPREAD]
    assert told == [(part, change) for part in parts for change in (-FIFTH, FIFTH)]
    assert all(variant.proved for variant in sensitivity.variants)


def test_gains_and_losses_are_those_of_the_plans(sensitivity) -> None:
    problem, index = demo_problem(), EQUAL.disadvantage
    spread = matching.Disadvantage(index.weights, index.zones, 60)
    policy = matching.Policy("wider", "1", EQUAL.goals, spread)
    before = sensitivity.base.measures()
    after = matching.solve(problem, policy, seed=1).measures()
    (variant,) = [one for one in sensitivity.variants if one.part == SPREAD and one.change == FIFTH]
    change = dict(zip(before.labels, (after.met - before.met).tolist(), strict=True))
    assert variant.gains == {label: units for label, units in change.items() if units > 0}
    assert variant.losses == {label: -units for label, units in change.items() if units < 0}
    assert variant.met == int(after.met.sum())
    assert variant.worst == min(after.coverage)


def test_a_change_that_moves_no_target_is_not_solved_again() -> None:
    solver = Solver()
    found = swings(demo_problem(), EQUAL, solver, changes=(Fraction(0),), seed=1, time_limit=None)
    assert solver.asked == ["equal-coverage"]
    assert all(variant.units_moved == 0 for variant in found.variants)


def test_a_policy_without_targets_and_a_weight_that_vanishes_are_refused() -> None:
    with pytest.raises(ValueError, match="no goal of the policy 'utilitarian'"):
        matching.sensitivity(demo_problem(), "utilitarian")
    with pytest.raises(ValueError, match="whole or more"):
        matching.sensitivity(demo_problem(), changes=(-1,))
