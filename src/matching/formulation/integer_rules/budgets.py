"""Money: budgets over several prices, and what visits and the use of an offer cost."""

from math import gcd

import numpy as np
from numpy.typing import NDArray

from matching.formulation.program_desk import Desk
from matching.problem.quoted_values import unit_prices
from matching.problem.stock_lines import SHARE
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Terms = list[tuple[Integers, int | Integers]]


def visit_cost(desk: Desk) -> None:
    """Know which communes are visited, where a visit costs anything."""
    for offer in np.flatnonzero(desk.problem["offers"]["visit_cost"] > 0).tolist():
        desk.about("visit_cost", offer)
        promised = desk.promised_at(offer, desk.formed.demand.commune)
        visits = desk.visits_of(offer).items()
        desk.visit_columns(offer, {commune: arcs for commune, arcs in visits if commune not in promised})


def setup_cost(desk: Desk) -> None:
    """Know which offers are used, where using them costs anything."""
    for offer in np.flatnonzero(desk.problem["offers"]["setup_cost"] > 0).tolist():
        desk.about("setup_cost", offer)
        if offer not in desk.promised_units:
            desk.used_column(offer)


def budget(desk: Desk) -> None:
    """``Σ price·x·(1 + overhead) + visits + set-up ≤ budget``, in whole numbers and divided by their common divisor."""
    offers = desk.problem["offers"]
    bound = offers.is_("modality", "cash") | (offers["budget"] != MISSING)
    for offer in np.flatnonzero(bound & ~_plain(desk)).tolist():
        desk.about("budget", offer)
        terms, spent = spending(desk, offer)
        whole, _ = shares(desk, offer)
        room = whole * max(int(offers["budget"][offer]), 0) - spent
        if room >= most_spent(desk, terms):
            continue
        values = np.concatenate([np.broadcast_to(value, columns.shape) for columns, value in terms])
        divisor = gcd(*values.tolist()) or 1
        reduced: Terms = [(columns, np.asarray(value) // divisor) for columns, value in terms]
        desk.builder.add_row(reduced, upper=room // divisor)


def shares(desk: Desk, offer: int) -> tuple[int, int]:
    """Return into how many parts of a đồng an offer's money is counted, and how many a đồng paid takes with its overhead."""
    overhead = int(desk.problem["offers"]["overhead"][offer])
    divisor = gcd(SHARE, overhead)
    return SHARE // divisor, (SHARE + overhead) // divisor


def most_spent(desk: Desk, terms: Terms) -> int:
    """Return what the terms never exceed, exactly; what lowers a price on the way counts for nothing."""
    return sum(
        max(one, 0) * units
        for columns, value in terms
        for one, units in zip(
            np.broadcast_to(value, columns.shape).tolist(), desk.most(columns).tolist(), strict=True
        )
    )


def spending(desk: Desk, offer: int) -> tuple[Terms, int]:
    """Return what units with overhead, visits and set-up take, as terms in :func:`shares`, and what promises take."""
    offers, network = desk.problem["offers"], desk.formed.network
    whole, rate = shares(desk, offer)
    terms: Terms = [(np.zeros(0, dtype=np.int64), 1)]
    paid = 0
    if offers.is_("modality", "cash")[offer]:
        arcs = np.flatnonzero(desk.arc_offer == offer)
        arcs = arcs[network.cost[arcs] != 0]
        terms.append((arcs, network.cost[arcs] * rate))
        paid = _promised_amount(desk, offer)
    spent = paid * rate
    for (owner, _), column in desk.visited.items():
        if owner == offer:
            terms.append((np.array([column]), whole * own_visit(desk, offer)))
    promised = len(desk.promised_at(offer, desk.formed.demand.commune))
    spent += whole * own_visit(desk, offer) * promised
    setup = int(max(offers["setup_cost"][offer], 0)) * bool(offers.is_("setup_payer", "budget")[offer])
    if offer in desk.promised_units:
        spent += whole * setup
    elif setup:
        terms.append((np.array([desk.used_column(offer)]), whole * setup))
    return terms, spent


def own_visit(desk: Desk, offer: int) -> int:
    """Return what the offer's own budget pays for a visit."""
    offers = desk.problem["offers"]
    return int(max(offers["visit_cost"][offer], 0)) * bool(offers.is_("visit_payer", "budget")[offer])


def _plain(desk: Desk) -> NDArray[np.bool_]:
    """Return the cash offers whose budget is a number of units of their one stock row, so that the network holds it."""
    offers, stock = desk.problem["offers"], desk.problem["stock"]
    single = np.bincount(stock["offer"], minlength=len(offers)) == 1
    quoting = np.zeros(len(offers), dtype=np.bool_)
    quoting[[offer for offer, quotes in desk.quotes.items() if quotes.prices]] = True
    costly = (offers["visit_cost"] > 0) | (offers["setup_cost"] > 0)
    return np.asarray(single & ~quoting & ~costly & offers.is_("modality", "cash"))


def _promised_amount(desk: Desk, offer: int) -> int:
    """Return the đồng of an offer's promises at the prices quoted for them."""
    kept = desk.formed.supply.promises
    rows = np.flatnonzero(kept.offer == offer)
    prices = unit_prices(desk.problem, kept.line[rows], kept.need[rows])
    return sum(one * units for one, units in zip(prices.tolist(), kept.quantity[rows].tolist(), strict=True))
