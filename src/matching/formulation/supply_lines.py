"""The supply side: every stock line with its units left, its wishes and its limits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.drawn_promises import Promises, promises
from matching.problem.earmarks import Clause, Condition, clauses, place_codes
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity, line_order
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """Days from and to, both inclusive; ``MISSING`` is open."""

    start: int
    end: int

    def meets(self, starts: Integers, ends: Integers) -> NDArray[np.bool_]:
        """Return which windows share a day with this one."""
        late = (self.end != MISSING) & (starts != MISSING) & (starts > self.end)
        early = (self.start != MISSING) & (ends != MISSING) & (ends < self.start)
        return np.asarray(~late & ~early)


@dataclass(frozen=True, slots=True)
class Line:
    """One stock row as the network sees it.

    Parameters
    ----------
    row, offer, kind, item
        Rows of the tables; the item may be ``MISSING``.
    capacity
        Units left after promises.
    window
        Common days of the offer and the stock row.
    shows_child
        Whether the donor is shown the child.
    clauses
        The offer's clauses.
    commune_max, child_max
        Limits of the offer, ``MISSING`` when there are none.
    slot
        Row of ``slots`` it draws from, or ``MISSING``.
    """

    row: int
    offer: int
    kind: int
    item: int
    capacity: int
    window: Window
    shows_child: bool
    clauses: tuple[Clause, ...]
    commune_max: int
    child_max: int
    slot: int


@dataclass(frozen=True, slots=True)
class Supply:
    """All usable lines in canonical order, what was promised earlier, and the row of ``slots`` of every stock row."""

    lines: tuple[Line, ...]
    promises: Promises
    slot_of_line: Integers


def supply(problem: Problem) -> Supply:
    """Return the lines that still hold units; a line whose windows never meet holds none."""
    kept = promises(problem)
    left = np.where(_slotless(problem), 0, line_capacity(problem) - kept.per_line)
    wishes = clauses(problem)
    slots = slot_of_lines(problem)
    rows = (row for row in line_order(problem).tolist() if left[row] > 0)
    lines = (_line(problem, row, int(left[row]), wishes, int(slots[row])) for row in rows)
    return Supply(tuple(line for line in lines if not _never(line.window)), kept, slots)


def _line(problem: Problem, row: int, left: int, wishes: list[tuple[Clause, ...]], slot: int) -> Line:
    stock, offers = problem["stock"], problem["offers"]
    offer = int(stock["offer"][row])
    starts = [int(table["window_from"][index]) for table, index in ((stock, row), (offers, offer))]
    ends = [int(table["window_to"][index]) for table, index in ((stock, row), (offers, offer))]
    return Line(
        row=row,
        offer=offer,
        kind=int(stock["kind"][row]),
        item=int(stock["item"][row]),
        capacity=left,
        window=Window(max(starts), min((end for end in ends if end != MISSING), default=MISSING)),
        shows_child=bool(offers["shows_child"][offer] == 1),
        clauses=wishes[offer],
        commune_max=int(offers["commune_max"][offer]),
        child_max=int(offers["child_max"][offer]),
        slot=slot,
    )


def _slotless(problem: Problem) -> NDArray[np.bool_]:
    """Return the stock rows whose kind needs a slot and that have none; a service at a provider is a slot itself."""
    stock = problem["stock"]
    needed = problem["kinds"]["needs_slot"][stock["kind"]] == 1
    service = problem["offers"].is_("modality", "service")[stock["offer"]] & (stock["provider"] != MISSING)
    return np.asarray(needed & (slot_of_lines(problem) == MISSING) & ~service)


def _never(window: Window) -> bool:
    return window.start != MISSING and window.end != MISSING and window.start > window.end


def slot_of_lines(problem: Problem) -> Integers:
    """Return the row of ``slots`` with the provider, item and window of every stock row, ``MISSING`` without one."""
    stock, slots = problem["stock"], problem["slots"]
    names = ("provider", "item", "window_from", "window_to")
    rows = {key: row for row, key in enumerate(zip(*(slots[name].tolist() for name in names), strict=True))}
    keys = zip(*(stock[name].tolist() for name in names), strict=True)
    return np.array([rows.get(key, MISSING) for key in keys], dtype=np.int64)


class Places:
    """Communes that meet place conditions, each distinct set computed once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._codes: dict[str, NDArray[np.int64]] = {}
        self._sets: dict[tuple[Condition, ...], NDArray[np.bool_]] = {}

    def mask(self, conditions: tuple[Condition, ...]) -> NDArray[np.bool_]:
        """Return, per commune, whether all conditions hold."""
        if conditions not in self._sets:
            result = np.ones(len(self._problem["communes"]), dtype=np.bool_)
            for condition in conditions:
                if condition.field not in self._codes:
                    self._codes[condition.field] = place_codes(self._problem, condition.field)
                result &= np.isin(self._codes[condition.field], condition.codes) != condition.exclude
            self._sets[conditions] = result
        return self._sets[conditions]
