"""What a donor is told: where a gift went, what is left of it and why, which wish keeps it from most, what it changed."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.formulation.canonical_order import commune_keys
from matching.fundraising.leftover_gifts import LeftGift, left_gifts
from matching.fundraising.records import SMALL, GoalEffect, plain
from matching.fundraising.resolving import Solve, answered, changes, part, plan_of_part, touched
from matching.fundraising.wish_counting import LoosenedWish, loosened_wishes
from matching.problem.drawn_promises import promises
from matching.problem.problem import Problem
from matching.problem.table import table_from

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GiftPlace:
    """Units of one kind in one commune: ``vintage:code``, or empty for communes that are not told apart."""

    commune: str
    kind: str
    units: int
    children: int
    amount: int


@dataclass(frozen=True)
class DonorPage:
    """The page of one offer or of all offers of a donor; it holds no id of a child or need.

    Parameters
    ----------
    donor, offers
        Ids of the donor and of the offers.
    units, children, communes
        Units given, children who received them (each counted once) and communes reached.
    spent
        Money spent on units, in đồng.
    places
        Where it went.
    left
        What is left and why.
    wishes
        Conditions of the donor's wish, the one that keeps the gift from most unmet units first; counted, not solved again.
    value
        What the goals would lose without the gift, found by solving again without it; ``None`` where not asked for.
    """

    donor: str
    offers: tuple[str, ...]
    units: int
    children: int
    communes: int
    spent: int
    places: tuple[GiftPlace, ...]
    left: tuple[LeftGift, ...]
    wishes: tuple[LoosenedWish, ...]
    value: tuple[GoalEffect, ...] | None
    problem: Problem = field(repr=False, compare=False)

    def for_donor(self) -> "DonorPage":
        """Return the page as a donor may see it: communes with fewer than five children are not told apart."""
        kept = [place for place in self.places if place.children >= SMALL or not place.children]
        joined: dict[str, GiftPlace] = {}
        for place in self.places:
            if 0 < place.children < SMALL:
                old = joined.get(place.kind, GiftPlace("", place.kind, 0, 0, 0))
                joined[place.kind] = GiftPlace(
                    "", place.kind, old.units + place.units, old.children + place.children,
                    old.amount + place.amount,
                )  # fmt: skip
        return replace(self, places=(*kept, *joined.values()))

    def to_dict(self, reader: str = "officer") -> dict[str, Any]:
        """Return plain data, for JSON.

        Parameters
        ----------
        reader
            ``officer``, or ``donor``: then numbers of children below five are ``None``, and so is the commune.
        """
        page = self.for_donor() if reader == "donor" else self
        told = {name: getattr(page, name) for name in ("donor", "units", "children", "communes", "spent")}
        rows = [asdict(place) for place in page.places]
        if reader == "donor":
            for row in [told, *rows]:
                row["children"] = row["children"] if row["children"] >= SMALL or not row["children"] else None
            for row in rows:
                row["commune"] = row["commune"] or None
        return told | {
            "offers": list(page.offers), "places": rows, "left": [asdict(one) for one in page.left],
            "wishes": [asdict(one) for one in page.wishes],
            "value": None if page.value is None else plain([asdict(one) for one in page.value]),
        }  # fmt: skip


def offer_page(facts: Facts, offer: str, solve: Solve | None = None) -> DonorPage:
    """Return the page of one offer.

    Raises
    ------
    KeyError
        If there is no such offer.
    """
    rows = np.flatnonzero(facts.problem["offers"]["offer"] == offer)
    if not len(rows):
        raise KeyError(f"there is no offer {offer!r} in this problem")
    donor = int(facts.problem["offers"]["donor"][rows[0]])
    return _page(facts, str(np.append(facts.problem["donors"]["donor"], "")[donor]), rows, solve)


def donor_page(facts: Facts, donor: str, solve: Solve | None = None) -> DonorPage:
    """Return the page of all offers of a donor.

    Raises
    ------
    KeyError
        If there is no such donor.
    """
    found = np.flatnonzero(facts.problem["donors"]["donor"] == donor)
    if not len(found):
        raise KeyError(f"there is no donor {donor!r} in this problem")
    return _page(facts, donor, np.flatnonzero(facts.problem["offers"]["donor"] == found[0]), solve)


def _page(facts: Facts, donor: str, offers: Integers, solve: Solve | None) -> DonorPage:
    problem, plan = facts.problem, facts.allocation
    lines = np.flatnonzero(np.isin(plan.offer, offers))
    child = problem["needs"]["child"][plan.need[lines]]
    return DonorPage(
        donor=donor,
        offers=tuple(problem["offers"]["offer"][offers].tolist()),
        units=int(plan.quantity[lines].sum()),
        children=len(np.unique(child[child >= 0])),
        communes=len(np.unique(facts.commune[plan.need[lines]])),
        spent=int(plan.amount[lines].sum()),
        places=_places(facts, lines),
        left=left_gifts(facts, offers),
        wishes=loosened_wishes(facts, offers),
        value=None if solve is None else _value(facts, offers, solve),
        problem=problem,
    )


def _places(facts: Facts, lines: Integers) -> tuple[GiftPlace, ...]:
    problem, plan = facts.problem, facts.allocation
    need = plan.need[lines]
    kind, child = problem["needs"]["kind"][need].astype(np.int64), problem["needs"]["child"][need]
    table, place = np.unique(np.stack([facts.commune[need], kind]), axis=1, return_inverse=True)
    place, size = place.reshape(-1), table.shape[1]
    units = np.bincount(place, weights=plan.quantity[lines], minlength=size).astype(np.int64)
    amount = np.zeros(size, dtype=np.int64)
    np.add.at(amount, place, plan.amount[lines])
    pairs = np.unique(np.stack([place, child.astype(np.int64)])[:, child >= 0], axis=1)
    children = np.bincount(pairs[0], minlength=size)
    names = commune_keys(problem["communes"])
    return tuple(
        GiftPlace(
            str(names[table[0, row]]), str(problem["kinds"]["kind"][table[1, row]]),
            int(units[row]), int(children[row]), int(amount[row]),
        )
        for row in np.argsort(-units, kind="stable").tolist()
    )  # fmt: skip


def _value(facts: Facts, offers: Integers, solve: Solve) -> tuple[GoalEffect, ...]:
    """Return what the goals lose when the offers give only what was promised."""
    problem, stock = facts.problem, facts.problem["stock"]
    own = np.isin(stock["offer"], offers)
    quantity = np.where(own, promises(problem).per_line, stock["quantity"])
    without = problem.replace(stock=table_from("stock", {**stock.columns, "quantity": quantity}))
    kinds = touched(problem, facts.policy, stock["kind"][own])
    piece = part(without, kinds)
    less = answered(piece, facts.policy, facts.seed, solve)
    whole = part(problem, kinds)
    return changes(less.facts, Facts(whole, plan_of_part(facts, whole, kinds), facts.policy, facts.seed))
