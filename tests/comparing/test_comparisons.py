"""Policies side by side: every one is told, each question is solved once, and the prices say what fairness costs."""

from dataclasses import replace

import pytest
from studying import Solver

import matching
from matching.comparing.comparison import Standing, compared
from matching.problem.policy import Goal, named_policy
from matching.problem.table import table_from
from matching.studies.policies import Comparison
from matching.synthetic.provinces import demo_problem
from oracle.random_problems import table_of

NETWORK_POLICIES = [
    "equal-coverage", "nobody-with-nothing", "utilitarian", "max-min", "cheapest", "first-come", "greedy", "proportional",
    "lottery",
]  # fmt: skip


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return matching.compare(demo_problem(), NETWORK_POLICIES, seed=1)


def test_every_policy_is_told_in_the_order_asked(comparison) -> None:
    assert [entry.policy.name for entry in comparison.entries] == NETWORK_POLICIES
    assert set(comparison.results) == set(NETWORK_POLICIES)
    proved = {entry.policy.name for entry in comparison.entries if entry.standing == Standing.PROVED}
    assert proved == {name for name in NETWORK_POLICIES if not named_policy(name).baseline}


def test_a_plan_is_worth_the_same_here_as_in_its_own_result(comparison) -> None:
    for entry in comparison.entries:
        assert entry.result is not None
        own = {value.goal: value.value for value in entry.result.goals if value.goal.criterion == "sum"}
        told = dict(zip(comparison.goals, entry.values, strict=True))
        assert all(told[goal] == value for goal, value in own.items() if goal in told)


def test_no_plan_meets_more_weighted_need_than_the_reference(comparison) -> None:
    for entry in comparison.entries:
        assert entry.fairness is not None
        assert entry.fairness.lost.weight >= 0 or named_policy(entry.policy.name).baseline
    (reference,) = [entry for entry in comparison.entries if entry.policy.name == "utilitarian"]
    assert reference.fairness.share == 0
    assert reference.efficiency.coverage == reference.efficiency.worst == 0


def test_the_price_of_efficiency_is_what_the_group_has_more_than_under_the_reference(comparison) -> None:
    entries = {entry.policy.name: entry for entry in comparison.entries}
    entry, reference = entries["equal-coverage"], entries["utilitarian"]
    place = entry.table.labels.index(entry.efficiency.group)
    assert reference.table.coverage[place] == min(reference.table.coverage)
    assert entry.efficiency.coverage == entry.table.coverage[place] - reference.table.coverage[place]
    assert entry.efficiency.lost.units == entry.table.met[place] - reference.table.met[place]


def test_a_rule_of_thumb_that_cannot_be_asked_stands_with_the_reason() -> None:
    problem = demo_problem()
    offers = {**problem["offers"].columns}
    offers["visit_cost"] = offers["visit_cost"].copy()
    offers["visit_cost"][0] = 1
    problem = problem.replace(offers=table_from("offers", offers))
    found = compared(
        problem, [named_policy("greedy")], named_policy("lottery"), Solver(), seed=1, by="commune", time_limit=None
    )  # fmt: skip
    (entry,) = found.entries
    assert entry.standing == Standing.REFUSED
    assert "visit_cost" in entry.why
    assert (entry.result, entry.fairness, entry.values) == (None, None, ())
    shown = Comparison(**{name: getattr(found, name) for name in found.__slots__}).summary()
    assert "greedy has no plan: rule visit_cost" in shown
    assert "cannot be asked" in shown


def test_rules_that_clash_are_told_as_such() -> None:
    problem = demo_problem()
    floor = {"group": 1, "value": "", "kind": 0, "minimum": 10**6, "maximum": -1}
    problem = problem.replace(floors=table_of("floors", [floor]))
    found = matching.compare(problem, ["utilitarian"], time_limit=20.0)
    assert found.entries[0].standing == Standing.INFEASIBLE
    assert found.to_document()["without_plan"]["utilitarian"]


def test_policies_that_ask_the_same_are_solved_once() -> None:
    solver = Solver()
    utilitarian = named_policy("utilitarian")
    twins = [replace(utilitarian, name="a"), replace(utilitarian, name="b", version="9"), utilitarian]
    found = compared(demo_problem(), twins, utilitarian, solver, seed=1, by="kind", time_limit=None)
    assert solver.asked == ["utilitarian"]
    assert [entry.policy.name for entry in found.entries] == ["a", "b", "utilitarian"]


def test_an_unknown_grouping_or_no_policy_is_refused_before_anything_is_solved() -> None:
    solver, policy = Solver(), named_policy("utilitarian")
    with pytest.raises(KeyError, match="planet"):
        compared(demo_problem(), [policy], policy, solver, seed=1, by="planet", time_limit=None)
    with pytest.raises(ValueError, match="at least one policy"):
        compared(demo_problem(), [], policy, solver, seed=1, by="commune", time_limit=None)
    assert solver.asked == []


def test_goals_of_all_policies_are_told_once_and_the_lottery_not_at_all(comparison) -> None:
    assert len(set(comparison.goals)) == len(comparison.goals)
    assert Goal(measure="lottery") not in comparison.goals
    assert {goal for name in NETWORK_POLICIES for goal in named_policy(name).goals} - {
        Goal(measure="lottery")
    } == set(comparison.goals)
