"""What a network cannot hold, decided beforehand: which visits are open, how budgets are split, what is given whole."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.goals.face import Face, whole_face
from matching.goals.restricted.charges import Charges
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Restriction:
    """Bounds on a network's arcs under which every flow is a plan that keeps every rule.

    Parameters
    ----------
    most
        Most units of every line, shape of the layer ``lines``.
    opened
        Arcs that may carry anything.
    least
        Least units of every arc: lots, and what is given whole.
    """

    most: Integers
    opened: Flags
    least: Integers


def face_of(formed: Formulation, charges: Charges, restriction: Restriction) -> Face:
    """Return the bounds of every arc under a restriction."""
    network = formed.network
    whole = whole_face(network)
    upper = np.where(restriction.opened, np.minimum(network.capacity, charges.limit), 0)
    lines, unused = network.layers["lines"], network.layers["unused"]
    upper[lines] = np.minimum(upper[lines], restriction.most)
    upper[unused] = network.capacity[unused]
    return Face(np.maximum(whole.lower, restriction.least), upper)


def carried_over(
    restriction: Restriction, before: tuple[Formulation, Charges], after: tuple[Formulation, Charges]
) -> Restriction:
    """Return the restriction on another network of the same problem, told by stock row and commune."""
    (formed, charges), (other, own) = before, after
    rows, wanted = _rows(formed), _rows(other)
    most = np.zeros(int(max(rows.max(initial=0), wanted.max(initial=0))) + 1, dtype=np.int64)
    most[rows] = restriction.most
    lines = other.network.layers["lines"]
    opened = np.ones(len(other.network.tail), dtype=np.bool_)
    least = np.zeros(len(opened), dtype=np.int64)
    place = np.zeros(len(most), dtype=np.int64)
    place[rows] = np.arange(len(rows))
    old = place[wanted] + formed.network.layers["lines"].start
    opened[lines], least[lines] = restriction.opened[old], restriction.least[old]
    width = int(max(charges.visits.commune.max(initial=0), own.visits.commune.max(initial=0))) + 1
    known = rows[charges.visits.line] * width + charges.visits.commune
    order = np.argsort(known)
    spot = order[np.searchsorted(known[order], wanted[own.visits.line] * width + own.visits.commune)]
    arc = charges.visits.arc[spot]
    opened[own.visits.arc], least[own.visits.arc] = restriction.opened[arc], restriction.least[arc]
    return Restriction(most[wanted], opened, least)


def _rows(formed: Formulation) -> Integers:
    return np.array([formed.supply.lines[source.lines[0]].row for source in formed.suppliers], dtype=np.int64)


def spent(charges: Charges, units: Integers) -> Integers:
    """Return the đồng that every offer pays for some units of its lines."""
    total = np.zeros(len(charges.budget), dtype=np.int64)
    paid = charges.line_budget != MISSING
    np.add.at(total, charges.line_budget[paid], (units * charges.price)[paid])
    return total


def within_budgets(charges: Charges, budget: Integers, most: Integers) -> Integers:
    """Return the limits of lines, lowered in proportion where together they cost more than a budget or touch a reserve."""
    paying = spent(charges, most)
    share = np.where(paying > budget, budget / np.maximum(paying, 1), 1.0)
    paid = charges.line_budget != MISSING
    most = np.where(paid, np.floor(most * share[charges.line_budget]), most).astype(np.int64)
    held = np.bincount(charges.line_offer, weights=charges.held, minlength=len(budget)) - charges.reserved
    together = np.bincount(charges.line_offer, weights=most, minlength=len(budget))
    kept = (charges.reserved > 0) & (together > held)
    part = np.where(kept, np.maximum(held, 0) / np.maximum(together, 1), 1.0)[charges.line_offer]
    return np.where(part < 1.0, np.floor(most * part), most).astype(np.int64)
