"""Ways to spoil a right plan: each returns another plan that is worse, forbidden, or wrongly written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from matching.plan.allocation import Allocation, allocation_of
from matching.plan.result import Result
from oracle.brute_force import evaluate, is_feasible
from oracle.facts import Situation
from oracle.situation import situation

Entry = tuple[int, int, bool]


@dataclass(frozen=True)
class Right:
    """A plan that the audit has proved, with what is needed to spoil it."""

    result: Result
    facts: Situation
    rng: Random

    @property
    def plan(self) -> Allocation:
        return self.result.plan

    @property
    def units(self) -> dict[Entry, int]:
        """Units by stock row, need row, and whether promised."""
        plan = self.plan
        rows = zip(
            plan.line.tolist(),
            plan.need.tolist(),
            plan.promised.tolist(),
            plan.quantity.tolist(),
            strict=True,
        )
        return {(line, need, promised): quantity for line, need, promised, quantity in rows}

    def rebuilt(self, units: dict[Entry, int]) -> Allocation:
        """Return the units as a plan in canonical order with right amounts, so that nothing else gives it away."""
        kept = [(entry, quantity) for entry, quantity in sorted(units.items()) if quantity]
        line, need, promised = (np.array([entry[part] for entry, _ in kept]) for part in range(3))
        quantity = np.array([quantity for _, quantity in kept], dtype=np.int64)
        return allocation_of(
            self.result.problem, line.astype(np.int64), need.astype(np.int64), quantity, promised.astype(bool)
        )

    def harms(self, plan: Allocation) -> bool:
        """Return whether a plan breaks a rule or falls short of the right one, by the oracle's reckoning."""
        problem, policy = self.result.problem, self.result.policy
        return not is_feasible(problem, plan) or evaluate(problem, policy, plan) < evaluate(
            problem, policy, self.plan
        )


def right(result: Result, seed: int) -> Right:
    """Return a proved result ready to be spoiled."""
    return Right(result, situation(result.problem), Random(seed))


Spoiler = Callable[[Right], Iterator[Allocation]]


def _fresh(case: Right) -> list[Entry]:
    return [entry for entry in case.units if not entry[2]]


def _moved(case: Right, to: Callable[[Entry], list[Entry]]) -> Iterator[Allocation]:
    for entry in _fresh(case):
        for target in to(entry):
            units = dict(case.units)
            units[entry] -= 1
            units[target] = units.get(target, 0) + 1
            yield case.rebuilt(units)


def unit_moved_to_a_forbidden_need(case: Right) -> Iterator[Allocation]:
    rows = range(len(case.facts.needs))
    yield from _moved(
        case,
        lambda entry: [
            (entry[0], row, False) for row in rows if (entry[0], row) not in case.facts.admissible
        ],
    )


def unit_moved_to_another_welcome_need(case: Right) -> Iterator[Allocation]:
    pairs = case.facts.admissible
    yield from _moved(
        case,
        lambda entry: [(line, row, False) for line, row in pairs if line == entry[0] and row != entry[1]],
    )


def unit_moved_to_another_offer(case: Right) -> Iterator[Allocation]:
    lines = range(len(case.facts.capacity))
    yield from _moved(case, lambda entry: [(line, entry[1], False) for line in lines if line != entry[0]])


def one_unit_more(case: Right) -> Iterator[Allocation]:
    for entry in _fresh(case):
        yield case.rebuilt({**case.units, entry: case.units[entry] + 1})


def one_unit_less(case: Right) -> Iterator[Allocation]:
    for entry in _fresh(case):
        yield case.rebuilt({**case.units, entry: case.units[entry] - 1})


def line_dropped(case: Right) -> Iterator[Allocation]:
    for entry in _fresh(case):
        yield case.rebuilt({other: quantity for other, quantity in case.units.items() if other != entry})


def promise_dropped(case: Right) -> Iterator[Allocation]:
    for entry in case.units:
        if entry[2]:
            yield case.rebuilt({other: quantity for other, quantity in case.units.items() if other != entry})


def promise_shortened(case: Right) -> Iterator[Allocation]:
    for entry in case.units:
        if entry[2]:
            yield case.rebuilt({**case.units, entry: case.units[entry] - 1})


def everything_given_to_everyone(case: Right) -> Iterator[Allocation]:
    """Looks better than the best: every need is met in full from its first line."""
    units = {entry: quantity for entry, quantity in case.units.items() if entry[2]}
    for line, row in sorted(case.facts.admissible, reverse=True):
        if not any(need == row for _, need, _ in units):
            units[line, row, False] = case.facts.needs[row].quantity
    yield case.rebuilt(units)


