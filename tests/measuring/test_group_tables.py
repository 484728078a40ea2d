"""Groups with what they need and get: counted, pooled, flagged, and the same whatever their size."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching.explanation.within_reach import reachable_units
from matching.isolation.leftovers import unmet_units
from matching.measuring.amounts import COUNTED, totals
from matching.measuring.group_table import GroupTable, group_table
from matching.plan.groupings import GROUPINGS, grouping_of
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.solving import solve
from matching.synthetic.provinces import demo_problem
from oracle.random_problems import random_problem


@pytest.fixture(scope="module")
def demo() -> Problem:
    return demo_problem()


@pytest.fixture(scope="module")
def served(demo: Problem) -> np.ndarray:
    return solve(demo, "utilitarian", seed=1).plan.per_need(demo)


def table(problem: Problem, served: np.ndarray, by: str = "commune", **options: object) -> GroupTable:
    return group_table(problem, served, problem["needs"]["quantity"], by, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("by", [*GROUPINGS, "hamlet", "communes.level", "children.at_risk", "poor_share"])
def test_groups_share_all_confirmed_needs_among_them(demo: Problem, served: np.ndarray, by: str) -> None:
    found = table(demo, served, by)
    confirmed = demo["needs"]["confirmed"] == 1
    assert int(found.needed.sum()) == int(demo["needs"]["quantity"][confirmed].sum())
    assert int(found.met.sum()) == int(served[confirmed].sum())
    assert len(set(found.labels)) == len(found.labels)


@pytest.mark.parametrize(
    "by", ["planet", "children.child", "circumstances", "children.circumstances", "needs.kind", "birth_date"]
)
def test_unknown_groupings_keys_and_sets_that_overlap_are_refused(demo: Problem, by: str) -> None:
    with pytest.raises(KeyError):
        grouping_of(demo, by)


def test_something_unknown_is_not_counted(demo: Problem, served: np.ndarray) -> None:
    with pytest.raises(KeyError, match="units, weight, value, children"):
        table(demo, served, counted="smiles")
    with pytest.raises(ValueError, match="at least 0"):
        table(demo, served, pool_below=-1)


def test_a_child_counts_once_however_many_needs_are_met(demo: Problem, served: np.ndarray) -> None:
    child = demo["needs"]["child"]
    helped = {int(one) for one, units in zip(child, served, strict=True) if one >= 0 and units}
    assert totals(demo, served).children == len(helped)
    assert int(table(demo, served, "commune", counted="children").met.sum()) == len(helped)


def test_value_is_told_at_reference_prices(demo: Problem, served: np.ndarray) -> None:
    price = demo["kinds"]["price"][demo["needs"]["kind"]]
    assert totals(demo, served).value == int((price * served).sum())


@pytest.mark.parametrize("counted", COUNTED)
def test_pooling_changes_no_total_and_says_who_was_joined(
    demo: Problem, served: np.ndarray, counted: str
) -> None:
    apart, pooled = (
        table(demo, served, "commune_kind", counted=counted, pool_below=least) for least in (0, 15)
    )
    assert pooled.pooled
    assert (int(apart.needed.sum()), int(apart.met.sum())) == (
        int(pooled.needed.sum()),
        int(pooled.met.sum()),
    )
    inside = [label for members in pooled.members for label in members]
    assert set(apart.labels) <= set(inside)
    assert len(inside) == len(set(inside))
    for members in pooled.pooled.values():
        assert len({label.rpartition(" ")[2] for label in members}) == 1, "cells are pooled within their kind"
    assert not apart.pooled


def test_groups_large_enough_stand_alone(demo: Problem, served: np.ndarray) -> None:
    apart = table(demo, served, "commune_kind")
    large = {
        label for label, size in zip(apart.labels, apart.beneficiaries.tolist(), strict=True) if size >= 15
    }
    assert large <= set(table(demo, served, "commune_kind", pool_below=15).labels)


def test_tiny_groups_are_flagged(demo: Problem, served: np.ndarray) -> None:
    found = table(demo, served, "commune_kind")
    assert found.tiny.any()
    assert ((found.beneficiaries < 10) == found.tiny).all()


def test_groups_out_of_reach_are_told_apart_and_do_not_pull_the_worst_to_zero() -> None:
    result = solve(demo_problem(), seed=1)
    served = result.plan.per_need(result.problem)
    found = group_table(result.problem, served, reachable_units(result), "commune_kind")
    assert (~found.reached).any()
    assert (found.met[~found.reached] == 0).all()
    assert found.indices().groups == int(found.reached.sum())
    assert (found.met <= found.within_reach).all()
    full = found.saturated & found.reached
    assert (found.met[full] == found.within_reach[full]).all()


def test_what_is_within_reach_does_not_depend_on_the_policy() -> None:
    problem = demo_problem()
    reaches = [reachable_units(solve(problem, policy)) for policy in ("equal-coverage", "greedy", "cheapest")]
    assert all((one == reaches[0]).all() for one in reaches)


def test_what_is_within_reach_is_told_of_a_plan_that_was_cut_short_as_of_any_other() -> None:
    problem = demo_problem()
    whole = solve(problem, "greedy")
    short = replace(whole, unmet=unmet_units(problem, whole.plan))
    assert (reachable_units(short) == reachable_units(whole)).all()


def doubled(problem: Problem, served: np.ndarray, commune: int) -> tuple[Problem, np.ndarray]:
    """Return the problem with all needs of a commune there twice, as of children of their own, served alike."""
    needs, children = problem["needs"], problem["children"]
    rows = np.flatnonzero(communes_of_needs(problem) == commune)
    owners = np.unique(needs["child"][rows][needs["child"][rows] >= 0])
    place = np.full(len(children) + 1, -1)
    place[owners] = len(children) + np.arange(len(owners))
    people = {
        name: np.concatenate([column, column[owners]])
        for name, column in children.columns.items()
        if name != "child"
    }
    people["child"] = [*children["child"].tolist(), *(f"{name}+" for name in children["child"][owners])]
    columns = {
        name: np.concatenate([column, column[rows]])
        for name, column in needs.columns.items()
        if name not in ("need", "child")
    }
    columns["need"] = [*needs["need"].tolist(), *(f"{name}+" for name in needs["need"][rows])]
    columns["child"] = np.concatenate([needs["child"], place[needs["child"][rows]]])
    larger = problem.replace(children=table_from("children", people), needs=table_from("needs", columns))
    return larger, np.concatenate([served, served[rows]])


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("by", ["commune", "commune_kind"])
def test_a_commune_counts_the_same_when_all_its_needs_and_gifts_are_there_twice(
    by: str, counted: str
) -> None:
    """The scale test: coverages and indices compare shares, so no commune matters more or less by its size."""
    tried = 0
    for seed in range(8):
        problem = random_problem(Random(seed))
        served = np.array(
            [Random(seed + 1).randint(0, most) for most in problem["needs"]["quantity"].tolist()]
        )
        before = table(problem, served, by, counted=counted)
        for commune in range(len(problem["communes"])):
            larger, twice = doubled(problem, served, commune)
            after = table(larger, twice, by, counted=counted)
            assert after.labels == before.labels
            assert after.coverage == before.coverage
            assert after.indices() == before.indices()
            tried += len(larger["needs"]) > len(problem["needs"])
    assert tried > 8
