"""An independent judge of reasons: every claim is undone, tried or enumerated on the problem itself."""

import numpy as np

from matching.explanation.explanations import Explanation
from matching.formulation.network_structure import structure
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.result import Result
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.vocabulary import MISSING
from oracle.book import opened
from oracle.brute_force import best_value, evaluate, rules_broken
from oracle.goals import yardsticks
from oracle.measuring import units_of_groups
from oracle.rulebook import every_plan
from oracle.situation import situation

ELIGIBILITY = ("fit", "window", "earmark", "consent", "refused")
BY_RULE = {
    "budget": "budget", "slots_full": "slots", "reserve": "reserve", "all_or_nothing": "all_or_nothing",
    "lot_not_reached": "commune_min", "communes_full": "max_communes", "commune_limit": "commune_max",
    "child_limit": "child_max", "child_least": "child_min", "exclusive": "exclusive", "cofunding": "cofunding",
    "excludes_group": "excludes_group", "matches": "matches", "unsplittable": "unsplittable", "bundle": "bundle",
    "ceiling": "floors",
}  # fmt: skip
BY_GOAL = (
    "life_saving_first",
    "outranked",
    "outweighed",
    "dearer",
    "visit_not_worth",
    "last_plan",
    "lottery",
)

CLOSED = ("others_served", "floor_elsewhere")
"""Reasons that say that nothing can be passed on."""


def faults(result: Result, told: Explanation) -> list[str]:
    """Return what is wrong with a reason; empty where every claim of it is confirmed."""
    problem = result.problem
    row = int(np.flatnonzero(problem["needs"]["need"] == told.need)[0])
    facts = situation(problem)
    reachable = [line for line, need in facts.admissible if need == row]
    held = {line: facts.capacity[line] for line in range(len(facts.capacity))}
    for promise in facts.promises:
        held[promise.line] -= promise.quantity
    open_lines = [line for line in reachable if held[line] > 0]
    reason = told.reason
    ends = int(problem["needs"]["window_to"][row])
    if reason == "over":
        late = ends != MISSING and ends < problem.today
        return (["its time is not over"] if not late else []) + (["a row may serve it"] if open_lines else [])
    if ends != MISSING and ends < problem.today and not reachable:
        return [f"{reason}, but its time is over"]
    if reason == "not_confirmed":
        return [] if not facts.needs[row].confirmed else ["it is confirmed"]
    if reason == "no_offer_of_kind":
        own = [line for line in held if problem["stock"]["kind"][line] == facts.needs[row].kind]
        usable = [line for line in own if held[line] > 0 and _deliverable(problem, line)]
        return [f"rows {usable} hold units"] if usable else []
    if reason == "promised":
        own = [
            promise for promise in facts.promises if facts.needs[promise.need].kind == facts.needs[row].kind
        ]
        return [] if own else ["nothing of this kind is promised"]
    if reason in ELIGIBILITY:
        return (["a row with units may serve it"] if open_lines else []) + _eligibility(problem, told, row)
    if not open_lines and not (reason == "budget" and reachable):
        return [f"{reason}, but no row with units may serve it"]
    if reason in BY_RULE:
        return _rule(result, told, row)
    if reason in BY_GOAL:
        return _goal(result, told, row)
    if reason == "not_wanted":
        return _gift(result, told, row)
    if reason == "all_given":
        fresh = ~result.plan.promised
        others = fresh & np.isin(result.plan.line, open_lines) & (result.plan.need != row)
        return ["others have units that may serve it"] if others.any() else []
    if reason in CLOSED:
        return _closed(result, told, row)
    return []


def _deliverable(problem: Problem, line: int) -> bool:
    offer = problem["stock"]["offer"][line]
    from oracle.facts import meet, rows_of
    from oracle.situation import _slotless

    tables = {name: rows_of(problem, name) for name in problem.tables}
    stock = tables["stock"][line]
    return meet([stock, tables["offers"][offer]]) and not _slotless(tables, stock)


