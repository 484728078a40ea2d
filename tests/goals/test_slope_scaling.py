"""Plans by flows for cash, lots and visits: every rule holds, no plan beats the bound, and networks are met exactly."""

from dataclasses import replace

import numpy as np
import pytest

from matching.auditing.facts import Facts
from matching.auditing.registry import broken_rules
from matching.formulation.assembly import formulate
from matching.formulation.canonical_order import canonical
from matching.formulation.spreading import spread
from matching.goals.charges import charges_of, relaxed
from matching.goals.face import whole_face
from matching.goals.slope_scaling import Scaled, scaled_plan
from matching.goals.totals import best_total
from matching.plan.allocation import Allocation, allocation_of
from matching.problem.policy import Goal, named_policy
from matching.problem.problem import Problem
from matching.synthetic.provinces import generate

POLICY = replace(named_policy("utilitarian"), goals=(Goal("weight"),))


def planned(problem: Problem) -> tuple[Scaled, Allocation]:
    """Return the scaled plan of a problem in canonical order, and its lines."""
    formed = formulate(relaxed(problem), POLICY)
    plan = scaled_plan(formed.network, charges_of(problem, formed))
    line, need, units = spread(problem, formed, plan.flow)
    kept = formed.supply.promises
    lines = np.concatenate([kept.line, line]), np.concatenate([kept.need, need])
    promised = np.arange(len(lines[0])) < len(kept.line)
    return plan, allocation_of(problem, *lines, np.concatenate([kept.quantity, units]), promised)


def mixed(profile: str, children: int, seed: int) -> Problem:
    return canonical(generate(profile, children, seed, "mixed"), 0).problem


CASES = (
    ("ha-noi-14", 1, 1), ("ha-noi-14", 1, 2), ("ha-noi-14", 300, 1), ("ha-noi-14", 300, 2),
    ("dien-bien", 2_000, 1), ("dien-bien", 2_000, 2), ("dien-bien", 2_000, 3), ("lao-cai", 6_000, 2),
)  # fmt: skip


@pytest.mark.parametrize(("profile", "children", "seed"), CASES)
def test_a_scaled_plan_breaks_no_rule_and_stays_below_its_bound(
    profile: str, children: int, seed: int
) -> None:
    problem = mixed(profile, children, seed)
    plan, lines = planned(problem)
    counts = broken_rules(Facts(problem, lines, POLICY, 0))[1]
    assert set(counts) <= {"lottery"}
    assert 0 < plan.value <= plan.bound


def test_the_value_is_the_weighted_need_that_the_lines_meet_beyond_what_was_promised() -> None:
    problem = mixed("lao-cai", 1_000, 4)
    plan, lines = planned(problem)
    needs = problem["needs"]
    assert (needs["weight"] > 0).all()
    assert plan.value == int((needs["weight"][lines.need] * lines.quantity)[~lines.promised].sum())


def test_without_cash_lots_and_visits_the_plan_is_the_best_flow_and_the_bound_its_value() -> None:
    problem = canonical(generate("lao-cai", 2_000, 3), 0).problem
    network = formulate(problem, POLICY).network
    best = int((best_total(network, whole_face(network), network.points) * network.points).sum())
    plan, _ = planned(problem)
    assert plan.value == plan.bound == best


def test_a_province_of_six_thousand_children_is_planned_within_four_per_cent_of_the_bound() -> None:
    plan, _ = planned(mixed("lao-cai", 6_000, 3))
    assert plan.bound <= 1.04 * plan.value


@pytest.mark.parametrize(
    "limit", ["commune_min", "visit_cost", "max_communes", "all_or_nothing", "budget", "child_max"]
)
def test_the_cases_use_every_limit(limit: str) -> None:
    assert any(np.any(mixed(*case)["offers"][limit] > 0) for case in CASES)