def nothing_but_promises(case: Right) -> Iterator[Allocation]:
    yield case.rebuilt({entry: quantity for entry, quantity in case.units.items() if entry[2]})


def greedy_instead_of_best(case: Right) -> Iterator[Allocation]:
    """A feasible plan by first come, first served, in many orders; those that fall short are kept."""
    for _ in range(6):
        units = {entry: quantity for entry, quantity in case.units.items() if entry[2]}
        room = [limit.room for limit in case.facts.limits]
        for pair in case.rng.sample(sorted(case.facts.admissible), len(case.facts.admissible)):
            bound = [number for number, limit in enumerate(case.facts.limits) if pair in limit.pairs]
            given = min(room[number] for number in bound)
            for number in bound:
                room[number] -= given
            if given:
                units[(*pair, False)] = given
        yield case.rebuilt(units)


SPOILERS: tuple[Spoiler, ...] = (
    unit_moved_to_a_forbidden_need, unit_moved_to_another_welcome_need, unit_moved_to_another_offer, one_unit_more,
    one_unit_less, line_dropped, promise_dropped, promise_shortened, everything_given_to_everyone,
    nothing_but_promises, greedy_instead_of_best,
)  # fmt: skip
"""Spoilers whose harm the oracle can measure; plans that do no harm are skipped."""


def _written_over(plan: Allocation, column: str, row: int, value: int) -> Allocation:
    values = getattr(plan, column).copy()
    values[row] = value
    return replace(plan, **{column: values})


def _repeated(plan: Allocation, rows: list[int]) -> Allocation:
    return Allocation(*(getattr(plan, name)[rows] for name in Allocation.__slots__))


def line_written_twice(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        yield _repeated(case.plan, sorted([*range(len(case.plan)), row]))


def line_split_in_two(case: Right) -> Iterator[Allocation]:
    """The same units on two rows: the file would list one gift twice."""
    for row in range(len(case.plan)):
        if case.plan.quantity[row] > 1:
            twice = _repeated(case.plan, sorted([*range(len(case.plan)), row]))
            first = _written_over(twice, "quantity", row, 1)
            yield _written_over(first, "quantity", row + 1, int(case.plan.quantity[row]) - 1)


def amount_changed(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        yield _written_over(case.plan, "amount", row, int(case.plan.amount[row]) + 1)


def offer_changed(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        for offer in set(case.facts.offer_of) - {int(case.plan.offer[row])}:
            yield _written_over(case.plan, "offer", row, offer)


def stock_line_changed(case: Right) -> Iterator[Allocation]:
    """The units are said to come from a stock row of another offer than the line names."""
    owner = case.result.problem["stock"]["offer"]
    for row in range(len(case.plan)):
        for line in range(len(case.facts.capacity)):
            if owner[line] != case.plan.offer[row]:
                yield _written_over(case.plan, "line", row, line)


def gift_called_a_promise(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        yield _written_over(case.plan, "promised", row, not case.plan.promised[row])


def nothing_written_down(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        yield _written_over(case.plan, "quantity", row, 0)


def negative_quantity(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        yield _written_over(case.plan, "quantity", row, -1)


def lines_in_another_order(case: Right) -> Iterator[Allocation]:
    if len(case.plan) > 1:
        yield _repeated(case.plan, list(reversed(range(len(case.plan)))))


def need_that_does_not_exist(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        yield _written_over(case.plan, "need", row, len(case.facts.needs))


def line_that_does_not_exist(case: Right) -> Iterator[Allocation]:
    for row in range(len(case.plan)):
        yield _written_over(case.plan, "line", row, -1)


def column_cut_short(case: Right) -> Iterator[Allocation]:
    for name in Allocation.__slots__:
        if len(case.plan):
            yield replace(case.plan, **{name: getattr(case.plan, name)[:-1]})


MISWRITERS: tuple[Spoiler, ...] = (
    line_written_twice, line_split_in_two, amount_changed, offer_changed, stock_line_changed, gift_called_a_promise,
    nothing_written_down, negative_quantity, lines_in_another_order, need_that_does_not_exist,
    line_that_does_not_exist, column_cut_short,
)  # fmt: skip
"""Plans that are not what the canonical form of any right plan could be, whatever they are worth."""
