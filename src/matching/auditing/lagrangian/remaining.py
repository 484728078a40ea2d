"""What promises leave of every offer, line, need, slot and visit, by row of the tables."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.names import by_row
from matching.auditing.packing import Flags, Integers, picked, positions
from matching.auditing.reach import Reach, reaches
from matching.auditing.reference_program.ground import Ground, left_of, tally
from matching.auditing.reference_program.money import Money
from matching.problem.stock_lines import SHARE
from matching.vocabulary import MISSING


@dataclass(frozen=True, eq=False)
class Remaining:
    """A problem after its promises, and which lines reach which needs; made once for all bounds of a plan."""

    facts: Facts

    @cached_property
    def ground(self) -> Ground:
        """The same in canonical numbers."""
        return Ground(self.facts)

    @cached_property
    def line(self) -> Integers:
        """Units left in every stock row, no more than its offer's reserve and its slot leave."""
        ground = self.ground
        left = np.minimum(ground.line_left, ground.reserve_left[ground.offer])
        left = by_row(left, ground.names.lines)
        return np.minimum(left, picked(self.slot, self.facts.slot, int(left.max(initial=0))))

    @cached_property
    def need(self) -> Integers:
        """Units that every need wants beyond promises, 0 where it is not confirmed."""
        return by_row(self.ground.need_left, self.ground.names.needs)

    @cached_property
    def slot(self) -> Integers:
        """Slots left."""
        return by_row(self.ground.slot_left, self.ground.names.slots)

    @cached_property
    def reaches(self) -> tuple[Reach, ...]:
        """Lines and needs of each kind that are still open."""
        return tuple(reaches(self.facts, self.line > 0, self.need > 0))

    @cached_property
    def quoting(self) -> Flags:
        """Stock rows whose offers quote for single needs, or a benefit: their pairs are looked at one by one."""
        offers, quotes = self.facts.problem["offers"], self.facts.problem["quotes"]
        found: Flags = np.zeros(len(offers), dtype=np.bool_)
        found[quotes["offer"][(quotes["need"] >= 0) | (quotes["benefit"] >= 0)]] = True
        offer = self.facts.problem["stock"]["offer"].astype(np.int64)
        return np.asarray(found[offer])

    @cached_property
    def reached(self) -> Flags:
        """Whether some open line may serve every need."""
        result = np.zeros(len(self.need), dtype=np.bool_)
        for reach in self.reaches:
            covered = np.zeros(len(reach.sample), dtype=np.bool_)
            commune = self.facts.commune[reach.sample]
            for batch in reach.batches(self.line > 0):
                anyone: Flags = np.asarray(batch.places.any(axis=0))
                covered[batch.cells] |= anyone[commune[batch.cells]]
            result[reach.needs[covered[reach.cell]]] = True
        return result

    @cached_property
    def cash(self) -> Flags:
        """Whether every offer is money."""
        return np.asarray(self.facts.problem["offers"].is_("modality", "cash"))

    @cached_property
    def _money(self) -> Money:
        return Money(self.ground)

    @cached_property
    def used(self) -> Flags:
        """Whether promises use every offer."""
        units = by_row(self.ground.kept_by_offer, self.ground.offers)
        return np.asarray(units > 0, dtype=np.bool_)

    @cached_property
    def budget(self) -> Integers:
        """Đồng that every budget leaves for units and visits, rounded up; set-up is taken off where it is still due."""
        money = self._money
        due = money.left - np.where(self.ground.kept_by_offer > 0, 0, money.setup)
        return by_row(-(-due // money.whole), self.ground.offers)

    @cached_property
    def visit_price(self) -> Integers:
        """Đồng that a visit takes from the budget of every offer."""
        return by_row(self._money.visit // self._money.whole, self.ground.offers)

    @cached_property
    def visits(self) -> Integers:
        """Visits that every offer may still add, a large number where it sets no limit."""
        ground = self.ground
        return by_row(left_of(ground.of_offer("max_communes"), ground.visits_by_offer), ground.offers)

    @cached_property
    def _promised_visits(self) -> tuple[Integers, Integers]:
        """Rising keys (offer, commune) of promises, by row, and their units."""
        plan = self.facts.allocation
        rows = plan.promised
        key = plan.offer[rows].astype(np.int64) * self._communes + self.facts.commune[plan.need[rows]]
        return key, plan.quantity[rows].astype(np.int64)

    @property
    def _communes(self) -> int:
        return max(len(self.facts.problem["communes"]), 1)

    def visit_keys(self, offer: Integers, commune: Integers) -> Integers:
        """Return one number per visit."""
        return np.asarray(offer.astype(np.int64) * self._communes + commune)

    def known(self, visit: Integers) -> Flags:
        """Return whether promises go there anyway."""
        return positions(np.unique(self._promised_visits[0]), visit) >= 0

    def commune_room(self, visit: Integers) -> Integers:
        """Return the units that the limit per commune leaves every visit."""
        limit = self.facts.problem["offers"]["commune_max"][visit // self._communes].astype(np.int64)
        return left_of(limit, tally(*self._promised_visits, visit))

    def lot(self, visit: Integers) -> Integers:
        """Return the units that a visit must still bring, at least 1."""
        lot = self.facts.problem["offers"]["commune_min"][visit // self._communes].astype(np.int64)
        return np.asarray(np.maximum(lot - tally(*self._promised_visits, visit), 1))

    def price(self, line: Integers, price: Integers) -> Integers:
        """Return what units at given prices take from the budgets of their lines, in đồng rounded down."""
        rate = SHARE + self.facts.problem["offers"]["overhead"][self.facts.problem["stock"]["offer"][line]]
        return np.asarray(price * rate // SHARE)


def none_where_missing(column: Integers) -> Integers:
    """Return a column of costs with 0 where nothing is told."""
    return np.where(column == MISSING, 0, np.maximum(column, 0)).astype(np.int64)
