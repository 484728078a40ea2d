"""Ways to spoil a certificate, each built so that it cannot be valid by chance.

A stock line that is used in part has room and flow on its arc from the source, so complementary slackness
leaves its price no choice: it is 0 in every goal. A need that is met in part pins its price in the same way.
A group with room left needs a threshold no later than its next unit; no threshold beyond all units will do.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np

from corruption.spoiled_plans import Right
from matching.plan.allocation import need_ranks
from matching.plan.certificate import Certificate, Prices
from matching.problem.stock_lines import line_order
from oracle.facts import Need
from oracle.goals import served_of, yardsticks

Forger = Callable[[Right], Iterator[Certificate]]


def _certificate(case: Right) -> Certificate:
    assert case.result.certificate is not None
    return case.result.certificate


def _with_proof(case: Right, number: int, **changes: Any) -> Certificate:
    old = _certificate(case)
    proofs = list(old.proofs)
    proofs[number] = replace(proofs[number], **changes)
    return replace(old, proofs=tuple(proofs))


def _with_price(case: Right, number: int, kind: str, position: int, change: int) -> Certificate:
    prices = _certificate(case).proofs[number].prices
    values = getattr(prices, kind).copy()
    values[position] += change
    return _with_proof(case, number, prices=replace(prices, **{kind: values}))


def _goals(case: Right, criterion: str) -> list[int]:
    return [number for number, goal in enumerate(case.result.policy.goals) if goal.criterion == criterion]


def value_claimed_higher(case: Right) -> Iterator[Certificate]:
    for number in (*_goals(case, "sum"), *_goals(case, "alpha_fair")):
        value = _certificate(case).proofs[number].value
        assert value is not None
        yield _with_proof(case, number, value=value + 1)


def value_claimed_lower(case: Right) -> Iterator[Certificate]:
    for number in _goals(case, "sum"):
        value = _certificate(case).proofs[number].value
        assert value is not None
        yield _with_proof(case, number, value=value - 1)


def price_of_a_half_used_line(case: Right) -> Iterator[Certificate]:
    problem = case.result.problem
    rank = np.argsort(line_order(problem))
    used = case.plan.per_line(problem)
    for row, capacity in enumerate(case.facts.capacity):
        promised = sum(promise.quantity for promise in case.facts.promises if promise.line == row)
        free = problem["stock"]["provider"][row] < 0
        if free and promised < used[row] < capacity:
            for number, goal in enumerate(case.result.policy.goals):
                for change in (-1, 1) if goal.criterion != "max_min" else ():
                    yield _with_price(case, number, "line", int(rank[row]), change)


def price_of_a_half_met_need(case: Right) -> Iterator[Certificate]:
    """Without a grouped goal or children counted, the need's arc leads to the sink, whose price is 0."""
    problem, goals = case.result.problem, case.result.policy.goals
    if any(goal.criterion != "sum" for goal in goals):
        return
    rank = need_ranks(problem, np.arange(len(problem["needs"])))
    rank = np.argsort(np.argsort(rank))
    given = case.plan.per_need(problem)
    for need in case.facts.needs:
        promised = sum(promise.quantity for promise in case.facts.promises if promise.need == need.row)
        if promised < given[need.row] < need.quantity:
            for number in range(len(goals)):
                yield _with_price(case, number, "need", int(rank[need.row]), 1)


def thresholds_beyond_all_units(case: Right) -> Iterator[Certificate]:
    for number in _goals(case, "leximin"):
        levels = _certificate(case).proofs[number].levels
        worst = case.result.goals[number].value
        if levels and worst < 1 and _some_group_has_room(case, number):
            yield _with_proof(case, number, levels=tuple((k + 10**6 * d, d) for k, d in levels))


def _some_group_has_room(case: Right, number: int) -> bool:
    goal, given = case.result.policy.goals[number], case.plan.per_need(case.result.problem)
    return goal.measure == "units" and any(
        need.confirmed and given[need.row] < need.quantity for need in case.facts.needs
    )


def thresholds_removed(case: Right) -> Iterator[Certificate]:
    for number in _goals(case, "leximin"):
        prices = _certificate(case).proofs[number].prices
        if any(getattr(prices, name).any() for name in prices.__slots__):
            yield _with_proof(
                case, number, levels=()
            )  # A price above zero has no threshold left to stand for.


def thresholds_falling(case: Right) -> Iterator[Certificate]:
    for number in _goals(case, "leximin"):
        levels = _certificate(case).proofs[number].levels
        if len(set(levels)) > 1:
            yield _with_proof(case, number, levels=tuple(reversed(levels)))


def group_dropped(case: Right) -> Iterator[Certificate]:
    old = _certificate(case)
    if len(old.groups):
        proofs = tuple(replace(p, prices=replace(p.prices, group=p.prices.group[1:])) for p in old.proofs)
        yield replace(old, groups=old.groups[1:], proofs=proofs)


