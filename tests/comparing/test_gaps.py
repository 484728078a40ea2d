"""The gap between need and plan: parts that add up, and families of rules that only ever hold something back."""

from itertools import permutations
from random import Random

import numpy as np
import pytest
from studying import Solver

import matching
from matching.comparing.gap import PARTS, gap_of, ordered_parts, shapley_parts
from matching.comparing.relaxed_problems import FAMILIES, without_families
from matching.errors import InfeasibleError
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from matching.solving import solve
from matching.synthetic.provinces import demo_problem
from matching.vocabulary import MISSING
from oracle.brute_force import is_feasible
from oracle.random_problems import NETWORK_FEATURES, TINY, random_problem

EQUAL = named_policy("equal-coverage")


def drawn(seed: int) -> Problem:
    rng = Random(seed)
    return random_problem(rng, TINY, {name for name in sorted(NETWORK_FEATURES) if rng.random() < 0.4})


@pytest.mark.parametrize("counted", ["units", "weight"])
def test_the_parts_add_up_to_the_gap_in_every_order_and_on_average(counted: str) -> None:
    tried = 0
    for seed in range(2):
        problem = drawn(seed)
        try:
            for order, shapley in ((PARTS, False), (PARTS[::-1], False)):
                gap = matching.gap(problem, EQUAL, counted=counted, order=order, shapley=shapley)
                assert sum(gap.parts.values()) == gap.needed - gap.met
                assert list(gap.parts) == [*order, "scarcity"]
                assert gap.exact
                tried += 1
        except InfeasibleError:
            continue
    assert tried >= 2


class Game:
    """Optima made up: any number for every set of families."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._known: dict[frozenset[str], int] = {}

    def without(self, families: frozenset[str]) -> int:
        return self._known.setdefault(families, self._rng.randint(0, 1000))


@pytest.mark.parametrize("seed", range(20))
def test_shapley_is_the_mean_over_all_orders(seed: int) -> None:
    game = Game(seed)
    shapley = shapley_parts(game, PARTS)
    orders = list(permutations(PARTS))
    told = [ordered_parts(game, order) for order in orders]
    assert shapley == {part: sum(one[part] for one in told) / len(orders) for part in PARTS}
    assert sum(shapley.values()) == game.without(frozenset(PARTS)) - game.without(frozenset())


def test_every_set_of_families_is_solved_once() -> None:
    solver = Solver()
    gap_of(
        demo_problem(), EQUAL, solver,
        counted="units", order=PARTS, shapley=False, seed=0, time_limit=None,
    )  # fmt: skip
    assert len(solver.asked) == 5


def test_a_plan_that_keeps_all_rules_keeps_those_that_are_left() -> None:
    tried = 0
    for seed in range(10):
        problem = drawn(seed)
        try:
            plan = solve(problem, "utilitarian").plan
        except InfeasibleError:
            continue
        for family in FAMILIES:
            assert is_feasible(without_families(problem, [family]), plan), (seed, family)
        tried += 1
    assert tried > 5


def test_taking_all_families_away_leaves_need_stock_fit_and_time() -> None:
    problem = without_families(demo_problem(), FAMILIES)
    offers = problem["offers"]
    assert not len(problem["earmarks"])
    assert (offers["commune_max"] == MISSING).all()
    assert (offers["visit_cost"] <= 0).all()
    assert matching.structure(problem, EQUAL).is_network
    assert np.array_equal(problem["stock"]["quantity"], demo_problem()["stock"]["quantity"])


def test_an_order_that_forgets_a_family_is_refused() -> None:
    with pytest.raises(ValueError, match="each of criterion, capacity, lots, earmarks once"):
        matching.gap(demo_problem(), order=("criterion", "lots"))
    with pytest.raises(ValueError, match="units, weight"):
        matching.gap(demo_problem(), counted="smiles")
