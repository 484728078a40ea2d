"""Lines that the network cannot tell apart share one supplier; lines with limits or quotes stand alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission, Reach
from matching.formulation.separation import Separation
from matching.formulation.supply_lines import Line
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_price
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Quotes:
    """Prices and benefits that an offer quotes for communes and for needs."""

    commune_price: Mapping[int, int]
    commune_benefit: Mapping[int, int]
    need_price: Mapping[int, int]
    need_benefit: Mapping[int, int]

    @property
    def of_pairs(self) -> bool:
        """Whether single pairs differ, so that they need arcs of their own."""
        return bool(self.commune_benefit or self.need_price or self.need_benefit)

    @property
    def prices(self) -> bool:
        """Whether it quotes any price."""
        return bool(self.commune_price or self.need_price)

    def price(self, need: int, commune: int, listed: int) -> int:
        """Return the price of a unit for a need: quoted for it, quoted for its commune, or as listed."""
        return self.need_price.get(need, self.commune_price.get(commune, listed))


@dataclass(frozen=True, slots=True)
class Supplier:
    """One node of supply.

    Parameters
    ----------
    lines
        Positions in the supply's lines, in canonical order.
    reaches
        Profile and communes of every clause.
    capacity
        Units of all its lines.
    price
        Price of one unit in đồng.
    slot
        Row of ``slots``, or ``MISSING``.
    commune_max, child_max
        Limits, ``MISSING`` when absent.
    quotes
        Quotes of the offer, if any.
    visited, paired
        Whether an integer program wants its communes, or its classes, told apart.
    """

    lines: tuple[int, ...]
    reaches: tuple[Reach, ...]
    capacity: int
    price: int
    slot: int
    commune_max: int
    child_max: int
    quotes: Quotes | None
    visited: bool = False
    paired: bool = False

    @property
    def visits(self) -> bool:
        """Whether its communes have limits or costs of their own."""
        quoted = self.quotes is not None and bool(self.quotes.commune_price)
        return self.visited or self.commune_max != MISSING or quoted

    @property
    def pairs(self) -> bool:
        """Whether its classes have limits or gains of their own."""
        quoted = self.quotes is not None and self.quotes.of_pairs
        return self.paired or self.child_max != MISSING or quoted


def suppliers(
    problem: Problem,
    lines: tuple[Line, ...],
    admission: Admission,
    priced: bool,
    apart: Separation | None = None,
) -> list[Supplier]:
    """Return the suppliers in canonical order of their first lines.

    Parameters
    ----------
    problem, lines, admission
        The supply side and its reach.
    priced
        Whether cost is a goal, so that lines of different price stay apart.
    apart
        What an integer program wants told apart.
    """
    quoted = offer_quotes(problem)
    prices = line_price(problem)
    merged: dict[object, list[int]] = {}
    drafts: dict[object, Supplier] = {}
    for position, line in enumerate(lines):
        draft = _draft(line, tuple(admission.reaches(line)), int(prices[line.row]), quoted)
        alone = draft.visits or draft.pairs or draft.slot != MISSING
        if apart is not None:
            visited, paired = bool(apart.visited[line.offer]), bool(apart.paired[line.offer])
            draft = replace(draft, visited=visited, paired=paired)
            alone = alone or bool(apart.alone[line.offer])
        reached = tuple((reach.profile, id(reach.communes)) for reach in draft.reaches)
        key: object = position if alone else (reached, draft.price if priced else 0)
        merged.setdefault(key, []).append(position)
        drafts.setdefault(key, draft)
    return [_merge(drafts[key], lines, positions) for key, positions in merged.items()]


def _draft(line: Line, reaches: tuple[Reach, ...], price: int, quoted: Mapping[int, Quotes]) -> Supplier:
    return Supplier(
        lines=(),
        reaches=reaches,
        capacity=0,
        price=price,
        slot=line.slot,
        commune_max=line.commune_max,
        child_max=line.child_max,
        quotes=quoted.get(line.offer),
    )


def _merge(draft: Supplier, lines: tuple[Line, ...], positions: list[int]) -> Supplier:
    capacity = sum(lines[position].capacity for position in positions)
    return replace(draft, lines=tuple(positions), capacity=capacity)


def offer_quotes(problem: Problem) -> dict[int, Quotes]:
    """Return the prices and benefits quoted by every offer that quotes any."""
    table = problem["quotes"]
    found: dict[int, dict[str, dict[int, int]]] = {}
    for row in range(len(table)):
        offer, need, commune = (int(table[name][row]) for name in ("offer", "need", "commune"))
        for what in ("price", "benefit"):
            value = int(table[what][row])
            if value != MISSING:
                place, index = ("need", need) if need != MISSING else ("commune", commune)
                found.setdefault(offer, {}).setdefault(f"{place}_{what}", {})[index] = value
    names = ("commune_price", "commune_benefit", "need_price", "need_benefit")
    return {
        offer: Quotes(**{name: quotes.get(name, {}) for name in names}) for offer, quotes in found.items()
    }