def _eligibility(problem: Problem, told: Explanation, row: int) -> list[str]:
    near = told.nearest
    if near is None or near.rules[0] != told.reason:
        return [f"the evidence {near} is not about {told.reason}"]
    found = []
    freed = _without(problem, near.line, row, set(near.rules))
    if (near.line, row) not in situation(freed).admissible:
        found.append(f"without {near.rules} the nearest row still may not serve it")
    for rule in near.rules:
        others = _without(problem, near.line, row, set(near.rules) - {rule})
        if (near.line, row) in situation(others).admissible:
            found.append(f"{rule} does not keep the nearest row away")
    return found


def _without(problem: Problem, line: int, need: int, rules: set[str]) -> Problem:
    """Return the problem in which some requirements say nothing about a pair."""
    offer = int(problem["stock"]["offer"][line])

    def put(table: str, column: str, rows: object, value: object) -> None:
        nonlocal problem
        cells = problem[table][column].copy()
        cells[rows] = value
        problem = problem.replace(**{table: table_from(table, {**problem[table].columns, column: cells})})

    if "fit" in rules:
        put("kinds", "fit", int(problem["needs"]["kind"][need]), 0)
    if "window" in rules:
        put("needs", "window_from", need, MISSING)
        put("needs", "window_to", need, MISSING)
    if "earmark" in rules:
        put("offers", "fund_level", offer, 1)
        kept = np.flatnonzero(problem["earmarks"]["offer"] != offer)
        problem = problem.replace(earmarks=problem["earmarks"].take(kept))
    if "consent" in rules:
        put("offers", "shows_child", offer, 0)
    if "refused" in rules:
        put("quotes", "refused", problem["quotes"]["offer"] == offer, 0)
    return problem


def _units(problem: Problem, plan: Allocation, row: int) -> int:
    needs = problem["needs"]
    own = int(needs["splittable"][row])
    whole = (own if own != MISSING else int(problem["kinds"]["splittable"][needs["kind"][row]])) == 0
    left = int(needs["quantity"][row] - plan.quantity[plan.need == row].sum())
    return left if whole or needs["bundle"][row] != "" else 1


def moved(
    problem: Problem, plan: Allocation, line: int, given: int, units: int, taken: int = MISSING
) -> Allocation:
    """Return a plan with units of a stock row more for one need, and as many fewer for another."""
    rows = {
        (int(one), int(need)): int(units)
        for one, need, units in zip(
            plan.line[~plan.promised], plan.need[~plan.promised], plan.quantity[~plan.promised], strict=True
        )
    }
    rows[line, given] = rows.get((line, given), 0) + units
    if taken != MISSING:
        rows[line, taken] -= units
    kept = plan.promised
    columns = [
        np.concatenate([old[kept], np.array(new, dtype=np.int64)])
        for old, new in zip(
            (plan.line, plan.need, plan.quantity),
            (*zip(*rows, strict=True), tuple(rows.values())),
            strict=True,
        )
    ]
    return allocation_of(problem, *columns, np.arange(len(columns[0])) < kept.sum())


def _rule(result: Result, told: Explanation, row: int) -> list[str]:
    near, problem = told.nearest, result.problem
    if near is None:
        return ["no evidence"]
    named = [rule for rule in near.rules if rule != "stock"]
    wanted = BY_RULE[str(told.reason)]
    if wanted not in named:
        return [f"{told.reason}, but the evidence names {near.rules}"]
    units = _units(problem, result.plan, row)
    broken = rules_broken(problem, moved(problem, result.plan, near.line, row, units))
    expected = {"stock" if rule == "unsplittable" else rule for rule in near.rules}
    return [] if broken == expected else [f"{units} more units break {broken}, the evidence says {expected}"]


def _goal(result: Result, told: Explanation, row: int) -> list[str]:
    if told.goal is None and told.reason != "lottery":
        return ["no goal is named"]
    if structure(result.problem, result.policy).obstacles:
        return _exchange(result, told, row)
    return _enumerated(result, told, row)


def _values(result: Result, plan: Allocation) -> tuple[object, ...]:
    """Return the goal values of a plan, those of which a share is kept no higher than that share of the best."""
    values = evaluate(result.problem, result.policy, plan)
    if all(goal.keep is None for goal in result.policy.goals):
        return values
    asked = best_value(result.problem, result.policy)
    assert asked is not None
    return tuple(
        value if goal.keep is None else min(value, enough)  # type: ignore[type-var]
        for goal, value, enough in zip(result.policy.goals, values, asked, strict=True)
    )


