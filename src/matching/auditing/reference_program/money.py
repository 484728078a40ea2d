"""Money of offers in whole parts of a đồng, at most ten thousand: what units, visits and set-up take, and what is left."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.auditing.measures import exact_total, unit_cost
from matching.auditing.packing import Flags, Integers, sums
from matching.auditing.reference_program.ground import Ground
from matching.errors import OverflowRefusedError
from matching.problem.stock_lines import SHARE
from matching.vocabulary import MISSING

LARGEST = 2**61
"""Sums of money stay below this number."""


@dataclass(frozen=True, eq=False)
class Money:
    """What every offer pays, per offer in canonical numbers."""

    ground: Ground

    @cached_property
    def bounded(self) -> Flags:
        """Whether the offer may only spend its budget."""
        return np.asarray(self.ground.cash | (self.ground.of_offer("budget") != MISSING))

    @cached_property
    def whole(self) -> Integers:
        """Parts of a đồng in which the offer's money is counted: the fewest of which overhead takes a whole number."""
        return np.asarray(SHARE // np.gcd(SHARE, self.ground.of_offer("overhead")))

    @cached_property
    def rate(self) -> Integers:
        """Parts that one đồng paid takes: itself and its overhead."""
        return self.whole + self.ground.of_offer("overhead") * self.whole // SHARE

    @cached_property
    def visit(self) -> Integers:
        """What a visit costs the budget."""
        own = self.ground.facts.problem["offers"].is_("visit_payer", "budget")[self.ground.offers]
        return np.where(own, self.whole * self.visit_cost, 0)

    @cached_property
    def setup(self) -> Integers:
        """What using the offer at all costs the budget."""
        own = self.ground.facts.problem["offers"].is_("setup_payer", "budget")[self.ground.offers]
        return np.where(own, self.whole * self.setup_cost, 0)

    @cached_property
    def visit_cost(self) -> Integers:
        """Đồng for a visit, whoever pays."""
        return np.maximum(self.ground.of_offer("visit_cost"), 0)

    @cached_property
    def setup_cost(self) -> Integers:
        """Đồng for using the offer at all, whoever pays."""
        return np.maximum(self.ground.of_offer("setup_cost"), 0)

    def unit(self, line: Integers, need: Integers) -> Integers:
        """Return what a unit costs, per pair of line and need."""
        names = self.ground.names
        return unit_cost(self.ground.facts, names.lines[line], names.needs[need]).astype(np.int64)

    def paid(self, line: Integers, need: Integers) -> Integers:
        """Return what a unit takes from the budget, per pair; only money pays for units."""
        offer = self.ground.offer[line]
        return np.where(self.ground.cash[offer], self.unit(line, need) * self.rate[offer], 0)

    @cached_property
    def kept_cost(self) -> int:
        """Đồng that promises cost in all, whoever pays."""
        ground = self.ground
        units = exact_total(self.unit(ground.kept_line, ground.kept_need), ground.kept_units)
        visits = exact_total(self.visit_cost, ground.visits_by_offer)
        return units + visits + int(self.setup_cost[ground.kept_by_offer > 0].sum())

    @cached_property
    def kept(self) -> Integers:
        """What promises take from every budget."""
        ground = self.ground
        each = self.paid(ground.kept_line, ground.kept_need)
        if float((each.astype(np.float64) * ground.kept_units).sum()) >= LARGEST:
            raise OverflowRefusedError("promises cost more than 2**61 parts of a đồng")
        units = sums(ground.kept_offer, each * ground.kept_units, len(ground.offers))
        used = ground.kept_by_offer > 0
        return units + self.visit * ground.visits_by_offer + np.where(used, self.setup, 0)

    @cached_property
    def budget(self) -> Integers:
        """The budget of every offer; one that no use of the offer can exhaust is told no larger than 64 bits hold."""
        held = np.maximum(self.ground.of_offer("budget"), 0)
        large = np.flatnonzero(held >= LARGEST // self.whole)
        if np.any(self._most()[large] >= LARGEST / 2):
            raise OverflowRefusedError("an offer may spend more than 2**60 parts of a đồng")
        return np.where(held >= LARGEST // self.whole, LARGEST, self.whole * held)

    def _most(self) -> NDArray[np.float64]:
        """Return more than every offer can spend: all units of its kinds at its dearest price, every visit and set-up."""
        ground, problem = self.ground, self.ground.facts.problem
        units = problem["needs"]["quantity"].sum(dtype=np.float64) + 1.0
        price = np.zeros(len(ground.offers))
        np.maximum.at(price, ground.offer, ground.facts.price[ground.names.lines])
        quotes = problem["quotes"]
        np.maximum.at(price, ground.numbers(ground.offers)[quotes["offer"]], quotes["price"])
        return np.asarray(price * self.rate * units + self.visit * float(ground.communes) + self.setup)

    @cached_property
    def left(self) -> Integers:
        """What promises leave of every budget; below 0 where they take more."""
        return self.budget - self.kept

    def fixed(self, offer: Integers, commune: Integers) -> Integers:
        """Return what the first unit in a commune costs besides itself: a new visit and a new set-up."""
        known = np.isin(offer * self.ground.communes + commune, self.ground.kept_visits)
        used = self.ground.kept_by_offer[offer] > 0
        return np.where(known, 0, self.visit[offer]) + np.where(used, 0, self.setup[offer])
