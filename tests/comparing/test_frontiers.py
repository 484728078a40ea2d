"""The frontier of equity and total: every corner is the best by enumeration, and its plan is proved."""

import os
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from studying import frontier_of

import matching
from matching.comparing.trade_off import LIFE_SAVING
from matching.errors import InfeasibleError
from matching.problem.policy import Goal, Policy, named_policy
from matching.problem.problem import Problem
from matching.synthetic.provinces import demo_problem
from oracle.brute_force import best_value
from oracle.random_problems import NETWORK_FEATURES, TINY, Size, random_problem

INDEX = named_policy("equal-coverage").disadvantage
SCARCE = Size(communes=(2, 3), needs=(4, 6), quantity=3, units=12, offers=(1, 2), stock=3)
FLAT = NETWORK_FEATURES - {"floors"}


def best_by_enumeration(problem: Problem, measure: str) -> int:
    """Return the best total after life-saving needs, by listing all plans."""
    best = best_value(problem, Policy("p", "1", (LIFE_SAVING, Goal(measure=measure)), INDEX))
    assert best is not None
    assert isinstance(best[1], int)
    return best[1]


def assert_corners(seeds: range, by: str, measure: str) -> int:
    """Compare whole frontiers with enumeration at every level; return how many have several corners."""
    several = 0
    for seed in seeds:
        rng = Random(seed)
        more = {name for name in sorted(FLAT) if rng.random() < 0.08}
        problem = random_problem(rng, SCARCE, {"weights", "zones", "benefits"} | more)
        try:
            frontier, levels = frontier_of(problem, INDEX, by, measure, adjusted=seed % 2 == 0)
        except InfeasibleError:
            continue
        assert frontier.complete
        assert frontier.ends_proved
        truth = [
            best_by_enumeration(levels.least(place).floored(problem), measure)
            for place in range(len(levels.exact))
        ]
        corners = [
            (levels.exact[place], value)
            for place, value in enumerate(truth)
            if place + 1 == len(truth) or truth[place + 1] < value
        ]
        assert truth == sorted(truth, reverse=True)
        scale = Fraction(1) if not corners[-1][0] else frontier.points[-1].level / corners[-1][0]
        told = [(point.level, point.total) for point in frontier.points]
        assert told == [(level * scale, value) for level, value in corners], seed
        several += len(told) > 1
    return several


@pytest.mark.parametrize("by", ["commune", "commune_kind"])
def test_every_corner_and_nothing_between_by_enumeration(by: str) -> None:
    """At each corner the total is best; just above it, less can be met."""
    assert assert_corners(range(6), by, "weight") >= 1


def test_on_a_network_fairness_costs_no_units() -> None:
    """Units met in all are the same at every level, only whose they are changes; what is given up is weight."""
    assert assert_corners(range(4), "commune", "units") == 0


@pytest.mark.long
@pytest.mark.parametrize("by", ["commune", "commune_kind"])
@pytest.mark.parametrize("measure", ["weight", "units"])
def test_many_frontiers_by_enumeration(by: str, measure: str) -> None:
    count = int(os.environ.get("MATCHING_INSTANCES", "10000")) // 50
    assert_corners(range(1_000, 1_000 + count), by, measure)


@pytest.mark.parametrize("by", ["commune", "commune_kind"])
def test_the_plan_of_a_point_is_proved_and_lifts_every_group(by: str) -> None:
    frontier = matching.frontier(demo_problem(), by=by, seed=1, levels=12)
    assert frontier.method == "network"
    assert not frontier.complete
    for number in (0, len(frontier.points) // 2, len(frontier.points) - 1):
        point, result = frontier.points[number], frontier.solve(number)
        assert result.report is not None
        assert result.report.verdict == "proved"
        assert result.goals[1].value == point.total
        units = result.measures(by).met.sum()
        assert units >= point.least.units.sum()


def test_totals_fall_and_levels_rise_from_the_best_total_to_leximin() -> None:
    frontier = matching.frontier(demo_problem(), seed=1, levels=8)
    totals, levels = ([getattr(point, name) for point in frontier.points] for name in ("total", "level"))
    assert totals == sorted(set(totals), reverse=True)
    assert levels == sorted(set(levels))
    first, last = frontier.ends
    assert (totals[0], totals[-1]) == (first.goals[1].value, last.goals[2].value)
    assert frontier.points[0].lowest <= frontier.points[-1].lowest


def test_levels_of_targets_and_of_needs_agree_where_no_commune_is_disadvantaged() -> None:
    problem = demo_problem()
    flat = Policy("flat", "1", (LIFE_SAVING,), matching.Disadvantage({"zone": 0}, {}, 0))
    plain = matching.frontier(problem, flat, adjusted=False, seed=1, levels=9)
    target = matching.frontier(problem, flat, adjusted=True, seed=1, levels=9)
    assert [point.level for point in plain.points] == [point.level for point in target.points]


def test_an_integer_program_gives_the_same_corners_as_enumeration_with_bounds() -> None:
    tried = 0
    for seed in range(2):
        problem = random_problem(Random(seed), TINY, {"commune_min", "zones"})
        try:
            frontier = matching.frontier(problem, by="commune", seed=1, levels=12)
        except InfeasibleError:
            continue
        if frontier.method == "network":
            continue
        tried += 1
        for point in frontier.points:
            assert point.bound == point.total
            assert point.total == best_by_enumeration(point.least.floored(problem), "weight")
    assert tried >= 1


@pytest.mark.parametrize(
    "asked", [{"by": "zone"}, {"measure": "cost"}, {"levels": 1}], ids=["by", "measure", "levels"]
)
def test_another_frontier_is_refused_in_words(asked: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a frontier compares by"):
        matching.frontier(demo_problem(), **asked)  # type: ignore[arg-type]


def test_a_point_that_does_not_exist_is_an_index_error() -> None:
    frontier = matching.frontier(demo_problem(), levels=3)
    with pytest.raises(IndexError, match="numbered 0 to"):
        frontier.solve(99)


def test_floors_that_stand_already_are_kept_beside_those_of_a_point() -> None:
    problem = demo_problem()
    frontier = matching.frontier(problem, levels=4)
    again = frontier.points[-1].least.floored(frontier.points[0].least.floored(problem))
    least = sum(
        int(np.count_nonzero(point.least.units)) for point in (frontier.points[0], frontier.points[-1])
    )
    assert len(again["floors"]) == len(problem["floors"]) + least
