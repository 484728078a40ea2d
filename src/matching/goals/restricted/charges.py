"""What a network leaves out of budgets, lots, visits and whole offers, beside its arcs."""

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.network import SINK
from matching.formulation.program_desk import arc_limits
from matching.goals.restricted.visit_charges import VisitCharges
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.quoted_values import unit_prices
from matching.problem.stock_lines import SHARE, line_price
from matching.problem.table import table_from
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

ANYWHERE = 1_000_000_000
"""A limit per commune that never binds; an offer that has one is told apart, line by line and commune by commune."""


@dataclass(frozen=True, slots=True)
class Charges:
    """Side data of a network whose cash lines are suppliers of their own.

    Parameters
    ----------
    budget
        Đồng per offer, promises taken off; 0 without a budget.
    visit_cost
        Đồng of a visit that the offer's budget pays; 0 where promises already pay for some.
    line_offer, line_budget
        Offer of every arc of the layer ``lines``, and the same where it has a budget, else ``MISSING``.
    price, least_price
        Đồng of a unit on those arcs with overhead, rounded up and down.
    line_reference, reference
        Catalogue price of a unit, in ``money_unit`` đồng, per arc of ``lines`` in đồng, and per arc.
    money_unit
        Greatest common divisor of the catalogue prices.
    limit
        Most units every arc can carry.
    whole
        Units of the lines of offers that are given whole or not at all, else ``MISSING``.
    single_line
        Lines of offers whose limit per child or commune spans several lines.
    closed
        Lines of offers with a rule that no restriction holds: they give nothing.
    held
        Units of those lines.
    reserved
        Units that every offer keeps back.
    visits
        Lots, costs and numbers of visits.
    """

    budget: Integers
    visit_cost: Integers
    line_offer: Integers
    line_budget: Integers
    price: Integers
    least_price: Integers
    line_reference: Integers
    reference: Integers
    money_unit: int
    limit: Integers
    whole: Integers
    single_line: Flags
    closed: Flags
    held: Integers
    reserved: Integers
    visits: VisitCharges


def relaxed(problem: Problem) -> Problem:
    """Return the problem whose network is the relaxation: cash lines and visited offers stand apart, limits stay."""
    offers = problem["offers"]
    apart = offers.is_("modality", "cash") | _visited(problem) | (offers["all_or_nothing"] == 1)
    apart |= (offers["reserve"] > 0) | (offers["child_min"] > 1) | (offers["exclusive"] == 1)
    apart |= (offers["cofunding"] == 0) | (offers["matches"] != MISSING) | (offers["excludes_group"] != "")
    apart[offers["matches"][offers["matches"] != MISSING]] = True
    apart |= np.isin(offers["donor"], _lonely_donors(problem)) & (offers["donor"] != MISSING)
    columns = dict(offers.columns)
    columns["commune_max"] = np.where(
        apart & (offers["commune_max"] == MISSING), ANYWHERE, offers["commune_max"]
    )
    return problem.replace(offers=table_from("offers", columns, len(offers)))


