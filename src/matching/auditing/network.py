"""The reference network of a plan: capacities left by the promises, and the plan's flow on every node."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups, children_reached
from matching.auditing.packing import Flags, Integers, picked, positions, sums
from matching.auditing.scope import Scope
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import MISSING

UNLIMITED = 2**61
"""Stands for an arc without limit."""


@dataclass(frozen=True, eq=False)
class Network:
    """Capacities and flows, without prices.

    Parameters
    ----------
    facts, scope, groups
        The plan, what its policy counts, and the groups compared, if any.
    visit_line, visit_commune
        Visits with a node of their own, rows of ``stock`` and ``communes``.
    proper
        Whether each visit is told by the certificate; the others follow from their line.
    """

    facts: Facts
    scope: Scope
    groups: Groups | None
    visit_line: Integers
    visit_commune: Integers
    proper: Flags

    @cached_property
    def fresh(self) -> Integers:
        """Units of every allocation line that were not promised."""
        return np.asarray(self.facts.allocation.quantity - self.facts.kept)

    @cached_property
    def line_flow(self) -> Integers:
        """Units taken from every stock row."""
        return sums(self.facts.allocation.line, self.fresh, len(self.facts.capacity))

    @cached_property
    def line_capacity(self) -> Integers:
        """Units left in every stock row; a reserve counts where the offer has a single row, or where it takes all."""
        problem = self.facts.problem
        offer = problem["stock"]["offer"]
        single = np.bincount(offer, minlength=len(problem["offers"]))[offer] == 1
        kept = np.where(single, np.maximum(problem["offers"]["reserve"][offer], 0), 0)
        promised = sums(self.facts.allocation.line, self.facts.kept, len(offer))
        left = np.maximum(self.facts.capacity - kept - promised, 0)
        offers = problem["offers"]
        held = sums(offer, line_capacity(problem) - promised, len(offers)) - np.maximum(offers["reserve"], 0)
        return np.where((offers["reserve"][offer] != MISSING) & (held[offer] <= 0), 0, left)

    @cached_property
    def slot_flow(self) -> Integers:
        """Units that use every slot."""
        used = self.facts.slot >= 0
        return sums(self.facts.slot[used], self.line_flow[used], len(self.facts.problem["slots"]))

    @cached_property
    def slot_capacity(self) -> Integers:
        """Slots left."""
        plan, slots = self.facts.allocation, self.facts.problem["slots"]
        slot = self.facts.slot[plan.line]
        promised = sums(slot[slot >= 0], self.facts.kept[slot >= 0], len(slots))
        return np.maximum(slots["capacity"] - promised, 0)

    @cached_property
    def open_line(self) -> Flags:
        """Whether every stock row still holds a unit, and its slot as well."""
        slot = self.facts.slot
        return (self.line_capacity > 0) & (picked(self.slot_capacity, slot, 1) > 0)

    @cached_property
    def open_need(self) -> Flags:
        """Whether every need is confirmed and wants more than it was promised."""
        return np.asarray(self.facts.confirmed & (self.need_capacity > 0))

    @cached_property
    def need_capacity(self) -> Integers:
        """Units every need wants beyond promises."""
        return np.maximum(self.facts.problem["needs"]["quantity"] - self.facts.promised, 0)

    @cached_property
    def need_flow(self) -> Integers:
        """Units every need gets beyond promises."""
        return np.asarray(self.facts.given - self.facts.promised)

    @cached_property
    def child_flow(self) -> Integers:
        """Units every child gets beyond promises."""
        return children_reached(self.facts, self.need_flow)

    @cached_property
    def helped_capacity(self) -> Integers:
        """1 for every child in special circumstances that was promised nothing."""
        untouched = children_reached(self.facts, self.facts.promised) == 0
        return np.asarray(self.facts.special & untouched, dtype=np.int64)

    @cached_property
    def visit_keys(self) -> Integers:
        """Rising keys of the visits."""
        return np.asarray(self.visit_line * len(self.facts.problem["communes"]) + self.visit_commune)

    def visit_of(self, line: Integers, commune: Integers) -> Integers:
        """Return the visit of every (line, commune), -1 where the line itself serves."""
        return positions(self.visit_keys, line * len(self.facts.problem["communes"]) + commune)

    @cached_property
    def visit_flow(self) -> Integers:
        """Units through every visit."""
        return self._through_visits(self.fresh)

    @cached_property
    def visit_capacity(self) -> Integers:
        """Units that every visit may still carry."""
        offer = self.facts.problem["stock"]["offer"][self.visit_line]
        most = self.facts.problem["offers"]["commune_max"][offer]
        plan, width = self.facts.allocation, len(self.facts.problem["communes"])
        told, place = np.unique(plan.offer * width + self.facts.commune[plan.need], return_inverse=True)
        kept = sums(place.reshape(-1), self.facts.kept, len(told))
        here = picked(kept, positions(told, offer * width + self.visit_commune), 0)
        return np.where(most == MISSING, UNLIMITED, np.maximum(most - here, 0))

    def _through_visits(self, units: Integers) -> Integers:
        plan = self.facts.allocation
        visit = self.visit_of(plan.line, self.facts.commune[plan.need])
        through = visit >= 0
        return sums(visit[through], units[through], len(self.visit_line))

    @cached_property
    def pair_flow(self) -> tuple[Integers, Integers, Integers]:
        """Rising keys of the plan's (line, need) pairs, a row of each, and its fresh units."""
        plan, size = self.facts.allocation, len(self.facts.problem["needs"])
        keys, first, codes = np.unique(plan.line * size + plan.need, return_index=True, return_inverse=True)
        return keys, first.astype(np.int64), sums(codes, self.fresh, len(keys))

    def pair_room(self, line: Integers, need: Integers) -> tuple[Integers, Integers]:
        """Return the capacity and the flow of every (line, need) pair.

        A limit per child counts all that its offer promised the child.
        """
        keys, _, fresh = self.pair_flow
        flow = picked(fresh, positions(keys, line * len(self.facts.problem["needs"]) + need), 0)
        offer = self.facts.problem["stock"]["offer"][line].astype(np.int64)
        told, units = self._promised_by_offer
        promised = picked(units, positions(told, offer * self._owners + self.facts.owner[need]), 0)
        most = self.facts.problem["offers"]["child_max"][offer]
        return np.where(most == MISSING, UNLIMITED, np.maximum(most - promised, 0)), flow

    @property
    def _owners(self) -> int:
        return len(self.facts.problem["children"]) + len(self.facts.problem["needs"])

    @cached_property
    def _promised_by_offer(self) -> tuple[Integers, Integers]:
        """Rising keys (offer, beneficiary) of what is promised, and the units of each."""
        plan = self.facts.allocation
        keys, place = np.unique(
            plan.offer.astype(np.int64) * self._owners + self.facts.owner[plan.need], return_inverse=True
        )
        return keys, sums(place.reshape(-1), self.facts.kept, len(keys))

    @cached_property
    def promising(self) -> Flags:
        """Stock rows whose offers have a limit per child and promised something, which may have used it up."""
        offers, plan = self.facts.problem["offers"], self.facts.allocation
        promised = np.bincount(plan.offer[plan.promised], minlength=len(offers)) > 0
        return np.asarray((promised & (offers["child_max"] != MISSING))[self.facts.problem["stock"]["offer"]])

    @cached_property
    def full_pairs(self) -> tuple[Integers, Integers]:
        """Stock row and need of every pair of the plan that can carry no further unit."""
        plan = self.facts.allocation
        rows = self.pair_flow[1]
        line, need = plan.line[rows], plan.need[rows]
        capacity, flow = self.pair_room(line, need)
        return line[flow >= capacity], need[flow >= capacity]

    @cached_property
    def delicate(self) -> Flags:
        """Stock rows whose pairs must be looked at one by one.

        Their offers quote for single needs, quote a benefit for a commune, or have several clauses and a
        limit per child that can bind.
        """
        offers, quotes = self.facts.problem["offers"], self.facts.problem["quotes"]
        quoting = np.zeros(len(offers), dtype=np.bool_)
        quoting[quotes["offer"][(quotes["need"] >= 0) | (quotes["benefit"] >= 0)]] = True
        several = np.array([len(clauses) > 1 for clauses in self.facts.clauses], dtype=np.bool_)
        offer = self.facts.problem["stock"]["offer"]
        return np.asarray(quoting[offer] | (several[offer] & self._bound))

    @cached_property
    def capped(self) -> Flags:
        """Stock rows with a limit per child that can bind, the delicate ones left out."""
        return self._bound & ~self.delicate

    @cached_property
    def _bound(self) -> Flags:
        problem = self.facts.problem
        most = np.zeros(len(problem["kinds"]), dtype=np.int64)
        np.maximum.at(most, problem["needs"]["kind"], problem["needs"]["quantity"])
        limit = problem["offers"]["child_max"][problem["stock"]["offer"]]
        return np.asarray((limit != MISSING) & (limit <= most[problem["stock"]["kind"]]))

    def shut(self, line: Integers, need: Integers) -> Flags:
        """Return the pairs that a quote refuses, or whose visit can carry nothing."""
        offer = self.facts.problem["stock"]["offer"][line]
        visit = self.visit_of(line, self.facts.commune[need])
        closed = picked(self.visit_capacity, visit, 1) == 0
        return np.asarray((self.facts.quoted("need", "refused", offer, need) > 0) | closed)
