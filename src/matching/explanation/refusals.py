"""How far every need gets through the tests of the lines of its kind, told per situation and commune."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.assembly import Formulation
from matching.formulation.attributes import combine
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, Reason

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

STEPS = (Reason.NO_OFFER_OF_KIND, Reason.FIT, Reason.WINDOW, Reason.EARMARK, Reason.CONSENT, Reason.REFUSED)
"""Reasons in the order of the tests; a need that passes all tests of some line is admissible."""


def progress(problem: Problem, formed: Formulation) -> tuple[Integers, Integers, Integers]:
    """Return the needs that want units, the steps that the line coming nearest passes for each, and that stock row.

    ``len(STEPS)`` steps passed means admissible. Lines that hold no units are no offers; where there are none, the row
    is ``MISSING``. Rows are those of the problem in canonical order.
    """
    situated = formed.admission.situated
    commune = formed.demand.commune[situated.rows]
    kind = problem["needs"]["kind"][situated.rows].astype(np.int64)
    pair, first = combine([kind, situated.of_row, commune])
    passed = np.zeros(len(first), dtype=np.int64)
    nearest = np.full(len(first), MISSING, dtype=np.int64)
    for one in np.unique(kind).tolist():
        inside = np.flatnonzero(kind[first] == one)
        place = situated.of_row[first[inside]], commune[first[inside]]
        passed[inside], nearest[inside] = _of_kind(formed, one, *place)
    return situated.rows, passed[pair], nearest[pair]


def _of_kind(
    formed: Formulation, kind: int, situation: Integers, commune: Integers
) -> tuple[Integers, Integers]:
    """Return the most steps passed by pairs (situation, commune) of one kind, and the stock row that passes them.

    Of rows that fail at the same step the one comes nearest that passes most of the later ones.
    """
    column = np.searchsorted(formed.admission.of_kind(kind), situation)
    told = _scores()
    best = np.zeros(len(situation), dtype=np.int8)
    nearest = np.full(len(situation), MISSING, dtype=np.int64)
    for profile, place, comes, rows in _visited(formed, kind):
        tests = dict(formed.admission.tests(formed.admission.profiles[profile]))
        who = np.zeros(len(formed.admission.of_kind(kind)), dtype=np.int8)
        for bit, name in enumerate(_WHO):
            who += tests[name].astype(np.int8) << bit
        where = (place.astype(np.int8) << 5) + ((comes | ~place).astype(np.int8) << 6)
        score = told[who[column] + where[commune]]
        nearer = np.flatnonzero(score > best)
        nearest[nearer], best[nearer] = rows[commune[nearer]], score[nearer]
    return (best >> 3).astype(np.int64), nearest


_WHO = ("fit", "window", "earmark", "consent", "refused")
"""Tests of a profile, a bit each; two further bits say that the wish names the commune, and that no quote refuses it."""


def _scores() -> NDArray[np.int8]:
    """Return 8 × the steps passed, in their order, plus the tests passed, for every set of bits."""
    bits = (np.arange(128)[:, None] >> np.arange(7)) & 1
    steps = bits[:, :5].copy()
    steps[:, 2] &= bits[:, 5]
    steps[:, 4] &= bits[:, 6]
    return np.asarray(8 * (1 + np.cumprod(steps, axis=1).sum(axis=1)) + steps.sum(axis=1), dtype=np.int8)


def _visited(formed: Formulation, kind: int) -> list[tuple[int, Mask, Mask, Integers]]:
    """Return per profile of a kind the communes its lines' wishes name, those no quote refuses, and a stock row for each."""
    admission: Admission = formed.admission
    places: dict[int, Mask] = {}
    comes: dict[int, Mask] = {}
    rows: dict[int, Integers] = {}
    fallback: dict[int, int] = {}
    for source in formed.suppliers:
        line = formed.supply.lines[source.lines[0]]
        if line.kind != kind:
            continue
        for clause, reach in zip(line.clauses, source.reaches, strict=True):
            named = admission.place(clause)
            places[reach.profile] = places.get(reach.profile, np.zeros_like(named)) | named
            open_here = comes.setdefault(reach.profile, np.zeros_like(named))
            open_here[reach.communes] = True
            nearest = rows.setdefault(reach.profile, np.full(len(named), MISSING, dtype=np.int64))
            nearest[named & (nearest == MISSING)] = line.row
            fallback.setdefault(reach.profile, line.row)
    return [
        (one, places[one], comes[one], np.where(rows[one] == MISSING, fallback[one], rows[one]))
        for one in places
    ]
