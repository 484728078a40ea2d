"""Offers and bundles that no plan can place although no rule is broken: facts with numbers, found by solving."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.errors import OverflowRefusedError, SolverError
from matching.explanation.feasibility import Asking, OutOfTimeError, asking
from matching.explanation.relaxations import nearest_that_works
from matching.explanation.rule_uses import RuleUse, changed, without
from matching.formulation.program_desk import Desk
from matching.plan.integer_program import IntegerProgram
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

PLACING = ("commune_min", "child_min", "all_or_nothing")
"""Rules of an offer that may leave it without any place to go."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An offer or bundle that no plan can place, whatever the other offers do.

    Parameters
    ----------
    rule, subject
        The one rule without which it could be placed, and the id of the offer or bundle.
    asked
        Units the rule asks for: the lot, the least per child, the whole offer, or what the bundle still lacks.
    reachable
        The largest number that could be placed: a lot, a number per child, or units in all.
    """

    rule: str
    subject: str
    asked: int
    reachable: int


def unplaced(
    problem: Problem, policy: Policy, seed: int, *, time_limit: float = 10.0
) -> tuple[Unplaced, ...]:
    """Return the offers with lots or given whole that no plan can place, and the bundles that no offers can complete.

    Each offer is judged as if it stood alone, each bundle with all offers, both without floors; so what is told here
    holds for every plan. What could not be settled within the time limit is left out.
    """
    ask = asking(problem, policy, seed, time_limit)
    floors = [RuleUse("floors", str(row)) for row in range(len(problem["floors"]))]
    ask = ask.about(without(ask.problem, floors))
    found: list[Unplaced] = []
    try:
        for facts in (_offers(ask), _bundles(ask)):
            for fact in facts:
                found.append(fact)
    except (OutOfTimeError, SolverError, OverflowRefusedError):
        pass
    return tuple(found)


def _offers(ask: Asking) -> Iterator[Unplaced]:
    """Tell of offers for which the most they can give alone is nothing, and one of their rules is why."""
    offers = ask.problem["offers"]
    alone = ask.about(
        changed(ask.problem, "offers", "matches", np.ones(len(offers), dtype=np.bool_), MISSING)
    )
    limited = (offers["commune_min"] > 1) | (offers["child_min"] > 1) | (offers["all_or_nothing"] == 1)
    rows = np.flatnonzero(limited)
    desk = alone.desk(alone.problem) if len(rows) else None
    for offer in sorted(rows.tolist(), key=lambda row: str(offers["offer"][row])):
        assert desk is not None
        if _reach(desk, offer) and not _most(alone, desk, offer):
            yield from _why(alone, offer)


def _why(ask: Asking, offer: int) -> Iterator[Unplaced]:
    """Tell which rule keeps an offer from being placed, and how far it can be placed otherwise."""
    subject = str(ask.problem["offers"]["offer"][offer])
    for rule in PLACING:
        asked = int(ask.problem["offers"][rule][offer])
        if asked < 1:
            continue
        freed = without(ask.problem, [RuleUse(rule, subject)])
        most = _most(ask, ask.desk(freed), offer)
        if not most:
            continue
        if rule == "all_or_nothing":
            yield Unplaced(rule, subject, _held(ask.problem, offer), most)
            return
        largest = nearest_that_works(asked, 1, partial(_placed, ask, rule, offer))
        if largest is not None:
            yield Unplaced(rule, subject, asked, largest)
            return


def _placed(ask: Asking, rule: str, offer: int, number: int) -> bool:
    smaller = changed(ask.problem, "offers", rule, offer, number)
    return bool(_most(ask, ask.desk(smaller), offer))


def _held(problem: Problem, offer: int) -> int:
    held = int(line_capacity(problem)[problem["stock"]["offer"] == offer].sum())
    return held - max(int(problem["offers"]["reserve"][offer]), 0)


def _reach(desk: Desk, offer: int) -> bool:
    return bool(desk.upper[desk.of_offer("lines", offer)].any())


def _most(ask: Asking, desk: Desk, offer: int) -> int:
    """Return the most units that an offer can give beyond its promises when no other offer gives any."""
    program = desk.builder.build()
    own = desk.of_offer("lines", offer)
    lines = desk.formed.network.layers["lines"]
    closed = np.setdiff1d(np.arange(lines.start, lines.stop), own)
    return _largest(ask, _closed(program, closed), own)


def _closed(program: IntegerProgram, columns: Integers) -> IntegerProgram:
    upper = program.upper.copy()
    upper[columns] = 0
    return IntegerProgram(
        program.lower, upper, program.row_start, program.column, program.coefficient,
        program.row_lower, program.row_upper,
    )  # fmt: skip


def _largest(ask: Asking, program: IntegerProgram, columns: Integers) -> int:
    weight = np.zeros(program.columns, dtype=np.int64)
    weight[columns] = 1
    return ask.most(program, weight) or 0


def _bundles(ask: Asking) -> Iterator[Unplaced]:
    """Tell of bundles that are not complete in any plan: none of those left can be added by any point."""
    names = ask.problem["needs"]["bundle"]
    open_bundles = sorted(set(names[names != ""].tolist()))
    if not open_bundles:
        return
    desk = ask.desk(ask.problem)
    program = desk.builder.build()
    lacking = ask.problem["needs"]["quantity"] - desk.formed.supply.promises.per_need
    columns = {name: _column_of(desk, program, name) for name in open_bundles}
    left = [name for name in open_bundles if lacking[names == name].any()]
    while left:
        chosen = np.array([columns[name] for name in left if columns[name] != MISSING], dtype=np.int64)
        weight = np.zeros(program.columns, dtype=np.int64)
        weight[chosen] = 1
        point = ask.best_point(program, weight) if len(chosen) else None
        if point is None and len(chosen):
            return
        met = (
            []
            if point is None
            else [name for name in left if columns[name] != MISSING and point[columns[name]]]
        )
        if not met:
            break
        left = [name for name in left if name not in met]
    for name in left:
        units = int(lacking[names == name].sum())
        yield Unplaced(
            "bundle", name, units, _most_of(ask, np.flatnonzero(names == name), [RuleUse("bundle", name)])
        )


def _column_of(desk: Desk, program: IntegerProgram, name: str) -> int:
    """Return the 0/1 column that is 1 when a bundle is met, ``MISSING`` where it has no row."""
    arcs = len(desk.formed.network.tail)
    for row, told in enumerate(desk.builder.told_rules()):
        if told == ("bundle", name):
            columns = program.column[program.row_start[row] : program.row_start[row + 1]]
            return int(columns[columns >= arcs][0])
    return MISSING


def _most_of(ask: Asking, needs: Integers, dropped: Iterable[RuleUse]) -> int:
    """Return the most units that some needs can get beyond promises without some rules."""
    desk = ask.desk(without(ask.problem, dropped))
    arcs = desk.need_arc[needs]
    return _largest(ask, desk.builder.build(), arcs[arcs != MISSING])
