"""Packages: affordable, of unmet units alone, whole where needs are whole, ranked as the policy ranks, tried out."""

from functools import cmp_to_key
from itertools import pairwise
from random import Random

import numpy as np
import pytest

import matching
from matching.auditing.facts import Facts
from matching.auditing.values import goal_values
from matching.errors import InfeasibleError, NotANetworkError
from matching.fundraising.choosing import best_packages
from matching.fundraising.effects import compared
from matching.fundraising.index import units_of, wanted
from matching.fundraising.packaging import packages
from matching.fundraising.resolving import worse
from matching.fundraising.verifying import verified
from matching.fundraising.worth_per_need import valued
from matching.plan.allocation import allocation_of
from matching.solving import solve
from oracle.random_problems import NETWORK_FEATURES, SMALL, random_problem
from properties.policies import policy_called

PURSE = 50_000_000


@pytest.fixture(scope="module")
def result() -> matching.Result:
    return matching.solve(matching.demo_problem(), seed=3)


@pytest.fixture(scope="module")
def index(result: matching.Result) -> matching.AppealIndex:
    return matching.appeal_index(result)


def test_a_purse_is_never_overspent_and_the_lines_add_up(index: matching.AppealIndex) -> None:
    for purse in (1, 300_000, 5_000_000, PURSE, 10**12):
        for package in matching.packages_for(index, budget=purse, limit=6):
            assert package.price <= purse
            assert package.price == sum(line.price for line in package.lines)
            assert package.quantity == sum(line.quantity for line in package.lines)
            assert package.quantity == sum(place.after - place.before for place in package.places)


def test_a_package_holds_unmet_units_of_the_places_and_kinds_asked_for(
    index: matching.AppealIndex, result: matching.Result
) -> None:
    (name,) = set(result.problem["communes"]["name"][:1].tolist())
    code = str(result.problem["communes"]["code"][0])
    for places in (name, [code], [f"{result.problem['communes']['vintage'][0]}:{code}"]):
        for package in matching.packages_for(index, budget=PURSE, places=places, kinds=["warm_clothes"]):
            assert {line.kind for line in package.lines} == {"warm_clothes"}
            assert {line.commune.partition(":")[2] for line in package.lines} == {code}
            assert all(place.after <= place.needed for place in package.places)


def test_goods_go_only_where_an_item_fits(index: matching.AppealIndex, result: matching.Result) -> None:
    facts, items = (
        Facts(result.problem, result.plan, result.policy, 3),
        result.problem["items"]["item"].tolist(),
    )
    kind = result.problem["kinds"]["kind"].tolist().index("warm_clothes")
    item = next(
        name for name, own in zip(items, result.problem["items"]["kind"].tolist(), strict=True) if own == kind
    )
    packages = matching.packages_for(index, quantity=40, items=[item])
    assert packages
    for package in packages:
        assert package.quantity <= 40
        assert all(facts.fits[items.index(item), items.index(line.item)] for line in package.lines)


def test_money_alone_buys_no_surgery_unless_it_is_asked_for(index: matching.AppealIndex) -> None:
    assert not any(package.needs_slot for package in matching.packages_for(index, budget=10**11, limit=9))
    assert all(
        package.needs_slot for package in matching.packages_for(index, budget=10**9, kinds=["surgery"])
    )


def test_what_cannot_be_known_is_refused(index: matching.AppealIndex) -> None:
    for wrong in (
        {}, {"budget": 1, "quantity": 1}, {"budget": 0}, {"budget": 1, "limit": 0}, {"budget": "5"}, {"budget": 1.5},
        {"budget": True}, {"quantity": 2.0},
    ):  # fmt: skip
        with pytest.raises(ValueError, match="give either"):
            matching.packages_for(index, **wrong)  # type: ignore[arg-type]
    for name in ("places", "kinds", "items"):
        with pytest.raises(KeyError, match="there is no"):
            matching.packages_for(index, budget=1, **{name: ["Atlantis"]})  # type: ignore[arg-type]


def test_appeals_are_ranked_tried_and_shown(result: matching.Result) -> None:
    for by in ("commune", "zone"):
        found = matching.appeals(result, limit=5, verify=2, by=by)
        tried = [package.resolved for package in found.packages[:2]]
        assert all(
            one is not None and one.keeps_rules and one.at_least_as_good and one.proved for one in tried
        )
        assert found.packages[4].resolved is None
        assert {len({line.kind for line in package.lines}) for package in found.packages} == {1}
        assert "<script" not in found._repr_html_()
        assert "đồng" in found.summary("vi")
        assert len(found.to_frame()) == sum(len(package.lines) for package in found.packages)
        assert found.to_dict()["packages"][0]["resolved"]["proved"]


def _tried(name: str, seed: int) -> bool:
    """Return whether a random problem had packages, after trying all of them."""
    rng = Random(seed)
    problem = random_problem(rng, SMALL, {one for one in sorted(NETWORK_FEATURES) if rng.random() < 0.4})
    policy = policy_called(name)
    try:
        plan = solve(problem, policy).plan
    except (InfeasibleError, NotANetworkError):
        return False
    facts = Facts(problem, plan, policy, 0)
    units = units_of(facts)
    allowed = wanted(units, None, None, None)
    cost = np.ones(len(units.need), dtype=np.int64)
    chosen = best_packages(units, allowed, cost, 2, 50, ("mixed", "kind", "commune", "commune_kind"))
    for one, package in zip(chosen, packages(units, chosen), strict=True):
        again = verified(facts, package, one[1], one[2], solve).resolved
        assert again is not None
        assert again.at_least_as_good
    return len(chosen) > 1


@pytest.mark.parametrize("name", ["equal-coverage", "utilitarian", "nobody-with-nothing"])
def test_the_policy_makes_at_least_as_much_of_a_package_as_its_list_says(name: str, instances: int) -> None:
    assert sum(_tried(name, seed) for seed in range(max(instances // 50, 4))) > 1


@pytest.mark.parametrize("name", ["equal-coverage", "communes-alike", "utilitarian", "nobody-with-nothing"])
def test_the_ranking_is_the_order_of_the_goals_themselves(name: str, instances: int) -> None:
    """Effects are compared as the goals of the plans with the packages in them are: recomputed by the audit's own code."""
    policy, seen = policy_called(name), 0
    drawless = valued(policy)
    for seed in range(max(instances // 20, 10)):
        rng = Random(seed)
        problem = random_problem(
            rng, SMALL, {one for one in sorted(NETWORK_FEATURES - {"benefits"}) if rng.random() < 0.4}
        )
        try:
            plan = solve(problem, policy).plan
        except (InfeasibleError, NotANetworkError):
            continue
        facts = Facts(problem, plan, policy, 0)
        units = units_of(facts)
        if not len(problem["stock"]) or not len(units.need):
            continue
        cost = np.ones(len(units.need), dtype=np.int64)
        chosen = best_packages(units, cost > 0, cost, 2, 50, ("mixed", "commune", "commune_kind"))
        assert chosen == sorted(chosen, key=cmp_to_key(lambda one, other: -compared(one[3], other[3])))
        reached = []
        for _, need, count, _ in chosen:
            line = np.zeros(len(need), dtype=np.int64)
            joined = allocation_of(
                problem, np.r_[plan.line, line], np.r_[plan.need, need], np.r_[plan.quantity, count],
                np.r_[plan.promised, line > 0],
            )  # fmt: skip
            values = goal_values(Facts(problem, joined, policy, 0))
            reached.append(values[: len(drawless.goals)])
        for better, other in pairwise(reached):
            assert not worse(drawless, better, other)
            seen += 1
    assert seen > 5
