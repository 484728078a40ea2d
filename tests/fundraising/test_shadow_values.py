"""Shadow values: what is told for one more unit is what comes of it, for as many units as is told."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from adding_units import enumerated, is_change, priced_problems, values, with_units

import matching
from matching.auditing.facts import Facts
from matching.fundraising.marginal_worth import shadow_values
from matching.fundraising.worth_per_need import need_worths
from matching.solving import solve
from oracle.random_problems import TINY, random_problem
from properties.policies import policy_called

POLICIES = (
    "equal-coverage", "nobody-with-nothing", "utilitarian", "cheapest", "communes-alike", "points-then-cells",
)  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
def test_a_stated_value_is_the_change_of_every_goal_exactly_as_long_as_stated(
    name: str, instances: int
) -> None:
    seen = worth_something = longer = 0
    for problem, policy, result in priced_problems(name, max(instances // 100, 3)):
        table = shadow_values(
            Facts(problem, result.plan, policy, 0), True, ("kind", "commune"), solve, ranges=99
        )
        kinds = problem["kinds"]["kind"].tolist()
        for row in table.rows:
            kind, last = kinds.index(row.keys[0]), values(problem, policy)
            for units in range(1, (row.units_to or 0) + 2):
                now = values(with_units(problem, kind, units, "commune", row.keys[1]), policy)
                same = all(map(is_change, policy.goals, last, now, row.goals))
                if row.worthless:
                    assert same
                    break
                assert row.units_to is not None
                assert same == (units <= row.units_to), (row, units)
                last = now
            seen += 1
            worth_something += not row.worthless
            longer += (row.units_to or 0) > 1
    assert seen > 3
    assert worth_something


@pytest.mark.parametrize("name", ["equal-coverage", "life-points-cost"])
def test_a_unit_kept_for_one_need_is_worth_what_enumeration_finds(name: str, instances: int) -> None:
    compared = 0
    for problem, policy, result in priced_problems(name, max(instances // 100, 3)):
        worth = need_worths(Facts(problem, result.plan, policy, 0))
        before = enumerated(problem, policy)
        for need in range(len(problem["needs"])):
            kind = int(problem["needs"]["kind"][need])
            more = with_units(problem, kind, 1, "need", str(problem["needs"]["need"][need]))
            changed = enumerated(more, policy) != before
            assert changed == bool(worth.worth[need].any())
            compared += 1
    assert compared > 3


def test_integer_programs_are_solved_again_and_say_so() -> None:
    policy, told = policy_called("utilitarian"), 0
    for seed in range(4):
        problem = random_problem(Random(seed), TINY, {"commune_min", "weights", "earmarks"})
        result = matching.solve(problem, policy)
        if matching.structure(problem, policy).is_network:
            continue
        table = matching.shadow_values(result, ("kind",), resolve=5)
        for row in table.rows:
            kind = problem["kinds"]["kind"].tolist().index(row.keys[0])
            names = "|".join(problem["needs"]["need"][problem["needs"]["kind"] == kind].tolist())
            after = values(with_units(problem, kind, 1, "need", names), table.policy)
            before = values(problem, table.policy)
            assert row.method == "resolved"
            assert all(map(is_change, table.policy.goals, before, after, row.goals))
            told += 1
    assert told


def test_rows_speak_of_kinds_places_and_months() -> None:
    result = matching.solve(matching.demo_problem(), seed=3)
    for by in (("kind", "zone"), ("kind", "month"), ("kind", "item", "commune"), ("commune",)):
        table = matching.shadow_values(result, by, ranges=2)
        assert len({row.keys for row in table.rows}) == len(table.rows) > 1
        assert len(table.to_frame()) == len(table.rows)
        assert "<script" not in table._repr_html_()
    assert "Giá" not in table.summary("en")
    assert all(isinstance(row.goals[1].lowest_after, Fraction) for row in table.rows)


def test_without_prices_rows_are_told_by_kind() -> None:
    result = matching.solve(matching.demo_problem(), "max-min")
    with pytest.raises(ValueError, match="name it among the groupings"):
        matching.shadow_values(result, ("commune",))


def test_a_worse_plan_than_the_best_has_no_prices() -> None:
    best = matching.solve(matching.demo_problem(), seed=3)
    poor = matching.solve(matching.demo_problem(), "greedy")
    with pytest.raises(matching.NotANetworkError, match="not the best one"):
        matching.shadow_values(replace(best, allocation=poor.plan), ("kind",))


def test_an_unknown_grouping_is_refused_with_those_that_are_known() -> None:
    result = matching.solve(matching.demo_problem(), seed=3)
    with pytest.raises(KeyError, match="choose among kind, item, commune, zone, month"):
        matching.shadow_values(result, ("village",))
