"""How far every need gets through the tests of the lines of its kind, told per situation and commune."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.assembly import Formulation
from matching.formulation.attributes import combine
from matching.problem.problem import Problem
from matching.vocabulary import Reason

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

STEPS = (Reason.NO_OFFER_OF_KIND, Reason.FIT, Reason.WINDOW, Reason.EARMARK, Reason.CONSENT, Reason.REFUSED)
"""Reasons in the order of the tests; a need that passes all tests of some line is admissible."""


def progress(problem: Problem, formed: Formulation) -> tuple[Integers, Integers]:
    """Return the needs that want units, and how many steps the line that comes nearest passes for each.

    ``len(STEPS)`` steps passed means admissible. Lines that hold no units are no offers. Rows are those of the problem
    in canonical order.
    """
    situated = formed.admission.situated
    commune = formed.demand.commune[situated.rows]
    kind = problem["needs"]["kind"][situated.rows].astype(np.int64)
    pair, first = combine([kind, situated.of_row, commune])
    passed = np.zeros(len(first), dtype=np.int64)
    for one in np.unique(kind).tolist():
        inside = np.flatnonzero(kind[first] == one)
        passed[inside] = _of_kind(formed, one, situated.of_row[first[inside]], commune[first[inside]])
    return situated.rows, passed[pair]


def _of_kind(formed: Formulation, kind: int, situation: Integers, commune: Integers) -> Integers:
    """Return the most steps passed by pairs (situation, commune) of one kind."""
    column = np.searchsorted(formed.admission.of_kind(kind), situation)
    best = np.zeros(len(situation), dtype=np.int64)
    for profile, place, comes in _visited(formed, kind):
        tests = dict(formed.admission.tests(formed.admission.profiles[profile]))
        fit, meets = tests["fit"], tests["fit"] & tests["window"]
        steps = 1 + fit.astype(np.int64) + meets
        here = meets & tests["earmark"]
        visible = here & tests["consent"]
        taken = visible & tests["refused"]
        passed = steps[column] + np.where(
            place[commune],
            here[column].astype(np.int64) + visible[column] + (taken[column] & comes[commune]),
            0,
        )
        np.maximum(best, passed, out=best)
    return best


def _visited(formed: Formulation, kind: int) -> list[tuple[int, Mask, Mask]]:
    """Return per profile of a kind the communes that its lines' wishes name, and those that no quote refuses."""
    admission: Admission = formed.admission
    places: dict[int, Mask] = {}
    comes: dict[int, Mask] = {}
    for source in formed.suppliers:
        line = formed.supply.lines[source.lines[0]]
        if line.kind != kind:
            continue
        for clause, reach in zip(line.clauses, source.reaches, strict=True):
            named = admission.place(clause)
            places[reach.profile] = places.get(reach.profile, np.zeros_like(named)) | named
            open_here = comes.setdefault(reach.profile, np.zeros_like(named))
            open_here[reach.communes] = True
    return [(profile, places[profile], comes[profile]) for profile in places]
