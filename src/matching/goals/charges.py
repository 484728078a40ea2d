"""What a network leaves out of budgets, lots, visits and whole offers, beside its arcs."""

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.network import SINK
from matching.formulation.program_desk import arc_limits
from matching.goals.visit_charges import VisitCharges
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE
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
        Lines of offers whose limit per child spans several lines.
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
    visits: VisitCharges


def relaxed(problem: Problem) -> Problem:
    """Return the problem whose network is the relaxation: cash lines and visited offers stand apart, limits stay."""
    offers = problem["offers"]
    apart = offers.is_("modality", "cash") | _visited(problem) | (offers["all_or_nothing"] == 1)
    columns = dict(offers.columns)
    columns["commune_max"] = np.where(
        apart & (offers["commune_max"] == MISSING), ANYWHERE, offers["commune_max"]
    )
    return problem.replace(offers=table_from("offers", columns))


def charges_of(problem: Problem, formed: Formulation) -> Charges:
    """Return the side data of the network of a relaxed problem.

    Covers budgets, overhead, lots, most communes, visits paid by the budget, and offers of goods given whole; not
    quoted prices, set-up costs, and the rules that tie needs or offers together.
    """
    offers, network = problem["offers"], formed.network
    first = [formed.supply.lines[source.lines[0]] for source in formed.suppliers]
    offer = np.array([line.offer for line in first], dtype=np.int64)
    paid = offers.is_("modality", "cash")[offer]
    with_overhead = network.cost[network.layers["lines"]] * (SHARE + offers["overhead"][offer])
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
        limit=arc_limits(formed),
        whole=np.where(offers["all_or_nothing"][offer] == 1, capacity, MISSING),
        single_line=((offers["child_max"] != MISSING) & several)[offer],
        visits=_visits(problem, formed, offer),
    )


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
    lines = network.layers["lines"]
    from_slot = network.tail[lines] >= 2
    kind[network.tail[lines][from_slot]] = kind[network.head[lines][from_slot]]
    return np.where(network.head == SINK, kind[network.tail], kind[network.head])


def _promised_communes(problem: Problem, formed: Formulation) -> Integers:
    """Return how many communes promises take every offer to."""
    kept = formed.supply.promises
    pairs = np.unique(np.stack([kept.offer, communes_of_needs(problem)[kept.need]]), axis=1)
    return np.bincount(pairs[0].astype(np.int64), minlength=len(problem["offers"])).astype(np.int64)


def _budgets(problem: Problem, formed: Formulation) -> Integers:
    offers, kept = problem["offers"], formed.supply.promises
    price = problem["stock"]["price"][kept.line]
    price = np.where(price == MISSING, problem["kinds"]["price"][problem["stock"]["kind"][kept.line]], price)
    promised = np.zeros(len(offers), dtype=np.int64)
    np.add.at(
        promised, kept.offer, -(-price * (SHARE + offers["overhead"][kept.offer]) // SHARE) * kept.quantity
    )
    promised += _own_visit_cost(problem) * _promised_communes(problem, formed)
    return np.where(offers.is_("modality", "cash"), np.maximum(offers["budget"] - promised, 0), 0)


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
