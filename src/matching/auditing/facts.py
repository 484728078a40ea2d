"""What is recomputed once and read by every check: places, capacities, quotes, units given."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import Flags, Integers, packed, picked, positions, sums
from matching.plan.allocation import Allocation
from matching.problem.earmarks import Clause, Condition, clauses, place_codes
from matching.problem.fitting import item_fits, need_items
from matching.problem.people import ages, beneficiaries, communes_of_needs, showable, special
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity, line_price
from matching.vocabulary import MISSING

ALWAYS = 2**40
"""A day later than every date."""


@dataclass(frozen=True, eq=False)
class Facts:
    """A problem, a plan and a policy with everything that several checks derive from them."""

    problem: Problem
    allocation: Allocation
    policy: Policy
    seed: int

    @cached_property
    def commune(self) -> Integers:
        """Commune of every need."""
        return communes_of_needs(self.problem)

    @cached_property
    def owner(self) -> Integers:
        """Number of every need's beneficiary: the row of its child, else a number of its own."""
        return beneficiaries(self.problem)

    @cached_property
    def age(self) -> Integers:
        """Completed years of every child."""
        return ages(self.problem)

    @cached_property
    def special(self) -> Flags:
        """Whether every child is in special circumstances."""
        return special(self.problem)

    @cached_property
    def shown(self) -> Flags:
        """Whether the beneficiary of every need is a child that may be shown to a donor."""
        return self.of_child(showable(self.problem), False).astype(np.bool_)

    @cached_property
    def item(self) -> Integers:
        """Item of every need, derived where it is not given."""
        return need_items(self.problem)

    @cached_property
    def fits(self) -> Flags:
        """Whether a stock item (first axis) serves a needed item (second axis)."""
        return item_fits(self.problem)

    @cached_property
    def clauses(self) -> list[tuple[Clause, ...]]:
        """Clauses of every offer."""
        return clauses(self.problem)

    @cached_property
    def places(self) -> dict[tuple[Condition, ...], Flags]:
        """Communes that meet the place conditions of each clause."""
        wanted = {clause.place for group in self.clauses for clause in group}
        codes = {one.field: place_codes(self.problem, one.field) for place in wanted for one in place}
        everywhere = np.ones(len(self.problem["communes"]), dtype=np.bool_)
        result = {}
        for place in wanted:
            met = everywhere.copy()
            for one in place:
                listed = np.zeros(int(codes[one.field].max(initial=0)) + 2, dtype=np.bool_)
                listed[[code for code in one.codes if code < len(listed) - 1]] = True
                met &= listed[codes[one.field]] != one.exclude
            result[place] = met
        return result

    @cached_property
    def columns(self) -> dict[str, Integers]:
        """Columns that donors' conditions compare with, kept once computed."""
        return {}

    @cached_property
    def welfare(self) -> dict[Goal, object]:
        """Worth of the units of every alpha-fair goal, kept once computed."""
        return {}

    @cached_property
    def refusals(self) -> dict[int, Flags]:
        """Communes that an offer refuses, for the offers that refuse any."""
        quotes = self.problem["quotes"]
        result: dict[int, Flags] = {}
        for row in np.flatnonzero((quotes["commune"] >= 0) & (quotes["refused"] == 1)).tolist():
            empty = np.zeros(len(self.problem["communes"]), dtype=np.bool_)
            result.setdefault(int(quotes["offer"][row]), empty)[quotes["commune"][row]] = True
        return result

    @cached_property
    def price(self) -> Integers:
        """Price of one unit of every stock row."""
        return line_price(self.problem)

    @cached_property
    def capacity(self) -> Integers:
        """Units that every stock row can hand out, 0 without a slot that is needed or a day to deliver."""
        stock, offers = self.problem["stock"], self.problem["offers"]
        begin, end = window_ends(stock["window_from"], stock["window_to"])
        first, last = (
            column[stock["offer"]] for column in window_ends(offers["window_from"], offers["window_to"])
        )
        never = np.maximum(begin, first) > np.minimum(end, last)
        return np.where(self.slotless | never, 0, line_capacity(self.problem))

    @cached_property
    def confirmed(self) -> Flags:
        """Whether every need is confirmed."""
        return np.asarray(self.problem["needs"]["confirmed"] == 1)

    @cached_property
    def weight(self) -> Integers:
        """Points of one unit of every need."""
        needs = self.problem["needs"]
        own = needs["weight"]
        return np.where(own == MISSING, self.problem["kinds"]["weight"][needs["kind"]], own)

    @cached_property
    def given(self) -> Integers:
        """Units given to every need."""
        return sums(self.allocation.need, self.allocation.quantity, len(self.problem["needs"]))

    @cached_property
    def kept(self) -> Integers:
        """Promised units of every allocation line."""
        return np.where(self.allocation.promised, self.allocation.quantity, 0)

    @cached_property
    def promised(self) -> Integers:
        """Promised units given to every need."""
        return sums(self.allocation.need, self.kept, len(self.problem["needs"]))

    @cached_property
    def slot(self) -> Integers:
        """Row of ``slots`` that every stock row uses: the same provider, item and period."""
        stock, slots = self.problem["stock"], self.problem["slots"]
        names = ("provider", "item", "window_from", "window_to")
        both = packed([np.concatenate([slots[name], stock[name]]).astype(np.int64) for name in names])
        keys, first = np.unique(both[: len(slots)], return_index=True)
        found = positions(keys, both[len(slots) :])
        return np.where(found >= 0, first[found], MISSING) if len(keys) else found

    @cached_property
    def slotless(self) -> Flags:
        """Whether every stock row lacks the slot its kind needs; a service at a provider is a slot itself."""
        stock = self.problem["stock"]
        needed = self.problem["kinds"]["needs_slot"][stock["kind"]] == 1
        service = self.problem["offers"].is_("modality", "service")[stock["offer"]]
        return np.asarray(needed & (self.slot == MISSING) & ~(service & (stock["provider"] >= 0)))

    def of_child(self, column: NDArray[np.generic], absent: int) -> Integers:
        """Return a column of ``children`` per need, ``absent`` for needs of places."""
        return picked(column, self.problem["needs"]["child"], absent)

    def quoted(self, target: str, column: str, offer: Integers, row: Integers) -> Integers:
        """Return what the quotes of ``target`` (``need`` or ``commune``) say in a column, -1 where nothing.

        Parameters
        ----------
        target, column
            Column of ``quotes`` that names the thing, and the one that is read.
        offer, row
            Pairs of rows that are looked up, shape ``(n,)`` each.
        """
        keys, values = self.quotes[target, column]
        size = len(self.problem["needs" if target == "need" else "communes"])
        return picked(values, positions(keys, offer.astype(np.int64) * size + row), MISSING)

    @cached_property
    def quotes(self) -> dict[tuple[str, str], tuple[Integers, Integers]]:
        """What quotes say: per target and column the rising keys of (offer, target row), and the values."""
        quotes = self.problem["quotes"]
        result = {}
        for target, table in (("need", "needs"), ("commune", "communes")):
            for column in ("price", "benefit", "refused"):
                told = quotes[column] > (0 if column == "refused" else MISSING)
                rows = np.flatnonzero((quotes[target] >= 0) & told)
                keys = (
                    quotes["offer"][rows].astype(np.int64) * len(self.problem[table]) + quotes[target][rows]
                )
                keys, first = np.unique(keys, return_index=True)
                result[target, column] = (keys, quotes[column][rows[first]].astype(np.int64))
        return result


def window_ends(
    begin: NDArray[np.int64] | np.int64, end: NDArray[np.int64] | np.int64
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last days of windows, open ends unlimited."""
    return np.where(begin == MISSING, -ALWAYS, begin), np.where(end == MISSING, ALWAYS, end)
