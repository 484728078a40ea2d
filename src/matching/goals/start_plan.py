"""A first plan that is of use: offer after offer gives what brings most, every rule kept, before any goal is solved.

Every step is a program of one offer while all others stand still, so whatever the rules are they hold at every step.
The plan proves nothing; it is what there is when the time is short, and where the goals begin.
"""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.engines.exact_rows import exact_value, is_point
from matching.engines.integer_program import solve_integer_program
from matching.errors import OverflowRefusedError, SolverError
from matching.formulation.program_desk import Desk
from matching.goals.partial_program import PartialProgram, spans
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

NODES = 10
"""Most nodes of the search for what one offer gives, the same on every machine."""

GAP = 0.01
"""Share of the best within which what one offer gives is good enough."""

EFFORT = 100_000
"""Columns moved in all after which the rest is left to the goals: a start is worth no more than that."""

LIFE_SAVING = 1_000
"""So many times the points of any unit a life-saving one brings, when only the order of giving is at stake."""

DOWNSTREAM = ("visits", "hubs", "pairs", "admitted", "demand")
"""Layers that units pass after their stock line."""


def nothing_given(desk: Desk) -> Integers | None:
    """Return the point at which promises are kept and nothing else is given, None where that breaks a rule."""
    program = desk.builder.build()
    return program.lower.copy() if is_point(program, program.lower) else None


def given_in_turn(desk: Desk, point: Integers, deadline: float | None = None) -> Integers:
    """Return a point at which offer after offer gives as many points as it can beside those before it.

    Parameters
    ----------
    desk
        The program with all its rules.
    point
        Where to begin; it keeps all rows.
    deadline
        Moment of ``time.monotonic()`` after which the point so far is returned.
    """
    program = desk.builder.build()
    whole, points = PartialProgram(program), _points(desk)
    result, moved = point, 0
    for free in _steps(desk, whole):
        left = None if deadline is None else deadline - time.monotonic()
        if moved > EFFORT or (left is not None and left <= 0):
            break
        result = _improved(whole, points, result, free, left)
        moved += len(free)
    return result if is_point(program, result) else point


def _improved(
    whole: PartialProgram, points: Integers, point: Integers, free: Integers, seconds: float | None
) -> Integers:
    """Return the point with some columns moved to where they bring most; as it was where the solver fails."""
    part, weight, start = whole.around(point, free), points[free], point[free]
    try:
        answer = solve_integer_program(part, weight, start=start, time_limit=seconds, gap=GAP, nodes=NODES)
    except (SolverError, OverflowRefusedError):
        return point
    if answer.point is None or exact_value(weight, answer.point) <= exact_value(weight, start):
        return point
    moved = point.copy()
    moved[free] = answer.point
    return moved


def _points(desk: Desk) -> Integers:
    """Return what a unit on every column brings: points, and more for life-saving needs."""
    network = desk.formed.network
    gains = network.gains("weight")
    found = np.zeros(desk.builder.columns, dtype=np.int64)
    most = int(gains.max(initial=0)) + 1
    found[: len(gains)] = gains + LIFE_SAVING * most * network.gains("life_saving_units")
    return found


def _steps(desk: Desk, whole: PartialProgram) -> Iterator[Integers]:
    """Yield the columns of every offer, rising, the offers with fewest ways to needs first.

    An offer goes together with the one it matches.
    """
    network, matched = desk.formed.network, desk.problem["offers"]["matches"]
    arcs = len(network.tail)
    order = np.argsort(network.tail, kind="stable")
    leaving = np.searchsorted(network.tail[order], np.arange(network.nodes + 1))
    slots = network.layers["slots"]
    passing = np.zeros(arcs, dtype=np.bool_)
    for name in DOWNSTREAM:
        passing[network.layers[name]] = True
    ways = np.bincount(desk.arc_offer[desk.arc_offer != MISSING], minlength=len(matched))
    offers = np.unique(desk.supplier_offer)
    for offer in offers[np.argsort(ways[offers], kind="stable")].tolist():
        members = [offer] if matched[offer] == MISSING else [offer, int(matched[offer])]
        lines = np.concatenate([desk.of_offer("lines", one) for one in members])
        found, nodes = [lines], network.head[lines]
        while len(nodes):
            out = order[spans(leaving[nodes], leaving[nodes + 1] - leaving[nodes])]
            out = out[passing[out]]
            found.append(out)
            nodes = np.unique(network.head[out])
        above = np.flatnonzero(np.isin(network.head[slots], network.tail[lines])) + slots.start
        yield _with_choices(whole, np.unique(np.concatenate([*found, above])), arcs)


def _with_choices(whole: PartialProgram, columns: Integers, arcs: int) -> Integers:
    """Return arcs with the choices that rules tie to them, and the choices tied to those."""
    for _ in range(2):
        near = whole.columns_in(whole.rows_of(columns))
        columns = np.union1d(columns, near[near >= arcs])
    return columns
