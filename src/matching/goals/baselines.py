"""Rules of thumb, for comparison: they obey every rule and prove nothing.

One need after the other takes what the first offers that welcome it still hold; only the order, or a share per commune
and kind, differs. Written plainly, need by need, as such rules are applied by hand.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.network import Network
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def baseline_units(problem: Problem, formed: Formulation, name: str) -> tuple[Integers, Integers, Integers]:
    """Return the lines (stock row, need, units) of a rule of thumb on a problem in canonical order."""
    order = _ORDERS[name](problem, formed)
    quota = _proportional_quota(problem, formed) if name == "proportional" else None
    taken = _take_in_turn(problem, formed, order.tolist(), quota)
    columns = np.array(taken, dtype=np.int64).reshape(-1, 3).T
    return columns[0], columns[1], columns[2]


def _wanting(formed: Formulation) -> Integers:
    return np.flatnonzero(formed.classes.of_need != MISSING)


def _by_ticket(problem: Problem, formed: Formulation) -> Integers:
    return _wanting(formed)


def _by_registration(problem: Problem, formed: Formulation) -> Integers:
    rows = _wanting(formed)
    day = problem["needs"]["registered_on"][rows]
    return rows[np.argsort(np.where(day == MISSING, np.iinfo(np.int64).max, day), kind="stable")]


def _by_score(problem: Problem, formed: Formulation) -> Integers:
    rows = _wanting(formed)
    return rows[np.lexsort((-formed.demand.weight[rows], -formed.demand.life_saving[rows]))]


_ORDERS: Mapping[str, Callable[[Problem, Formulation], Integers]] = {
    "first_come": _by_registration,
    "greedy": _by_score,
    "proportional": _by_ticket,
    "lottery": _by_ticket,
}


def _proportional_quota(problem: Problem, formed: Formulation) -> dict[tuple[int, int], int]:
    """Return the units of every (commune, kind): the kind's stock in proportion to need, by largest remainder."""
    needs, rows = problem["needs"], _wanting(formed)
    quota: dict[tuple[int, int], int] = {}
    for kind in np.unique(needs["kind"][rows]).tolist():
        members = rows[needs["kind"][rows] == kind]
        wanted = np.bincount(formed.demand.commune[members], weights=formed.demand.left[members]).astype(
            np.int64
        )
        stock = sum(line.capacity for line in formed.supply.lines if line.kind == kind)
        total = int(wanted.sum())
        given = min(stock, total)
        shares = np.array([int(units) * given // total for units in wanted.tolist()], dtype=np.int64)
        rest = np.array([int(units) * given % total for units in wanted.tolist()], dtype=np.int64)
        shares[np.argsort(-rest, kind="stable")[: given - int(shares.sum())]] += 1
        quota |= {(commune, kind): int(units) for commune, units in enumerate(shares.tolist())}
    return quota


class _Stocks:
    """What suppliers, slots, visits and pairs still hold while needs are served in turn."""

    def __init__(self, formed: Formulation) -> None:
        self.formed = formed
        network = formed.network
        self.left = network.capacity.tolist()
        self.into = _paths(network, formed)
        self.per_line = [line.capacity for line in formed.supply.lines]

    def serve(self, group: int, wanted: int, most: Mapping[int, int]) -> list[tuple[int, int]]:
        """Take up to the wanted units for one need of a class; return (line, units)."""
        given = []
        for number, path in self.into.get(group, ()):
            units = min(wanted, most.get(number, wanted), *(self.left[arc] for arc in path))
            if units <= 0:
                continue
            for arc in path:
                self.left[arc] -= units
            given += self._from_lines(number, units)
            wanted -= units
            if not wanted:
                break
        return given

    def _from_lines(self, number: int, units: int) -> list[tuple[int, int]]:
        taken = []
        for line in self.formed.suppliers[number].lines:
            part = min(units, self.per_line[line])
            if part:
                self.per_line[line] -= part
                units -= part
                taken.append((line, part))
        return taken


def _paths(network: Network, formed: Formulation) -> dict[int, list[tuple[int, tuple[int, ...]]]]:
    """Return, per class, its suppliers in canonical order, each with the arcs from the source to the class."""
    into: dict[int, list[int]] = {}
    for name in ("slots", "lines", "visits", "hubs", "pairs", "admitted"):
        arcs = network.layers[name]
        for arc, head in enumerate(network.head[arcs].tolist(), start=arcs.start):
            into.setdefault(head, []).append(arc)
    tails = network.tail.tolist()
    numbers = {int(node): number for number, node in enumerate(formed.supplier_node.tolist())}
    known: dict[int, list[tuple[int, tuple[int, ...]]]] = {}

    def climb(node: int) -> list[tuple[int, tuple[int, ...]]]:
        if node in numbers:
            entry = into[node][0]
            slot = into.get(tails[entry], [])
            return [(numbers[node], (*slot, entry))]
        if node not in known:
            known[node] = sorted(
                (number, (*path, arc)) for arc in into.get(node, ()) for number, path in climb(tails[arc])
            )
        return known[node]

    return {group: climb(node) for group, node in enumerate(formed.class_node.tolist())}


def _take_in_turn(
    problem: Problem, formed: Formulation, order: list[int], quota: dict[tuple[int, int], int] | None
) -> list[tuple[int, int, int]]:
    stocks = _Stocks(formed)
    limits = {
        number: source.child_max
        for number, source in enumerate(formed.suppliers)
        if source.child_max != MISSING
    }
    group, left = formed.classes.of_need.tolist(), formed.demand.left.tolist()
    commune, kind = formed.demand.commune.tolist(), problem["needs"]["kind"].tolist()
    rows = [line.row for line in formed.supply.lines]
    taken = []
    for need in order:
        wanted = left[need]
        if quota is not None:
            wanted = min(wanted, quota[commune[need], kind[need]])
        given = stocks.serve(group[need], wanted, limits) if wanted else []
        taken += [(rows[line], need, units) for line, units in given]
        if quota is not None:
            quota[commune[need], kind[need]] -= sum(units for _, units in given)
    return taken