def charges_of(problem: Problem, formed: Formulation) -> Charges:
    """Return the side data of the network of a relaxed problem.

    Covers budgets, overhead, lots, most communes, visits and set-up paid by the budget, reserves, and offers of goods
    given whole. Where prices are quoted, the dearest counts. Offers with rules that tie them to single children or to
    other offers are closed.
    """
    offers, network = problem["offers"], formed.network
    first = [formed.supply.lines[source.lines[0]] for source in formed.suppliers]
    offer = np.array([line.offer for line in first], dtype=np.int64)
    paid = offers.is_("modality", "cash")[offer]
    row = np.array([line.row for line in first], dtype=np.int64)
    with_overhead = _dearest(problem)[row] * (SHARE + offers["overhead"][offer])
    catalogue = np.maximum(problem["kinds"]["price"].astype(np.int64), 1)
    unit = gcd(*catalogue.tolist())
    per_arc = catalogue[_kind_of_arcs(formed)]
    several = np.bincount(offer, minlength=len(offers)) > 1
    capacity = np.array([source.capacity for source in formed.suppliers], dtype=np.int64)
    budget = _budgets(problem, formed)
    visit_cost = np.where(_promised_communes(problem, formed) == 0, _own_visit_cost(problem), 0)
    return Charges(
        budget=budget,
        visit_cost=visit_cost,
        line_offer=offer,
        line_budget=np.where(paid, offer, MISSING),
        price=-(-with_overhead // SHARE),
        least_price=with_overhead // SHARE,
        line_reference=per_arc[network.layers["lines"]],
        reference=per_arc // unit,
        money_unit=unit,
        limit=_limits(problem, formed),
        whole=np.where(offers["all_or_nothing"][offer] == 1, capacity, MISSING),
        single_line=(((offers["child_max"] != MISSING) | (_commune_max(problem) != MISSING)) & several)[
            offer
        ],
        closed=_closed(problem, formed)[offer],
        held=capacity,
        reserved=np.maximum(offers["reserve"], 0).astype(np.int64),
        visits=_visits(problem, formed, offer),
    )


def undivided(problem: Problem) -> Flags:
    """Return the needs that are met whole or with others or not at all, and that a restriction leaves unmet."""
    needs = problem["needs"]
    own = needs["splittable"] != MISSING
    splittable = np.where(own, needs["splittable"] == 1, problem["kinds"]["splittable"][needs["kind"]] == 1)
    return np.asarray((~splittable & (needs["quantity"] > 1)) | (needs["bundle"] != ""))


def _limits(problem: Problem, formed: Formulation) -> Integers:
    limit = arc_limits(formed)
    demand = formed.network.layers["demand"]
    limit[demand] = np.where(undivided(problem)[formed.classes.tier_first], 0, limit[demand])
    return limit


def _dearest(problem: Problem) -> Integers:
    """Return the most that a unit of every stock row may cost: its price, or more where its offer quotes more."""
    quotes, price = problem["quotes"], line_price(problem).astype(np.int64)
    most = np.zeros(len(problem["offers"]), dtype=np.int64)
    np.maximum.at(most, quotes["offer"], np.maximum(quotes["price"], 0).astype(np.int64))
    return np.maximum(price, most[problem["stock"]["offer"]])


def _commune_max(problem: Problem) -> Integers:
    limit = problem["offers"]["commune_max"]
    return np.where(limit >= ANYWHERE, MISSING, limit)


def _closed(problem: Problem, formed: Formulation) -> Flags:
    """Return the offers that a restriction cannot hold to their rules and that therefore give nothing new."""
    offers = problem["offers"]
    closed = (offers["child_min"] > 1) | (offers["exclusive"] == 1) | (offers["cofunding"] == 0)
    closed |= (offers["matches"] != MISSING) | (
        (offers["all_or_nothing"] == 1) & offers.is_("modality", "cash")
    )
    closed[offers["matches"][offers["matches"] != MISSING]] = True
    closed |= (offers["reserve"] > 0) & offers.is_("modality", "cash")
    alone = _lonely_donors(problem)
    closed |= np.isin(offers["donor"], alone) & (offers["donor"] != MISSING)
    return np.asarray(closed | _outdone(problem, formed))


def _lonely_donors(problem: Problem) -> Integers:
    offers = problem["offers"]
    wants = (offers["exclusive"] == 1) & (offers["donor"] != MISSING)
    return np.unique(offers["donor"][wants]).astype(np.int64)


def _outdone(problem: Problem, formed: Formulation) -> Flags:
    """Return the offers that stand back for another of their excluding group: one in use, else that of most value."""
    offers = problem["offers"]
    group = offers["excludes_group"]
    price = problem["kinds"]["price"].astype(np.float64)
    worth = np.maximum(offers["budget"], 0).astype(np.float64)
    for line in formed.supply.lines:
        if offers["budget"][line.offer] == MISSING:
            worth[line.offer] += line.capacity * price[line.kind]
    worth[formed.supply.promises.offer] = np.inf
    result = np.zeros(len(offers), dtype=np.bool_)
    for name in np.unique(group[group != ""]).tolist():
        rows = np.flatnonzero(group == name)
        result[np.delete(rows, int(np.argmax(worth[rows])))] = True
    return result


def _visited(problem: Problem) -> Flags:
    offers = problem["offers"]
    own = (offers["visit_cost"] > 0) & offers.is_("visit_payer", "budget")
    return np.asarray((offers["commune_min"] > 1) | (offers["max_communes"] > 0) | own)


def _kind_of_arcs(formed: Formulation) -> Integers:
    """Return the kind whose units flow on every arc; 0 where none does."""
    network = formed.network
    kind = np.zeros(network.nodes, dtype=np.int64)
    kind[formed.class_node] = formed.classes.kind
    kind[formed.supplier_node] = [formed.supply.lines[source.lines[0]].kind for source in formed.suppliers]
    for name in ("visits", "hubs"):
        arcs = network.layers[name]
        kind[network.head[arcs]] = kind[network.tail[arcs]]
    demand = network.layers["demand"]
    if network.groups is not None:
        kind[network.groups.node] = np.maximum(network.groups.kind, 0)
    lines = network.layers["lines"]
    from_slot = network.tail[lines] >= 2
    kind[network.tail[lines][from_slot]] = kind[network.head[lines][from_slot]]
    result = np.where(network.head == SINK, kind[network.tail], kind[network.head])
    result[demand] = kind[network.tail[demand]]
    return result


def _promised_communes(problem: Problem, formed: Formulation) -> Integers:
    """Return how many communes promises take every offer to."""
    kept = formed.supply.promises
    pairs = np.unique(np.stack([kept.offer, communes_of_needs(problem)[kept.need]]), axis=1)
    return np.bincount(pairs[0].astype(np.int64), minlength=len(problem["offers"])).astype(np.int64)


def _budgets(problem: Problem, formed: Formulation) -> Integers:
    offers, kept = problem["offers"], formed.supply.promises
    price = unit_prices(problem, kept.line, kept.need)
    promised = np.zeros(len(offers), dtype=np.int64)
    np.add.at(
        promised, kept.offer, -(-price * (SHARE + offers["overhead"][kept.offer]) // SHARE) * kept.quantity
    )
    promised += _own_visit_cost(problem) * _promised_communes(problem, formed) + _own_setup_cost(problem)
    return np.where(offers.is_("modality", "cash"), np.maximum(offers["budget"] - promised, 0), 0)


def _own_setup_cost(problem: Problem) -> Integers:
    offers = problem["offers"]
    own = offers.is_("setup_payer", "budget") & offers.is_("modality", "cash")
    return np.where(own, np.maximum(offers["setup_cost"], 0), 0).astype(np.int64)


def _own_visit_cost(problem: Problem) -> Integers:
    offers = problem["offers"]
    own = offers.is_("visit_payer", "budget") & offers.is_("modality", "cash")
    return np.where(own, np.maximum(offers["visit_cost"], 0), 0).astype(np.int64)


def _visits(problem: Problem, formed: Formulation, line_offer: Integers) -> VisitCharges:
    """Return the first arcs into every commune of the offers that are visited."""
    offers, network = problem["offers"], formed.network
    supplier = np.full(network.nodes, MISSING, dtype=np.int64)
    supplier[formed.supplier_node] = np.arange(len(line_offer))
    key = formed.visits[:, 0] * network.nodes + formed.visits[:, 2]
    order = np.argsort(key)
    arc = np.flatnonzero((supplier[network.tail] != MISSING) & (network.head != SINK))
    arc = arc[_visited(problem)[line_offer[supplier[network.tail[arc]]]]]
    wanted = supplier[network.tail[arc]] * network.nodes + network.head[arc]
    place = order[np.searchsorted(key[order], wanted)]
    limits = np.where(offers["max_communes"] > 0, offers["max_communes"], len(problem["communes"]))
    promised = _promised_communes(problem, formed)
    return VisitCharges(
        arc=arc,
        line=supplier[network.tail[arc]],
        offer=line_offer[supplier[network.tail[arc]]],
        commune=formed.visits[place, 1],
        lot=np.maximum(offers["commune_min"], 1).astype(np.int64),
        most=np.maximum(limits - promised, 0).astype(np.int64),
        cost=_own_visit_cost(problem),
    )
