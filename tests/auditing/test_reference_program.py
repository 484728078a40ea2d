"""The reference program holds exactly the plans that keep every rule, and values them as the goals do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from small import child, commune, need, offer, plan_of, policy_of, problem_of, stock

from matching.auditing.facts import Facts
from matching.auditing.reference_program import pairs as reference_pairs
from matching.auditing.reference_program.reference import Reference, reference_program
from matching.auditing.registry import RULES
from matching.auditing.values import goal_values
from matching.errors import OverflowRefusedError
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.audit_report import Value
from matching.plan.integer_program import IntegerProgram
from matching.problem.drawn_promises import promises
from matching.problem.policy import MEASURES, MINIMISED, Policy
from matching.problem.problem import Problem
from oracle.random_problems import FEATURES, TINY, random_problem

LIMITS = [rule for rule in RULES if rule.name not in {"order", "lottery"}]
COUNTED = policy_of({"measure": "units"}, {"measure": "children_helped"}, {"measure": "cost"})
Triple = tuple[int, int, int]
Integers = np.ndarray[Any, np.dtype[np.int64]]


def kept_rows(program: IntegerProgram, point: Integers) -> np.ndarray[Any, np.dtype[np.bool_]]:
    activity = program.activity(point)
    return np.asarray((program.row_lower <= activity) & (activity <= program.row_upper))


def inside(program: IntegerProgram, point: Integers) -> bool:
    within = (program.lower <= point) & (point <= program.upper)
    return bool(within.all() and kept_rows(program, point).all())


def broken_by(facts: Facts) -> set[str]:
    """Return the rules that limit a plan and that this one breaks."""
    return {rule.name for rule in LIMITS if any(found.size for found in rule.check(facts))}


def holds(reference: Reference, facts: Facts) -> bool:
    """Return whether a plan is a point of the program; one that gives to a pair without a column is not."""
    try:
        return inside(reference.program, reference.point(facts))
    except ValueError:
        return False


def plans(
    problem: Problem, most: int, promised: list[Triple], *, greedy: bool = False
) -> Iterator[Allocation]:
    """Yield every plan of up to so many units per pair of one kind, on top of the promises.

    Plans that give a need more than it asks for are left out unless they are wanted.
    """
    stock_kind, need_kind = problem["stock"]["kind"], problem["needs"]["kind"]
    asked = problem["needs"]["quantity"]
    pairs = [
        (line, row)
        for line in range(len(stock_kind))
        for row in range(len(need_kind))
        if stock_kind[line] == need_kind[row]
    ]
    for units in product(range(most + 1), repeat=len(pairs)):
        fresh = [(line, row, one) for (line, row), one in zip(pairs, units, strict=True) if one]
        given = np.bincount([row for _, row, _ in fresh], [one for *_, one in fresh], minlength=len(asked))
        if greedy or (given <= asked).all():
            yield plan_of(problem, [*promised, *fresh], range(len(promised)))


def compared(problem: Problem, found: Iterable[Allocation], promised: list[Triple]) -> dict[str, int]:
    """Compare rules and rows on plans; return how often each rule was broken, and kept plans under ''."""
    seen: dict[str, int] = {"": 0}
    base = Facts(problem, plan_of(problem, promised, range(len(promised))), COUNTED, 7)
    reference = reference_program(base)
    for plan in found:
        facts = Facts(problem, plan, COUNTED, 7)
        broken = broken_by(facts)
        kept = holds(reference, facts)
        lines = list(zip(plan.line.tolist(), plan.need.tolist(), plan.quantity.tolist(), strict=True))
        assert kept == (not broken), (lines, broken, broken_rows(reference, facts))
        for rule in broken:
            seen[rule] = seen.get(rule, 0) + 1
        seen[""] += kept
    return seen


def broken_rows(reference: Reference, facts: Facts) -> set[str]:
    try:
        point = reference.point(facts)
    except ValueError:
        return {"no column"}
    good = kept_rows(reference.program, point)
    over = {"bound"} if (point > reference.program.upper).any() else set()
    return {rule for rule, one in zip(reference.rules(), good.tolist(), strict=True) if not one} | over


@dataclass(frozen=True)
class Case:
    """What differs from the basic problem, promises, and whether no plan is legal."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    promised: tuple[Triple, ...] = ()
    never: bool = False


