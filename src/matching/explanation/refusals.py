"""How far every class of needs gets through the tests of the lines of its kind."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Profile
from matching.formulation.assembly import Formulation
from matching.formulation.supply import Line
from matching.vocabulary import Reason

Integers = NDArray[np.int64]

STEPS = (Reason.NO_OFFER_OF_KIND, Reason.FIT, Reason.WINDOW, Reason.EARMARK, Reason.CONSENT, Reason.REFUSED)
"""Reasons in the order of the tests; a class that passes all of some line's tests is admissible."""


def progress(formed: Formulation) -> Integers:
    """Return, per class, how many of the steps the line that comes nearest passes; ``len(STEPS)`` is admissible.

    Lines that hold no units are no offers.
    """
    result = np.zeros(len(formed.classes.representative), dtype=np.int64)
    seen: dict[tuple[int, int], None] = {}
    for source in formed.suppliers:
        line = formed.supply.lines[source.lines[0]]
        for clause, reach in zip(line.clauses, source.reaches, strict=True):
            members = formed.admission.classes_of_kind(line.kind)
            key = (reach.profile, id(reach.communes))
            if key in seen and not source.refused:
                continue
            seen[key] = None
            profile = formed.admission.profiles[reach.profile]
            place = formed.admission.place(clause)[formed.classes.commune[members]]
            open_here = np.isin(formed.classes.commune[members], reach.communes)
            open_here &= ~np.isin(formed.classes.representative[members], list(source.refused))
            passed = _passed(formed, profile, line, place, open_here)
            result[members] = np.maximum(result[members], passed)
    return result


def _passed(
    formed: Formulation, profile: Profile, line: Line, place: NDArray[np.bool_], open_here: NDArray[np.bool_]
) -> Integers:
    tests = dict(formed.admission.tests(profile))
    steps = (tests["fit"], tests["window"], tests["earmark"] & place, tests["consent"], open_here)
    passed = np.ones(len(place), dtype=np.int64)
    so_far = np.ones(len(place), dtype=np.bool_)
    for step in steps:
        so_far = so_far & step
        passed += so_far
    return passed
