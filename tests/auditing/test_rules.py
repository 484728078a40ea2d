"""Every rule is caught when it is broken, alone and by its own name; and the honest plan breaks none."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from small import HELPED, UNITS, child, commune, kind, need, offer, plan_of, policy_of, problem_of, stock

from matching.auditing.checking import audit
from matching.auditing.registry import RULES
from matching.plan.allocation import Allocation
from matching.plan.audit_report import EXAMPLES, AuditReport
from matching.problem.hashing import tickets
from matching.problem.policy import Policy
from matching.problem.problem import Problem

POLICY = policy_of(UNITS)
Line = tuple[int, int, int]


@dataclass(frozen=True)
class Case:
    """What differs from the basic problem, a plan that breaks the rule and one that keeps it."""

    breaks: list[Line]
    keeps: list[Line]
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    promised: tuple[int, ...] = ()


def basic(**changed: list[dict[str, Any]]) -> Problem:
    """Two communes, three children, two kinds, three offers of goods."""
    tables: dict[str, list[dict[str, Any]]] = {
        "communes": [commune("00", zone="I"), commune("01", zone="III")],
        "children": [child("a", 0), child("b", 1, sex="girl"), child("c", 1, age=4)],
        "needs": [need("n0", 0, 0, 4), need("n1", 1, 0, 4), need("n2", 2, 0, 4), need("n3", 0, 1, 1)],
        "offers": [offer("o0"), offer("o1"), offer("o2")],
        "stock": [stock(0, 0, 6), stock(1, 0, 6), stock(2, 1, 6)],
    }
    return problem_of(**{**tables, **changed})


def offers(**first: Any) -> list[dict[str, Any]]:
    return [offer("o0", **first), offer("o1"), offer("o2")]


def mark(name: str, values: str, exclude: int = 0, clause: int = 1) -> dict[str, Any]:
    return {"offer": 0, "clause": clause, "field": name, "values": values, "exclude": exclude}


def needs(**first: Any) -> list[dict[str, Any]]:
    return [need("n0", 0, 0, 4, **first), need("n1", 1, 0, 4), need("n2", 2, 0, 4), need("n3", 0, 1, 1)]


SIZES = {
    "kinds": [kind("meal", fit="size"), kind("kit")],
    "items": [{"item": f"s{size}", "kind": 0, "size": size} for size in (1, 2, 3)],
    "stock": [stock(0, 0, 6, item=2), stock(1, 0, 6), stock(2, 1, 6)],
}
AT_HOSPITAL = {
    "items": [{"item": "heart", "kind": 0}],
    "providers": [{"provider": "h"}],
    "slots": [{"provider": 0, "item": 0, "capacity": 2}],
    "stock": [stock(0, 0, 6, item=0, provider=0), stock(1, 0, 6), stock(2, 1, 6)],
}


def cash(budget: int, **more: Any) -> dict[str, list[dict[str, Any]]]:
    lines = [stock(0, 0, -1), stock(1, 0, 6), stock(2, 1, 6), stock(0, 1, -1, price=70)]
    return {"offers": [offer("o0", "cash", budget=budget, **more), offer("o1"), offer("o2")], "stock": lines}


PROMISE = [{"offer": 0, "need": 0, "quantity": 2}]
CASES = {
    "kind": Case([(2, 0, 1)], [(2, 3, 1)]),
    "fit": Case([(0, 0, 1)], [(0, 1, 1)], {**SIZES, "needs": [need("n0", 0, item=0), need("n1", 1, item=1)]}),
    "earmark": Case(
        [(0, 0, 1)], [(0, 1, 1)], {"earmarks": [mark("commune", "2025-07:01"), mark("sex", "girl")]}
    ),
    "window": Case(
        [(0, 0, 1)], [(0, 1, 1)], {"needs": needs(window_to=99), "offers": offers(window_from=100)}
    ),
    "consent": Case([(0, 0, 1)], [(1, 0, 1)], {"offers": offers(shows_child=1)}),
    "refused": Case([(0, 0, 1)], [(0, 1, 1)], {"quotes": [{"offer": 0, "commune": 0, "refused": 1}]}),
    "confirmed": Case([(0, 0, 1)], [(0, 1, 1)], {"needs": needs(confirmed=0)}),
    "needs_slot": Case(
        [(1, 0, 1)], [(0, 0, 1)], {**AT_HOSPITAL, "kinds": [kind("meal", needs_slot=1), kind("kit")]}
    ),
    "need_quantity": Case([(0, 0, 3), (1, 0, 2)], [(0, 0, 3), (1, 0, 1)]),
    "stock": Case([(0, 0, 4), (0, 1, 3)], [(0, 0, 4), (0, 1, 2)]),
    "slots": Case([(0, 0, 2), (0, 1, 1)], [(0, 0, 1), (0, 1, 1)], AT_HOSPITAL),
    "reserve": Case([(0, 0, 4), (0, 1, 1)], [(0, 0, 4)], {"offers": offers(reserve=2)}),
    "budget": Case(
        [(0, 0, 2), (3, 3, 1)], [(0, 0, 2)], cash(310, overhead=1000, visit_cost=60, setup_cost=30)
    ),
    "child_max": Case([(0, 0, 3)], [(0, 0, 2), (0, 1, 2)], {"offers": offers(child_max=2)}),
    "child_min": Case([(0, 0, 1)], [(0, 0, 2)], {"offers": offers(child_min=2)}),
    "commune_max": Case([(0, 1, 2), (0, 2, 2)], [(0, 0, 2), (0, 1, 3)], {"offers": offers(commune_max=3)}),
    "commune_min": Case([(0, 0, 2), (0, 1, 3)], [(0, 1, 2), (0, 2, 1)], {"offers": offers(commune_min=3)}),
    "max_communes": Case([(0, 0, 1), (0, 1, 1)], [(0, 1, 1), (0, 2, 1)], {"offers": offers(max_communes=1)}),
    "all_or_nothing": Case(
        [(0, 0, 4), (0, 1, 1)], [(0, 0, 4), (0, 1, 2)], {"offers": offers(all_or_nothing=1)}
    ),
    "unsplittable": Case([(0, 0, 3)], [(0, 0, 3), (1, 0, 1)], {"needs": needs(splittable=0)}),
    "bundle": Case(
        [(0, 0, 4)],
        [(0, 0, 4), (2, 3, 1)],
        {"needs": [need("n0", 0, 0, 4, bundle="x"), *needs()[1:3], need("n3", 0, 1, 1, bundle="x")]},
    ),
    "exclusive": Case(
        [(0, 0, 1), (1, 0, 1)], [(0, 0, 1), (1, 1, 1), (2, 3, 1)], {"offers": offers(exclusive=1)}
    ),
    "cofunding": Case([(0, 0, 1), (1, 0, 1)], [(0, 0, 1), (1, 1, 1)], {"offers": offers(cofunding=0)}),
    "excludes_group": Case(
        [(0, 0, 1), (1, 1, 1)],
        [(0, 0, 1), (2, 3, 1)],
        {"offers": [offer("o0", excludes_group="g"), offer("o1", excludes_group="g"), offer("o2")]},
    ),
    "matches": Case([(0, 0, 2), (1, 1, 1)], [(0, 0, 2), (1, 1, 2)], {"offers": offers(matches=1)}),
    "floors": Case(
        [(0, 1, 1)], [(0, 1, 2)], {"floors": [{"group": "zone", "value": "III", "kind": 0, "minimum": 2}]}
    ),
    "commitment": Case([(0, 0, 1)], [(0, 0, 2)], {"commitments": PROMISE}, promised=(0,)),
}


def judged(problem: Problem, plan: Allocation, seed: int = 1) -> AuditReport:
    return audit(problem, plan, POLICY, seed, None)


@pytest.mark.parametrize("rule", CASES)
def test_broken_rule_is_named_alone(rule: str) -> None:
    case = CASES[rule]
    problem = basic(**case.tables)
    report = judged(problem, plan_of(problem, case.breaks, case.promised))
    assert report.verdict == "violated"
    assert set(report.counts) == {rule}
    assert all(violation.message.endswith(".") for violation in report.violations)


@pytest.mark.parametrize("rule", CASES)
def test_kept_rule_is_not_named(rule: str) -> None:
    case = CASES[rule]
    problem = basic(**case.tables)
    report = judged(problem, plan_of(problem, case.keeps, case.promised))
    assert report.counts == {}
    assert report.verdict == "not proved"


def test_every_rule_has_a_case_here() -> None:
    of_lines = {"quantity", "offer", "amount", "duplicate_line", "order", "lottery"}
    assert {rule.name for rule in RULES} == set(CASES) | of_lines


PLAN = [(0, 0, 2), (0, 1, 2), (1, 1, 1)]


def moved(**columns: list[Any]) -> Allocation:
    plan = plan_of(basic(), PLAN)
    return replace(plan, **{name: np.array(values) for name, values in columns.items()})


LINES = {
    "quantity": moved(quantity=[2, 2, 0]),
    "offer": moved(offer=[0, 1, 1]),
    "amount": moved(amount=[0, 7, 0]),
    "duplicate_line": moved(offer=[0, 0, 0], need=[0, 1, 1], line=[0, 0, 0]),
    "order": moved(need=[1, 0, 1]),
}


@pytest.mark.parametrize("rule", LINES)
def test_line_that_lies_is_named_alone(rule: str) -> None:
    assert set(judged(basic(), LINES[rule]).counts) == {rule}


def test_plan_that_names_unknown_rows_is_refused_without_a_traceback() -> None:
    for plan in (
        moved(need=[0, 1, 99]),
        moved(line=[0, 0, -1]),
        moved(quantity=[1, 1]),
        moved(offer=[0.0, 0, 1]),
    ):
        report = judged(basic(), plan)
        assert report.verdict == "violated"
        assert report.goals == ()


def test_absurd_quantity_cannot_overflow_its_way_through() -> None:
    report = judged(basic(), moved(quantity=[2**62, 2**62, 2**62]))
    assert report.verdict == "violated"


def test_promise_stands_whatever_the_donor_wishes_now() -> None:
    problem = basic(commitments=PROMISE, earmarks=[mark("sex", "girl")], offers=offers(child_max=1))
    assert judged(problem, plan_of(problem, [(0, 0, 2)], promised=[0])).counts == {}


def test_promise_that_was_released_is_not_asked_for() -> None:
    problem = basic(commitments=[{**PROMISE[0], "released": 1}])
    assert judged(problem, plan_of(problem, [])).counts == {}
    assert set(judged(problem, plan_of(problem, [(0, 0, 2)], promised=[0])).counts) == {"commitment"}


def test_need_that_meets_any_clause_is_welcome() -> None:
    problem = basic(earmarks=[mark("sex", "girl"), mark("age", "3..5", clause=2)])
    plan = plan_of(problem, [(0, 0, 1), (0, 1, 1), (0, 2, 1)])
    report = judged(problem, plan)
    assert [violation.needs for violation in report.violations] == [("n0",)]


def test_ceiling_binds_each_group_when_none_is_named() -> None:
    problem = basic(floors=[{"group": "commune", "maximum": 3}])
    report = judged(problem, plan_of(problem, [(0, 0, 4), (1, 1, 3)]))
    assert report.counts == {"floors": 1}


def test_cash_that_could_still_buy_a_unit_is_not_given_whole() -> None:
    problem = basic(**cash(270, all_or_nothing=1))
    assert set(judged(problem, plan_of(problem, [(0, 0, 2)])).counts) == {"all_or_nothing"}
    assert judged(problem, plan_of(problem, [(0, 0, 2), (3, 3, 1)])).counts == {}


def test_overhead_is_rounded_on_the_total_when_it_is_asked_whether_money_buys_one_unit_more() -> None:
    """A unit at 100 and one at 70 with 50.01 % cost 256 together, though 151 and 106 apart."""
    for budget, broken in ((255, set()), (256, {"all_or_nothing"})):
        problem = basic(**cash(budget, all_or_nothing=1, overhead=5_001))
        assert set(judged(problem, plan_of(problem, [(0, 0, 1)])).counts) == broken, budget


def alike(units: tuple[int, int], policy: Policy = POLICY, /, **second: Any) -> AuditReport:
    """Return the audit of two children alike in everything, units told lower ticket first."""
    ids = np.array(["x", "y"])
    first = int(np.argmin(tickets(ids, 5)))
    problem = basic(
        children=[child("a", 0), child("b", 0, **second), child("c", 1)],
        needs=[need(str(ids[row]), row, 0, 4) for row in (0, 1)],
    )
    lines = [(0, first, units[0]), (0, 1 - first, units[1])]
    return audit(problem, plan_of(problem, [line for line in lines if line[2]]), policy, 5, None)


def test_higher_ticket_is_not_served_more_than_a_lower_one() -> None:
    assert set(alike((1, 3)).counts) == {"lottery"}
    assert alike((3, 1)).counts == {}
    assert alike((2, 2)).counts == {}


@pytest.mark.parametrize(
    "difference", [{"age": 9}, {"commune": 1}, {"height": 120}, {"circumstances": ["g01"]}]
)
def test_children_who_differ_are_not_compared_by_lottery(difference: dict[str, Any]) -> None:
    assert alike((1, 3), **difference).counts == {}


@pytest.mark.parametrize("difference", [{"hamlet": "upper"}, {"consent_date": 3}])
def test_what_cannot_matter_does_not_tell_children_apart(difference: dict[str, Any]) -> None:
    assert set(alike((1, 3), **difference).counts) == {"lottery"}


@pytest.mark.parametrize(
    "told", [{"group": "hamlet", "criterion": "leximin"}, {"among": {"hamlet": ["upper"]}}]
)
def test_children_whom_a_goal_tells_apart_are_not_compared_by_lottery(told: dict[str, Any]) -> None:
    policy = policy_of({**UNITS, **told})
    for units in ((1, 3), (3, 1)):
        assert alike(units, policy, hamlet="upper").counts == {}


def test_where_children_with_nothing_are_counted_only_needs_that_may_give_way_are_compared() -> None:
    """Of three like needs, two of one child, the child with nothing may go before the other's second need."""
    problem = basic(
        children=[child("a"), child("b"), child("c", 1)], needs=[need("x", 0, 0, 1), need("y", 0, 0, 1), need("z", 1, 0, 1)]
    )  # fmt: skip
    policy = policy_of(UNITS, {"measure": "children_with_nothing"})
    first = int(np.argmin(tickets(np.array(["x", "y"]), 5)))
    for row, broken in ((first, {}), (1 - first, {"lottery": 1})):
        report = audit(problem, plan_of(problem, [(0, row, 1), (0, 2, 1)]), policy, 5, None)
        assert report.counts == broken


def test_lottery_is_not_asked_where_children_are_counted() -> None:
    problem = basic(children=[child("a"), child("b"), child("c")], needs=[need("x", 0), need("y", 1)])
    for lines in ([(0, 0, 1)], [(0, 1, 1)]):
        report = audit(problem, plan_of(problem, lines), policy_of(HELPED), 1, None)
        assert "lottery" not in report.counts


def test_examples_are_capped_and_the_count_is_true() -> None:
    count = EXAMPLES + 15
    problem = basic(
        children=[child(f"c{row:03d}", height=50 + row) for row in range(count)],
        needs=[need(f"n{row:03d}", row, 0, 1) for row in range(count)],
        stock=[stock(0, 0, count), stock(1, 0, 1), stock(2, 1, 1)],
        earmarks=[mark("sex", "girl")],
    )
    report = judged(problem, plan_of(problem, [(0, row, 1) for row in range(count)]))
    assert report.counts == {"earmark": count}
    assert len(report.violations) == EXAMPLES
    assert len(report.to_dict()["violations"]) == EXAMPLES