def _first_difference(old: tuple[object, ...], new: tuple[object, ...]) -> tuple[int, bool]:
    for number, (one, other) in enumerate(zip(old, new, strict=True)):
        if one != other:
            return number, other < one  # type: ignore[operator]
    return len(old), False


def _enumerated(result: Result, told: Explanation, row: int) -> list[str]:
    """Every plan that serves the need more is worse on the goal named, or on an earlier one; some is equal before it.

    So no goal is named that did not decide: among all plans the goal named is the last one that differs first.
    """
    book = opened(result.problem)
    plans = every_plan(book)
    columns = [column for column, (_, need) in enumerate(book.pairs) if need == row]
    plans = plans[plans[:, columns].sum(axis=1) > told.served]
    sticks = yardsticks(book.facts, result.policy)
    values = evaluate(result.problem, result.policy, result.plan)
    groups = [units_of_groups(book, stick, plans) for stick in sticks]
    closed = told.reason in CLOSED
    limit = -1 if closed else len(sticks) if told.goal is None else told.goal
    latest = -1
    for number in range(len(plans)):
        other = tuple(
            stick.worth(tuple(units[number].tolist())) for stick, units in zip(sticks, groups, strict=True)
        )
        first, worse = _first_difference(values, other)
        latest = max(latest, first)
        if first > limit or (first < len(values) and not worse):
            return [
                f"a plan serves it more and differs first at goal {first} ({worse=}), named is {told.goal}"
            ]
    return [] if latest == limit else [f"plans differ first at goal {latest} at the latest, not at {limit}"]


def _exchange(result: Result, told: Explanation, row: int) -> list[str]:
    """The exchange with a need that was served instead is worse on the goal named, and equal before."""
    near, problem = told.nearest, result.problem
    if near is None:
        return ["no evidence"]
    if not near.rules:
        return _gift(result, told, row)
    if near.rules != ("stock",):
        return [f"the evidence names {near.rules}"]
    units = _units(problem, result.plan, row)
    values = _values(result, result.plan)
    rows = {name: number for number, name in enumerate(problem["needs"]["need"].tolist())}
    for one in near.served:
        plan = moved(problem, result.plan, near.line, row, units, rows[one.need])
        first, worse = _first_difference(values, _values(result, plan))
        if first == (len(values) if told.goal is None else told.goal) and (worse or told.goal is None):
            return []
    return [f"no exchange shown is worse at goal {told.goal} first: {near.served}"]


def _gift(result: Result, told: Explanation, row: int) -> list[str]:
    near, problem = told.nearest, result.problem
    assert near is not None
    plan = moved(problem, result.plan, near.line, row, _units(problem, result.plan, row))
    old, new = (_values(result, one) for one in (result.plan, plan))
    first, worse = _first_difference(old, new)
    if told.reason == "not_wanted":
        return [] if first == len(old) else [f"units more would change goal {first}"]
    return (
        []
        if first == told.goal and worse
        else [f"units more differ first at goal {first}, named is {told.goal}"]
    )


def _closed(result: Result, told: Explanation, row: int) -> list[str]:
    """Every exchange of the nearest row breaks a rule; on a network no plan at all serves the need more."""
    near, problem = told.nearest, result.problem
    if near is None:
        return ["no evidence"]
    if not structure(problem, result.policy).obstacles:
        return _enumerated(result, told, row)
    units = _units(problem, result.plan, row)
    own = (result.plan.line == near.line) & ~result.plan.promised & (result.plan.quantity >= units)
    for taken in result.plan.need[own].tolist():
        if taken != row and not rules_broken(
            problem, moved(problem, result.plan, near.line, row, units, taken)
        ):
            old, new = (
                _values(result, one)
                for one in (result.plan, moved(problem, result.plan, near.line, row, units, taken))
            )
            return [f"an exchange breaks no rule; goals {_first_difference(old, new)}"]
    return []
