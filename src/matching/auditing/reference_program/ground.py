"""What is left after promises, in canonical numbers: lines, needs, offers, communes, people and givers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.names import Names, by_id, by_row
from matching.auditing.packing import Flags, Integers, picked, positions, sums
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import MISSING

UNLIMITED = 2**40
"""Stands for no limit on units."""


def tally(keys: Integers, units: Integers, wanted: Integers) -> Integers:
    """Return the total of the units under every wanted key."""
    known, codes = np.unique(keys, return_inverse=True)
    return picked(sums(codes, units, len(known)), positions(known, wanted), 0)


def left_of(limit: Integers, used: Integers) -> Integers:
    """Return what limits leave, ``UNLIMITED`` where there is none."""
    return np.where(limit == MISSING, UNLIMITED, np.maximum(limit - used, 0))


@dataclass(frozen=True, eq=False)
class Ground:
    """A problem after its promises; all numbers are canonical, so the order of rows in files does not matter."""

    facts: Facts

    @cached_property
    def names(self) -> Names:
        """Row of every canonical number."""
        return Names(self.facts.problem)

    @cached_property
    def offers(self) -> Integers:
        """Rows of ``offers`` by id."""
        return by_id(self.facts.problem["offers"]["offer"])

    @cached_property
    def communes(self) -> int:
        """Number of communes."""
        return len(self.names.communes)

    @cached_property
    def kinds(self) -> int:
        """Number of kinds."""
        return len(self.names.kinds)

    @cached_property
    def people(self) -> int:
        """Number of beneficiaries: children, and needs that stand for themselves."""
        return len(self.names.children) + len(self.names.needs)

    def of_offer(self, column: str) -> Integers:
        """Return a column of ``offers``."""
        return self.facts.problem["offers"][column][self.offers].astype(np.int64)

    def numbers(self, rows: Integers) -> Integers:
        """Return the canonical number of every row, the rows told in canonical order."""
        return by_row(np.arange(len(rows), dtype=np.int64), rows)

    @cached_property
    def cash(self) -> Flags:
        """Whether every offer is money."""
        return np.asarray(self.facts.problem["offers"].is_("modality", "cash")[self.offers])

    @cached_property
    def offer(self) -> Integers:
        """Offer of every line."""
        return self.numbers(self.offers)[self.facts.problem["stock"]["offer"][self.names.lines]]

    @cached_property
    def kind(self) -> Integers:
        """Kind of every line."""
        return self.numbers(self.names.kinds)[self.facts.problem["stock"]["kind"][self.names.lines]]

    @cached_property
    def slot(self) -> Integers:
        """Slot of every line, -1 where it uses none."""
        return picked(self.numbers(self.names.slots), self.facts.slot[self.names.lines], MISSING)

    @cached_property
    def commune(self) -> Integers:
        """Commune of every need."""
        return self.numbers(self.names.communes)[self.facts.commune[self.names.needs]]

    @cached_property
    def owner(self) -> Integers:
        """Beneficiary of every need: its child, else the need itself."""
        child = self.facts.problem["needs"]["child"][self.names.needs].astype(np.int64)
        own = len(self.names.children) + np.arange(len(child))
        return np.where(child >= 0, picked(self.numbers(self.names.children), child, 0), own)

    @cached_property
    def giver(self) -> Integers:
        """Who gives every offer: its donor, or the offer itself where the donor is not known."""
        donors = by_id(self.facts.problem["donors"]["donor"])
        donor = self.of_offer("donor")
        own = len(donors) + np.arange(len(donor))
        return np.where(donor >= 0, picked(self.numbers(donors), donor, 0), own)

    @cached_property
    def kept_line(self) -> Integers:
        """Line of every promise in the plan."""
        plan = self.facts.allocation
        return self.numbers(self.names.lines)[plan.line[plan.promised]]

    @cached_property
    def kept_need(self) -> Integers:
        """Need of every promise in the plan."""
        plan = self.facts.allocation
        return self.numbers(self.names.needs)[plan.need[plan.promised]]

    @cached_property
    def kept_units(self) -> Integers:
        """Units of every promise in the plan."""
        plan = self.facts.allocation
        return np.asarray(plan.quantity[plan.promised], dtype=np.int64)

    @cached_property
    def kept_offer(self) -> Integers:
        """Offer of every promise in the plan."""
        return self.offer[self.kept_line]

    @cached_property
    def kept_by_offer(self) -> Integers:
        """Promised units of every offer."""
        return sums(self.kept_offer, self.kept_units, len(self.offers))

    @cached_property
    def kept_visits(self) -> Integers:
        """Rising keys (offer, commune) of what promises visit."""
        return np.unique(self.kept_offer * self.communes + self.commune[self.kept_need])

    @cached_property
    def visits_by_offer(self) -> Integers:
        """Communes that every offer visits by promise."""
        offer = self.kept_visits // max(self.communes, 1)
        return sums(offer, np.ones_like(offer), len(self.offers))

    @cached_property
    def held(self) -> Integers:
        """Units that every line holds by its own columns, whether or not anyone can have them."""
        return np.asarray(line_capacity(self.facts.problem)[self.names.lines], dtype=np.int64)

    @cached_property
    def line_left(self) -> Integers:
        """Units left in every line."""
        kept = sums(self.kept_line, self.kept_units, len(self.names.lines))
        return np.asarray(np.maximum(self.facts.capacity[self.names.lines] - kept, 0), dtype=np.int64)

    @cached_property
    def promised(self) -> Integers:
        """Promised units of every need."""
        return self.facts.promised[self.names.needs]

    @cached_property
    def need_left(self) -> Integers:
        """Units that every confirmed need wants beyond promises, 0 for the others."""
        asked = self.facts.problem["needs"]["quantity"][self.names.needs]
        left = np.maximum(asked - self.promised, 0)
        return np.where(self.facts.confirmed[self.names.needs], left, 0)

    @cached_property
    def slot_left(self) -> Integers:
        """Slots left of every period."""
        capacity = self.facts.problem["slots"]["capacity"][self.names.slots]
        slot = self.slot[self.kept_line]
        kept = sums(slot[slot >= 0], self.kept_units[slot >= 0], len(capacity))
        return np.maximum(capacity - kept, 0)

    @cached_property
    def free(self) -> Integers:
        """Units that the lines of every offer hold together, less its reserve."""
        held = sums(self.offer, self.held, len(self.offers))
        return np.asarray(held - np.maximum(self.of_offer("reserve"), 0))

    @cached_property
    def reserve_left(self) -> Integers:
        """Units that the reserve of every offer still leaves."""
        left = np.maximum(self.free - self.kept_by_offer, 0)
        return np.where(self.of_offer("reserve") == MISSING, UNLIMITED, left)
