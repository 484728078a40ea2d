"""Limits of an offer for one child or other beneficiary, over all its needs and all stock rows."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.formulation.program_desk import Desk
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def child_max(desk: Desk) -> None:
    """``Σ_{n of child} x[o, n] ≤ child_max``."""
    most = desk.problem["offers"]["child_max"]
    for offer in np.flatnonzero(most != MISSING).tolist():
        desk.about("child_max", offer)
        for arcs, promised in by_child(desk, offer):
            if len(arcs) > 1 or promised:
                desk.builder.add_row([(arcs, 1)], upper=max(int(most[offer]) - promised, 0))


def child_min(desk: Desk) -> None:
    """``Σ_{n of child} x[o, n] ≥ child_min`` where the offer gives the child anything beyond promises."""
    least = desk.problem["offers"]["child_min"]
    for offer in np.flatnonzero(least > 1).tolist():
        desk.about("child_min", offer)
        for arcs, promised in by_child(desk, offer):
            lacking = int(least[offer]) - promised
            if lacking > 1:
                served = desk.builder.add_binaries(1)
                desk.builder.add_row([(arcs, 1), (served, -lacking)], lower=0)
                desk.switch(arcs, int(served[0]))


def by_child(desk: Desk, offer: int) -> Iterator[tuple[Integers, int]]:
    """Yield per beneficiary the offer's arcs to its needs, and the units that the offer promised it."""
    arcs = desk.of_offer("pairs", offer)
    promised = desk.promised_at(offer, desk.owner)
    arcs = arcs[np.argsort(desk.owner[desk.arc_need[arcs]], kind="stable")]
    owners, starts = np.unique(desk.owner[desk.arc_need[arcs]], return_index=True)
    for one, block in zip(owners.tolist(), np.split(arcs, starts[1:]), strict=False):
        yield block, promised.get(one, 0)