def basic(case: Case) -> Problem:
    """Two communes, two children with three needs of one kind, two offers with a line each."""
    tables: dict[str, list[dict[str, Any]]] = {
        "communes": [commune("01", zone="I"), commune("00", zone="III")],
        "children": [
            child("b", 0, sex="boy", circumstances=["g01"]),
            child("a", 1, sex="girl", circumstances=["g04"]),
        ],
        "needs": needs(),
        "donors": [{"donor": "d1"}, {"donor": "d0"}],
        "offers": offers(),
        "stock": [stock(0, 0, 3), stock(1, 0, 3)],
        "commitments": [
            {"offer": line, "need": row, "quantity": units} for line, row, units in case.promised
        ],
    }
    return problem_of(**{**tables, **case.tables})


def needs(*changed: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [need("n2", 0, 0, 2), need("n1", 1, 0, 2), need("n0", 1, 0, 1)]
    return [{**row, **more} for row, more in zip(rows, [*changed, {}, {}, {}], strict=False)]


def offers(*changed: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [offer("o1"), offer("o0")]
    return [{**row, **more} for row, more in zip(rows, [*changed, {}, {}], strict=False)]


def money(
    budget: int, *, quantity: int = -1, price: int = 100, **more: Any
) -> dict[str, list[dict[str, Any]]]:
    return {
        "offers": offers({"modality": "cash", "budget": budget, **more}),
        "stock": [stock(0, 0, quantity, price=price), stock(1, 0, 3)],
    }


TWO_KINDS = {
    "needs": [need("n2", 0, 0, 2), need("n1", 1, 0, 2), need("n0", 1, 1, 2)],
    "stock": [stock(0, 0, 3), stock(1, 0, 3), stock(0, 1, 2)],
}
TWO_PRICES = {
    "needs": TWO_KINDS["needs"],
    "stock": [stock(0, 0, -1, price=100), stock(1, 0, 1), stock(0, 1, 2, price=70)],
}
AT_HOSPITAL = {
    "items": [{"item": "heart", "kind": 0}],
    "providers": [{"provider": "h"}],
    "slots": [{"provider": 0, "item": 0, "capacity": 2}],
    "stock": [stock(0, 0, 3, item=0, provider=0), stock(1, 0, 3, item=0, provider=0)],
}
ONE = ((0, 0, 1),)
TWO = ((0, 0, 1), (1, 1, 1))
CASES = {
    "need_quantity": Case(),
    "stock": Case({"stock": [stock(0, 0, 2), stock(1, 0, 1)]}),
    "slots": Case(AT_HOSPITAL),
    "reserve": Case({"offers": offers({"reserve": 2})}),
    "budget": Case(money(310, overhead=1000, visit_cost=60, setup_cost=30)),
    "child_max": Case({"offers": offers({"child_max": 1})}),
    "child_min": Case({"offers": offers({"child_min": 2})}),
    "commune_max": Case({"offers": offers({"commune_max": 2})}),
    "commune_min": Case({"offers": offers({"commune_min": 3})}),
    "max_communes": Case({"offers": offers({"max_communes": 1})}),
    "all_or_nothing": Case({"offers": offers({"all_or_nothing": 1})}),
    "unsplittable": Case({"needs": needs({"splittable": 0}, {"splittable": 0})}),
    "bundle": Case({"needs": needs({"bundle": "x"}, {}, {"bundle": "x"})}),
    "exclusive": Case({"offers": offers({"exclusive": 1})}),
    "cofunding": Case({"offers": offers({"cofunding": 0})}),
    "excludes_group": Case({"offers": offers({"excludes_group": "g"}, {"excludes_group": "g"})}),
    "matches": Case({"offers": offers({"matches": 1})}),
    "floors": Case({"floors": [{"group": "zone", "value": "III", "minimum": 2, "maximum": 2}]}),
    "earmark": Case({"earmarks": [{"offer": 0, "clause": 1, "field": "sex", "values": "girl"}]}),
    "refused": Case(
        {"quotes": [{"offer": 0, "need": 1, "refused": 1}, {"offer": 1, "commune": 0, "refused": 1}]}
    ),
    "confirmed": Case({"needs": needs({"confirmed": 0})}),
}
"""Rule → a problem in which some plans break it and others keep it."""

MORE = {
    "two kinds": Case({**TWO_KINDS, "floors": [{"group": "everyone", "kind": 1, "minimum": 1}]}),
    "ceiling of every commune": Case({"floors": [{"group": "commune", "maximum": 2}]}),
    "floor of minority": Case({"floors": [{"group": "sex", "value": "girl", "kind": 0, "minimum": 2}]}),
    "province": Case({"floors": [{"group": "province", "maximum": 3}]}),
    "budget of two kinds": Case({**TWO_PRICES, "offers": offers({"modality": "cash", "budget": 240})}),
    "visits paid by the fund": Case(money(200, visit_cost=60, visit_payer="fund")),
    "set-up beyond the budget": Case(money(200, setup_cost=150)),
    "goods with a budget for visits": Case(
        {"offers": offers({"budget": 100, "visit_cost": 60, "setup_cost": 30})}
    ),
    "money whole": Case(money(250, all_or_nothing=1)),
    "money whole at quoted prices": Case(
        {**money(230, all_or_nothing=1), "quotes": [{"offer": 0, "need": 1, "price": 40}]}
    ),
    "quoted prices": Case(
        {
            **money(230, overhead=500),
            "quotes": [{"offer": 0, "need": 1, "price": 0}, {"offer": 0, "commune": 0, "price": 90}],
        }
    ),
    "money whole with visits": Case(money(330, all_or_nothing=1, visit_cost=60, setup_cost=10, overhead=333)),
    "money whole with a quantity": Case(money(500, all_or_nothing=1, quantity=2)),
    "money whole less a reserve": Case(money(500, all_or_nothing=1, quantity=3, reserve=1)),
    "money whole of two kinds": Case(
        {**TWO_PRICES, "offers": offers({"modality": "cash", "budget": 270, "all_or_nothing": 1})}
    ),
    "money whole, promised": Case(money(320, all_or_nothing=1, quantity=2, setup_cost=20), promised=ONE),
    "whole less a reserve": Case({"offers": offers({"all_or_nothing": 1, "reserve": 1})}),
    "whole, promised": Case({"offers": offers({"all_or_nothing": 1})}, promised=ONE),
    "reserve, promised": Case({"offers": offers({"reserve": 2})}, promised=ONE),
    "budget, promised": Case(money(310, overhead=1000, visit_cost=60, setup_cost=30), promised=ONE),
    "budget overdrawn by promises": Case(money(150, visit_cost=60), promised=ONE, never=True),
    "limits, promised": Case({"offers": offers({"child_max": 1, "commune_max": 2})}, promised=ONE),
    "least per child, promised": Case({"offers": offers({"child_min": 3}, {"child_min": 2})}, promised=TWO),
    "lot, promised": Case({"offers": offers({"commune_min": 2}, {"commune_min": 3})}, promised=TWO),
    "communes, promised": Case({"offers": offers({"max_communes": 1}, {"max_communes": 1})}, promised=ONE),
    "whole needs, promised": Case({"needs": needs({"splittable": 0}, {"splittable": 0})}, promised=ONE),
    "bundle, promised": Case({"needs": needs({"bundle": "x"}, {"bundle": "x"})}, promised=ONE),
    "bundle with a closed need": Case({"needs": needs({"bundle": "x", "confirmed": 0}, {}, {"bundle": "x"})}),
    "exclusive, promised": Case({"offers": offers({"exclusive": 1})}, promised=((1, 1, 1),)),
    "exclusive promised": Case({"offers": offers({"exclusive": 1})}, promised=((0, 1, 1),)),
    "exclusive, both promised": Case({"offers": offers({"exclusive": 1})}, promised=((0, 1, 1), (1, 1, 1))),
    "alone, promised": Case({"offers": offers({"cofunding": 0})}, promised=((1, 1, 1),)),
    "alone promised": Case({"offers": offers({"cofunding": 0})}, promised=((0, 1, 1),)),
    "both alone": Case({"offers": offers({"cofunding": 0}, {"cofunding": 0})}),
    "alone with one donor": Case({"offers": offers({"cofunding": 0, "donor": 0}, {"donor": 0})}),
    "alone with two donors": Case({"offers": offers({"exclusive": 1, "donor": 0}, {"donor": 1})}),
    "rivals, one promised": Case(
        {"offers": offers({"excludes_group": "g"}, {"excludes_group": "g"})}, promised=ONE
    ),
    "rivals, both promised": Case(
        {"offers": offers({"excludes_group": "g"}, {"excludes_group": "g"})}, promised=TWO
    ),
    "matches, other promised": Case({"offers": offers({}, {"matches": 0})}, promised=ONE),
    "matches, own promised": Case({"offers": offers({"matches": 1})}, promised=ONE),
    "matches, both promised": Case({"offers": offers({"matches": 1})}, promised=TWO),
    "matches each other": Case({"offers": offers({"matches": 1}, {"matches": 0})}),
    "matches two kinds": Case({**TWO_KINDS, "offers": offers({"matches": 1})}),
    "floor, promised": Case({"floors": [{"group": "zone", "value": "I", "minimum": 2}]}, promised=ONE),
    "ceiling below promises": Case(
        {"floors": [{"group": "everyone", "maximum": 0}]}, promised=ONE, never=True
    ),
    "floor of nobody": Case({"floors": [{"group": "zone", "value": "II", "minimum": 1}]}, never=True),
    "slots, promised": Case(AT_HOSPITAL, promised=ONE),
    "all limits at once": Case(
        {
            "offers": offers(
                {"commune_min": 2, "max_communes": 1, "reserve": 1, "cofunding": 0, "child_min": 2},
                {"commune_max": 1, "excludes_group": "g"},
            )
        }
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_rows_hold_exactly_for_the_plans_that_keep_the_rule(rule: str) -> None:
    problem = basic(CASES[rule])
    seen = compared(problem, plans(problem, 2, [], greedy=rule == "need_quantity"), [])
    assert seen[""] > 0
    assert seen[rule] > 0


@pytest.mark.parametrize("name", MORE)
def test_rows_hold_exactly_where_promises_and_rules_meet(name: str) -> None:
    case = MORE[name]
    problem, promised = basic(case), list(case.promised)
    found = list(plans(problem, 2, promised))
    seen = compared(problem, found if case.never else found[::2], promised)
    assert (seen[""] > 0) == (not case.never)
    assert len(seen) > 1


def test_every_rule_that_limits_a_plan_is_compared() -> None:
    of_lines = {"quantity", "offer", "amount", "duplicate_line", "order", "commitment", "lottery"}
    of_pairs = {"kind", "fit", "window", "consent", "needs_slot"}
    assert {rule.name for rule in RULES} == set(CASES) | of_lines | of_pairs


@pytest.mark.parametrize("seed", range(25))
def test_rows_hold_exactly_for_random_plans_of_random_problems(seed: int) -> None:
    rng = Random(seed)
    problem = random_problem(rng, TINY, {one for one in sorted(FEATURES) if rng.random() < 0.3})
    kept = promises(problem)
    promised = list(zip(kept.line.tolist(), kept.need.tolist(), kept.quantity.tolist(), strict=True))
    pairs = list(product(range(len(problem["stock"])), range(len(problem["needs"]))))
    found = []
    for _ in range(30):
        chosen = rng.sample(pairs, min(len(pairs), rng.randint(0, 4)))
        fresh = [(line, row, rng.randint(1, 3)) for line, row in chosen]
        found.append(plan_of(problem, [*promised, *fresh], range(len(promised))))
    compared(problem, found, promised)


POLICIES = {
    "sums": ["units", "weight", "life_saving_units", "children_helped", "lottery"],
    "cheapest": ["units", "cost", "visits"],
    "fewest visits": ["weight", "visits", "cost"],
    "leximin by commune": [("units", "leximin", "commune", True), "weight"],
    "leximin by commune and kind": ["life_saving_units", ("units", "leximin", "commune_kind", False), "cost"],
    "leximin of points": [("weight", "leximin", "commune", False), "units"],
    "leximin of children": [("children_helped", "leximin", "commune", True), "weight"],
    "max-min": [("units", "max_min", "commune_kind", True), "weight", "lottery"],
    "three worst": [{"criterion": "k_worst", "k": 3, "group": "commune_kind"}, "cost"],
    "gini": [{"criterion": "gini", "group": "commune", "weights": [3, 1, 1], "adjusted": True}, "weight"],
    "gini of points": [{"measure": "weight", "criterion": "gini", "group": "commune_kind"}, "lottery"],
    "threshold": [{"criterion": "threshold", "delta": 30, "group": "commune_kind", "adjusted": True}, "cost"],
    "disparity": [
        "life_saving_units",
        {"criterion": "bounded_disparity", "delta": 15, "group": "commune"},
        "visits",
    ],
    "to need": [{"criterion": "proportional_to_need", "group": "commune_kind", "adjusted": True}, "cost"],
    "children to need": [
        {"measure": "children_helped", "criterion": "proportional_to_need", "group": "commune"}
    ],
    "floor": [{"criterion": "at_least", "level": 50, "group": "commune"}, "cost"],
    "floors reached": [{"criterion": "most_at_least", "level": 60, "group": "commune_kind"}, "weight"],
    "ceiling": [{"criterion": "at_most", "level": 40, "group": "commune", "adjusted": True}, "visits"],
    "max-min of children": ["visits", ("children_helped", "max_min", "commune", False), "units"],
}
QUOTES = [
    {"offer": 0, "need": 1, "price": 30, "benefit": 3},
    {"offer": 1, "commune": 0, "price": 7, "benefit": 12},
]
SCENES = {
    "free": Case({"quotes": QUOTES, "stock": [stock(0, 0, 2), stock(1, 0, 1)]}),
    "promised": Case({"quotes": QUOTES, "offers": offers({"child_max": 1, "visit_cost": 5})}, ((0, 0, 1),)),
    "two kinds": Case(
        {
            **TWO_KINDS,
            "offers": offers({"visit_cost": 40, "setup_cost": 15}, {"cofunding": 0}),
            "stock": [stock(0, 0, 1), stock(1, 0, 2), stock(0, 1, 1)],
        }
    ),
    "whole": Case({"offers": offers({"all_or_nothing": 1}, {"commune_min": 2, "setup_cost": 9})}),
}


def policy_named(name: str) -> Policy:
    words = ("measure", "criterion", "group", "adjusted")
    goals: list[dict[str, Any]] = []
    for goal in POLICIES[name]:
        if isinstance(goal, dict):
            goals.append({"measure": "units", **goal})
        else:
            told = goal if isinstance(goal, tuple) else (goal, "sum", "everyone", False)
            goals.append(dict(zip(words, told, strict=True)))
    return policy_of(*goals)


def rank(policy: Policy, values: tuple[Value, ...]) -> tuple[Any, ...]:
    """Return what orders plans by the policy, the better ones higher."""
    result: list[Any] = []
    for goal, value in zip(policy.goals, values, strict=True):
        if isinstance(value, tuple):
            parts = [Fraction(*one) for one in value]
            result.append(sorted(parts) if goal.criterion == "leximin" else parts)
        else:
            result.append(-value if goal.measure in MINIMISED and value is not None else value)
    return tuple(result)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("name", POLICIES)
def test_objectives_are_best_exactly_at_the_plans_that_the_policy_ranks_first(name: str, scene: str) -> None:
    case, policy = SCENES[scene], policy_named(name)
    problem, promised = basic(case), list(case.promised)
    legal = [Facts(problem, plan, policy, 7) for plan in plans(problem, 2, promised)]
    legal = [facts for facts in legal if not broken_by(facts)]
    ranks = [rank(policy, goal_values(facts)) for facts in legal]
    order = sorted(range(len(legal)), key=lambda row: ranks[row])
    for row in (order[-1], order[0], order[len(order) // 2]):
        reference = reference_program(legal[row])
        points = [reference.point(facts) for facts in legal]
        better = False
        for position, objective in enumerate(reference.objectives):
            program = reference.restricted(position)
            assert inside(program, points[row])
            reached = [
                int((objective.coefficients * point).sum()) + objective.constant
                for point in points
                if inside(program, point)
            ]
            better = better or max(reached) > objective.value
        assert better == (ranks[row] < ranks[order[-1]])
        last = reference.restricted(len(reference.objectives))
        if not better:
            face = [inside(last, point) for point in points]
            assert face == [one == ranks[row] for one in ranks]


@pytest.mark.parametrize("scene", SCENES)
def test_sums_are_told_as_the_goals_value_them(scene: str) -> None:
    case = SCENES[scene]
    problem, promised = basic(case), list(case.promised)
    policy = policy_of(*({"measure": one} for one in MEASURES))
    for plan in list(plans(problem, 2, promised))[::9]:
        facts = Facts(problem, plan, policy, 7)
        if not broken_by(facts):
            told = tuple(objective.value for objective in reference_program(facts).objectives)
            assert told == rank(policy, goal_values(facts))


def shuffled(problem: Problem, plan: Allocation) -> tuple[Problem, Allocation]:
    """Return the problem with its needs and stock in reverse order, and the plan in it."""
    needs, stock_rows = len(problem["needs"]) - 1, len(problem["stock"]) - 1
    turned = problem.replace(
        needs=problem["needs"].take(np.arange(needs, -1, -1)),
        stock=problem["stock"].take(np.arange(stock_rows, -1, -1)),
    )
    return turned, allocation_of(
        turned, stock_rows - plan.line, needs - plan.need, plan.quantity, plan.promised
    )


def test_order_of_rows_in_files_does_not_change_the_program() -> None:
    case = Case({**TWO_KINDS, "offers": offers({"cofunding": 0, "commune_min": 2, "visit_cost": 5})})
    problem, policy = basic(case), policy_named("leximin by commune and kind")
    plan = plan_of(problem, [(0, 0, 2), (1, 1, 1), (2, 2, 1)])
    first = reference_program(Facts(problem, plan, policy, 7))
    second = reference_program(Facts(*shuffled(problem, plan), policy, 7))
    one, other = (reference.restricted(len(reference.objectives)) for reference in (first, second))
    for name in IntegerProgram.__slots__:
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    for mine, theirs in zip(first.objectives, second.objectives, strict=True):
        assert mine.coefficients.tolist() == theirs.coefficients.tolist()
        assert mine.value == theirs.value


def test_plan_that_serves_where_nobody_may_is_no_point() -> None:
    problem = basic(CASES["confirmed"])
    with pytest.raises(ValueError, match="may not"):
        reference_program(Facts(problem, plan_of(problem, [(0, 0, 1)]), COUNTED, 7))


def test_too_many_pairs_are_refused_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_pairs, "MOST_PAIRS", 5)
    problem = basic(Case())
    with pytest.raises(OverflowRefusedError, match="more than 5 pairs"):
        reference_program(Facts(problem, plan_of(problem, []), COUNTED, 7))


def test_choices_are_split_before_totals_and_totals_before_pairs() -> None:
    problem = basic(CASES["commune_min"])
    reference = reference_program(Facts(problem, plan_of(problem, []), COUNTED, 7))
    assert set(reference.splits.tolist()) == {0, 1, 2}
    assert (reference.program.upper[reference.splits == 0] <= 1).all()
    assert int((reference.splits == 2).sum()) == 6