def group_replaced(case: Right) -> Iterator[Certificate]:
    old = _certificate(case)
    for row in range(len(old.groups)):
        groups = old.groups.copy()
        groups[row, 1] += 1
        yield replace(old, groups=groups)


def group_worth_more_than_its_next_unit_allows(case: Right) -> Iterator[Certificate]:
    """A group whose last unit is worth less than its price, or whose next is worth more, breaks the theorem."""
    for number in _goals(case, "alpha_fair"):
        proof = _certificate(case).proofs[number]
        assert proof.value is not None
        beyond = proof.value + 10**6
        for position in range(len(proof.prices.group)):
            if _group_is_served(case, number):
                yield _with_price(case, number, "group", position, beyond)


def _group_is_served(case: Right, number: int) -> bool:
    """Return whether every group of a goal gets something beyond promises, so that none may be dearer than its last unit."""
    stick = yardsticks(case.facts, case.result.policy)[number]
    fresh = {(line, need): units for (line, need, promised), units in case.units.items() if not promised}
    return all(units > 0 for units in served_of(case.facts, stick.goal, fresh, stick.groups))


def goal_left_unproved(case: Right) -> Iterator[Certificate]:
    old = _certificate(case)
    for number in range(len(old.proofs)):
        yield replace(old, proofs=old.proofs[:number] + old.proofs[number + 1 :])


def goals_in_another_order(case: Right) -> Iterator[Certificate]:
    old = _certificate(case)
    yield replace(old, proofs=tuple(reversed(old.proofs)))


def goal_misnumbered(case: Right) -> Iterator[Certificate]:
    for number in range(len(_certificate(case).proofs)):
        yield _with_proof(case, number, goal=number + 1)


def prices_cut_short(case: Right) -> Iterator[Certificate]:
    for number, proof in enumerate(_certificate(case).proofs):
        for field in fields(Prices):
            values = getattr(proof.prices, field.name)
            if len(values):
                yield _with_proof(case, number, prices=replace(proof.prices, **{field.name: values[:-1]}))


def prices_too_many(case: Right) -> Iterator[Certificate]:
    for number, proof in enumerate(_certificate(case).proofs):
        longer = np.append(proof.prices.need, 0)
        yield _with_proof(case, number, prices=replace(proof.prices, need=longer))


def visit_invented(case: Right) -> Iterator[Certificate]:
    old = _certificate(case)
    visits = np.concatenate([old.visits, [[len(case.facts.capacity), 0]]]).astype(np.int64)
    proofs = tuple(
        replace(p, prices=replace(p.prices, visit=np.append(p.prices.visit, 0))) for p in old.proofs
    )
    yield replace(old, visits=visits, proofs=proofs)


def prices_in_fractions(case: Right) -> Iterator[Certificate]:
    for number, proof in enumerate(_certificate(case).proofs):
        fractions: Any = proof.prices.need.astype(np.float64) + 0.5
        yield _with_proof(case, number, prices=replace(proof.prices, need=fractions))


def _gains_a_unit(measure: str) -> Callable[[Need], bool] | None:
    known: dict[str, Callable[[Need], bool]] = {
        "units": lambda need: True,
        "life_saving_units": lambda need: need.life_saving,
    }
    return known.get(measure)


def prices_all_zero_with_something_to_gain(case: Right) -> Iterator[Certificate]:
    """At zero prices the first goal would gain from a need with room: the arc to the sink has d < 0."""
    goals, given = case.result.policy.goals, case.plan.per_need(case.result.problem)
    gainful = _gains_a_unit(goals[0].measure)
    if gainful is None or any(goal.criterion != "sum" for goal in goals):
        return
    prices = _certificate(case).proofs[0].prices
    room = any(
        need.confirmed and gainful(need) and given[need.row] < need.quantity for need in case.facts.needs
    )
    if room and any(getattr(prices, field.name).any() for field in fields(Prices)):
        zeros = {field.name: np.zeros_like(getattr(prices, field.name)) for field in fields(Prices)}
        yield _with_proof(case, 0, prices=Prices(**zeros))


FORGERS: tuple[Forger, ...] = (
    value_claimed_higher, value_claimed_lower, price_of_a_half_used_line, price_of_a_half_met_need,
    thresholds_beyond_all_units, thresholds_removed, thresholds_falling, group_dropped, group_replaced,
    group_worth_more_than_its_next_unit_allows,
    goal_left_unproved, goals_in_another_order, goal_misnumbered, prices_cut_short, prices_too_many, visit_invented,
    prices_in_fractions, prices_all_zero_with_something_to_gain,
)  # fmt: skip
