"""How a plan stands: what every stock row, offer, commune and child has had, to ask whether one more line would fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.floor_rule import floor_groups
from matching.auditing.groups import groups_of, steps
from matching.auditing.kept_shares import least_totals
from matching.auditing.limit_rules import held_by_offer, offer_totals
from matching.auditing.packing import pair_sums, positions, sums
from matching.auditing.sharing_rules import givers
from matching.auditing.supplied_groups import reached
from matching.explanation.criterion_worth import Compared
from matching.plan.any_certificate import AnyCertificate
from matching.problem.criterion_forms import FORMS
from matching.problem.policy import Goal
from matching.problem.stock_lines import SHARE
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Standing:
    """A problem and its plan, with the totals that rules on further units ask for.

    Parameters
    ----------
    facts
        The problem and its plan.
    certificate
        What proves the plan; it knows the best totals of which goals keep a share.
    """

    facts: Facts
    certificate: AnyCertificate | None = None
    _compared: dict[Goal, Compared] = field(default_factory=dict, init=False, repr=False)

    def compared(self, goal: Goal) -> Compared:
        """Return the groups of a goal on groups."""
        if goal not in self._compared:
            groups = groups_of(self.facts, goal)
            within = np.ones(groups.size, dtype=np.bool_)
            if FORMS[goal.criterion].of_reached:
                within = reached(self.facts, goal)
            self._compared[goal] = Compared(self.facts, goal, groups, steps(self.facts, goal, groups), within)
        return self._compared[goal]

    @cached_property
    def kept_totals(self) -> Mapping[Goal, int]:
        """The least total of every goal of which a share is kept, as far as the certificate tells the best."""
        return least_totals(self.facts, self.certificate)

    @cached_property
    def line_left(self) -> Integers:
        """Units that every stock row still holds; cash rows without a quantity hold what the budget buys."""
        facts = self.facts
        taken = sums(facts.allocation.line, facts.allocation.quantity, len(facts.capacity))
        return np.asarray(np.maximum(facts.capacity - taken, 0))

    @cached_property
    def slot_left(self) -> Integers:
        """Slots left, one more entry for rows without one."""
        facts, plan = self.facts, self.facts.allocation
        rows = facts.slot[plan.line]
        held = facts.problem["slots"]["capacity"]
        taken = sums(rows[rows >= 0], plan.quantity[rows >= 0], len(held))
        return np.append(np.maximum(held - taken, 0), np.iinfo(np.int64).max)

    @cached_property
    def given(self) -> Integers:
        """Units that every offer gives."""
        return offer_totals(self.facts)[0]

    @cached_property
    def kept(self) -> Integers:
        """Units that every offer promised."""
        return offer_totals(self.facts)[1]

    @cached_property
    def whole(self) -> Integers:
        """Units that every offer holds, less its reserve."""
        return held_by_offer(self.facts)

    @cached_property
    def paid(self) -> Integers:
        """Amounts of every offer, overhead aside."""
        plan = self.facts.allocation
        return sums(plan.offer, plan.amount, len(self.facts.problem["offers"]))

    @cached_property
    def owners(self) -> int:
        """Number of children and needs together, above every owner's number."""
        return len(self.facts.problem["children"]) + len(self.facts.problem["needs"])

    def at(self, offer: Integers, place: Integers, where: Integers) -> Integers:
        """Return the units of (offer, place) pairs, ``where`` being the place of every need."""
        plan = self.facts.allocation
        size = max(self.owners, len(self.facts.problem["communes"])) + 1
        one, other, (units,) = pair_sums(plan.offer, where[plan.need], size, plan.quantity)
        found = positions(one * size + other, offer.astype(np.int64) * size + place)
        return np.where(found >= 0, np.append(units, 0)[found], 0)

    @cached_property
    def visits(self) -> Integers:
        """Communes that every offer is taken to."""
        plan, communes = self.facts.allocation, len(self.facts.problem["communes"])
        offer, _, _ = pair_sums(plan.offer, self.facts.commune[plan.need], communes)
        return np.bincount(offer, minlength=len(self.given)).astype(np.int64)

    @cached_property
    def giver(self) -> Integers:
        """Who gives every offer."""
        return givers(self.facts)

    def money_short(self, offer: Integers, amount: Integers, new_visit: Mask) -> Mask:
        """Return where an offer cannot pay so many đồng more, a visit and its set-up included."""
        offers = self.facts.problem["offers"]
        paid = self.paid[offer] + amount
        rate = offers["overhead"][offer]
        overhead = paid // SHARE * rate + -(-(paid % SHARE) * rate // SHARE)
        visit = np.where(offers.is_("visit_payer", "budget"), np.maximum(offers["visit_cost"], 0), 0)[offer]
        setup = np.where(offers.is_("setup_payer", "budget"), np.maximum(offers["setup_cost"], 0), 0)[offer]
        spent = paid + overhead + visit * (self.visits[offer] + new_visit) + setup
        bound = offers.is_("modality", "cash")[offer] | (offers["budget"][offer] != MISSING)
        return np.asarray(bound & (spent > np.maximum(offers["budget"][offer], 0)))

    @cached_property
    def ceilings(self) -> tuple[tuple[Integers, Integers], ...]:
        """Per ceiling: the group of every need (``MISSING`` outside), and the units every group may still get."""
        return tuple(self._groups("maximum", sign=-1))

    @cached_property
    def floors(self) -> tuple[tuple[Integers, Integers], ...]:
        """Per floor: the group of every need (``MISSING`` outside), and the units every group has above it."""
        return tuple(self._groups("minimum", sign=1))

    def _groups(self, column: str, sign: int) -> Iterator[tuple[Integers, Integers]]:
        facts = self.facts
        table, needs = facts.problem["floors"], facts.problem["needs"]
        for row in np.flatnonzero(table[column] != MISSING).tolist():
            names, codes = floor_groups(facts, ENUMERATIONS["FloorGroup"][table["group"][row]])
            counted = (codes >= 0) & ((table["kind"][row] == MISSING) | (needs["kind"] == table["kind"][row]))
            value = str(table["value"][row])
            if value:
                counted &= np.append(np.array(names) == value, False)[codes]
            member = np.where(counted, codes, MISSING)
            units = sums(codes[counted], facts.given[counted], len(names))
            room = sign * (units - int(table[column][row]))
            yield member, np.append(room, np.iinfo(np.int64).max)
