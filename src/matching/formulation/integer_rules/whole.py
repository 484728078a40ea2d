"""Whole or nothing: needs met in full, bundles, offers given whole, and units kept back."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.integer_rules.budgets import most_spent, shares, spending
from matching.formulation.program_desk import Desk
from matching.problem.stock_lines import line_capacity, lowest_price
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def unsplittable(desk: Desk) -> None:
    """``Σ_ℓ x[ℓ, n] = left·met``: the need is completed or gets nothing beyond promises."""
    needs, left = desk.problem["needs"], desk.formed.demand.left
    own = needs["splittable"] != MISSING
    splittable = np.where(
        own, needs["splittable"] == 1, desk.problem["kinds"]["splittable"][needs["kind"]] == 1
    )
    rows = np.flatnonzero(~splittable & (left > 1) & (desk.need_arc != MISSING) & (needs["bundle"] == ""))
    desk.builder.speak_of("unsplittable")
    met = desk.builder.add_binaries(len(rows))
    number = np.arange(len(rows))
    desk.builder.add_rows(
        len(rows),
        np.concatenate([number, number]),
        np.concatenate([desk.need_arc[rows], met]),
        np.concatenate([np.ones(len(rows), dtype=np.int64), -left[rows]]),
        0,
        0,
    )


def bundle(desk: Desk) -> None:
    """``Σ_ℓ x[ℓ, n] = left(n)·whole`` for all needs of the bundle alike."""
    needs, names = desk.problem["needs"], desk.problem["needs"]["bundle"]
    lacking = needs["quantity"] - desk.formed.supply.promises.per_need
    for name in sorted(set(names[names != ""].tolist())):
        desk.builder.speak_of("bundle", name)
        members = np.flatnonzero((names == name) & (lacking > 0))
        arcs = desk.need_arc[members]
        (whole,) = desk.builder.add_columns(0, int((arcs != MISSING).all()))
        for arc, left in zip(arcs.tolist(), lacking[members].tolist(), strict=True):
            if arc != MISSING:
                desk.builder.add_row([(np.array([arc]), 1), (np.array([whole]), -left)], 0, 0)


def reserve(desk: Desk) -> None:
    """``Σ x ≤ stock − reserve``."""
    offers = desk.problem["offers"]
    for offer in np.flatnonzero(offers["reserve"] != MISSING).tolist():
        desk.about("reserve", offer)
        room = _held(desk, offer) - desk.promised_units.get(offer, 0)
        desk.builder.add_row([(desk.of_offer("lines", offer), 1)], upper=max(room, 0))


def all_or_nothing(desk: Desk) -> None:
    """``Σ x = whole·used``; cash is whole, too, when what is left buys no further unit."""
    offers = desk.problem["offers"]
    for offer in np.flatnonzero(offers["all_or_nothing"] == 1).tolist():
        desk.about("all_or_nothing", offer)
        used = np.array([desk.used_column(offer)])
        arcs = desk.of_offer("lines", offer)
        lacking = max(_held(desk, offer) - desk.promised_units.get(offer, 0), 0)
        if not offers.is_("modality", "cash")[offer]:
            desk.builder.add_row([(arcs, 1), (used, -lacking)], lower=0)
            continue
        emptied, spent = desk.builder.add_binaries(1), desk.builder.add_binaries(1)
        desk.builder.add_row([(used, 1), (emptied, -1), (spent, -1)], upper=0)
        desk.builder.add_row([(arcs, 1), (emptied, -lacking)], lower=0)
        _no_idle_costs(desk, offer, arcs, used)
        _spent_up(desk, offer, spent)


def _held(desk: Desk, offer: int) -> int:
    """Return the units that all stock rows of an offer hold, less its reserve."""
    rows = desk.problem["stock"]["offer"] == offer
    return int(line_capacity(desk.problem)[rows].sum()) - max(
        int(desk.problem["offers"]["reserve"][offer]), 0
    )


def _no_idle_costs(desk: Desk, offer: int, arcs: Integers, used: Integers) -> None:
    """Let nobody pay for visits that bring nothing, or for the use of an offer that gives nothing."""
    desk.builder.add_row([(arcs, 1), (used, -1)], lower=0)
    visits = desk.visits_of(offer)
    for (owner, commune), column in desk.visited.items():
        if owner == offer:
            desk.builder.add_row([(visits[commune], 1), (np.array([column]), -1)], lower=0)


def _spent_up(desk: Desk, offer: int, spent: Integers) -> None:
    """Tie ``spent`` to 'one unit more of any stock row with units left would cost above the budget'."""
    offers, stock = desk.problem["offers"], desk.problem["stock"]
    terms, promised = spending(desk, offer)
    (whole, rate), price = shares(desk, offer), lowest_price(desk.problem)
    most = most_spent(desk, terms)
    for row in np.flatnonzero(stock["offer"] == offer).tolist():
        least = whole * int(offers["budget"][offer]) - int(price[row]) * rate + 1 - promised
        quantity = int(stock["quantity"][row])
        if least <= 0:
            continue
        guard = [(spent, -least)] if least <= most else [(spent, -1)]
        if quantity != MISSING:
            arcs = desk.of_offer("lines", offer)
            own = arcs[desk.supplier_row[desk.arc_supplier[arcs]] == row]
            kept = int(desk.formed.supply.promises.per_line[row])
            full = desk.builder.add_binaries(1)
            desk.builder.add_row([(own, 1), (full, -(quantity - kept))], lower=0)
            guard.append((full, -guard[0][1]))
        desk.builder.add_row([*terms, *guard] if least <= most else guard, lower=0)
