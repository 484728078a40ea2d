"""Situations: needs of one kind that no wish tells apart, wherever they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.attributes import NeedAttributes, combine, cut
from matching.formulation.open_demand import Demand
from matching.formulation.supply_lines import Line, Supply
from matching.problem.earmarks import Condition
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Situations:
    """Situations of the needs that still want something.

    Parameters
    ----------
    rows
        Needs with units left, rising.
    of_row
        Situation of each, numbered kind by kind.
    representative, kind
        Per situation: one of its needs, and its kind.
    """

    rows: Integers
    of_row: Integers
    representative: Integers
    kind: Integers


def situations(problem: Problem, supplied: Supply, demanded: Demand) -> Situations:
    """Cut each attribute only where some offer of the kind cuts it."""
    rows = np.flatnonzero(demanded.left > 0)
    attributes = NeedAttributes(problem)
    kinds = problem["needs"]["kind"][rows]
    quoted = needs_of_their_own(problem)
    of_row = np.empty(len(rows), dtype=np.int64)
    representatives: list[Integers] = [np.zeros(0, dtype=np.int64)]
    total = 0
    for kind in np.unique(kinds).tolist():
        inside = np.flatnonzero(kinds == kind)
        lines = [line for line in supplied.lines if line.kind == kind]
        columns = _columns(problem, demanded, attributes, lines, rows[inside])
        codes, first = combine([*columns, quoted[rows[inside]]])
        of_row[inside] = codes + total
        representatives.append(rows[inside][first])
        total += len(first)
    representative = np.concatenate(representatives)
    return Situations(rows, of_row, representative, problem["needs"]["kind"][representative].astype(np.int64))


def _columns(
    problem: Problem, demanded: Demand, attributes: NeedAttributes, lines: Sequence[Line], rows: Integers
) -> list[Integers]:
    columns = [demanded.item[rows]]
    wishes: dict[str, set[Condition]] = {}
    for line in lines:
        for clause in line.clauses:
            for condition in clause.person:
                wishes.setdefault(condition.field, set()).add(condition)
    columns += [cut(attributes.column(field)[rows], wishes[field]) for field in sorted(wishes)]
    if any(line.shows_child for line in lines):
        columns.append(demanded.showable[rows])
    windows = sorted({line.window for line in lines}, key=lambda window: (window.start, window.end))
    if any(window.start != MISSING or window.end != MISSING for window in windows):
        starts, ends = problem["needs"]["window_from"][rows], problem["needs"]["window_to"][rows]
        pairs, firsts = combine([starts, ends])
        met = np.array([window.meets(starts[firsts], ends[firsts]) for window in windows])
        columns.append(np.unique(met, axis=1, return_inverse=True)[1].reshape(-1)[pairs])
    return columns


def needs_of_their_own(problem: Problem) -> Integers:
    """Return a number of its own for every need that a quote names, ``MISSING`` for the rest."""
    own = np.full(len(problem["needs"]), MISSING, dtype=np.int64)
    named = problem["quotes"]["need"]
    rows = np.unique(named[named >= 0]).astype(np.int64)
    own[rows] = np.arange(len(rows))
    return own
