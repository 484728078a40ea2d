"""A second solver for larger problems: networkx on the reference network, all goals at once in big integers.

The units of every goal are weighed by more than anything the later goals can add up to, which Python's integers
allow without rounding. Leximin units cost the rank of their key, max-min is searched by thresholds.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import networkx as nx

from matching.problem.policy import Policy
from matching.problem.problem import Problem
from oracle.facts import Situation
from oracle.floors import Floor, floors_of
from oracle.goals import Group, Value, Yardstick, gain, served_of, yardsticks
from oracle.merging import Pair
from oracle.situation import situation

SOURCE, SINK = "source", "sink"


@dataclass(frozen=True)
class _Ask:
    """One goal as the flow sees it: a gain per pair, or a gain per unit of its groups in the order they are filled."""

    stick: Yardstick
    steps: tuple[tuple[int, ...], ...] = ()

    def most(self, facts: Situation) -> int:
        """Return a bound on the total gain."""
        if self.steps:
            return sum(sum(step) for step in self.steps)
        units = sum(need.quantity for need in facts.needs)
        goal = self.stick.goal
        return units * max((gain(facts, goal, *pair) for pair in facts.admissible), default=0)


def second_opinion(problem: Problem, policy: Policy) -> tuple[Value, ...] | None:
    """Return the vector of goal values found by networkx, or None when the floors cannot hold.

    At most one goal counts children or compares groups, as on any single network.
    """
    facts = situation(problem)
    asks: list[_Ask] = []
    for stick in yardsticks(facts, policy):
        criterion = stick.goal.criterion
        if criterion == "sum":
            asks.append(_Ask(stick))
        elif criterion == "leximin":
            asks.append(_Ask(stick, _ranked(stick)))
        else:
            asks.append(_lifted(problem, facts, asks, stick))
    return _solve(problem, facts, asks)


def _ranked(stick: Yardstick) -> tuple[tuple[int, ...], ...]:
    """Return the gain of each next unit of each group: the more, the earlier its key."""
    keys = {key for number, _ in enumerate(stick.groups) for key in _keys(stick, number)}
    order = {key: len(keys) - rank for rank, key in enumerate(sorted(keys))}
    return tuple(tuple(order[key] for key in _keys(stick, number)) for number in range(len(stick.groups)))


def _keys(stick: Yardstick, number: int) -> list[tuple[Fraction, Fraction]]:
    whole = stick.whole[number]
    return [(Fraction(k - 1, whole), Fraction(-k, whole)) for k in range(1, stick.sizes[number] + 1)]


def _lifted(problem: Problem, facts: Situation, asks: list[_Ask], stick: Yardstick) -> _Ask:
    """Return the goal "every reachable group at least at t" for the highest t that the earlier goals allow."""
    earlier = _solve(problem, facts, asks)
    levels = sorted({Fraction(k, stick.whole[g]) for g in stick.reachable for k in range(stick.sizes[g] + 1)})
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        at_least = _at_level(stick, levels[middle])
        values = _solve(problem, facts, [*asks, at_least])
        level = values[-1] if values is not None and values[:-1] == earlier else None
        reached = isinstance(level, int | Fraction) and level >= levels[middle]
        low, high = (middle, high) if reached else (low, middle - 1)
    return _at_level(stick, levels[low] if levels else Fraction(0))


def _at_level(stick: Yardstick, level: Fraction) -> _Ask:
    floors = [-(-(level * whole).numerator // (level * whole).denominator) for whole in stick.whole]
    wanted = [floors[g] if g in stick.reachable else 0 for g in range(len(stick.groups))]
    return _Ask(
        stick, tuple(tuple(int(k < want) for k in range(stick.sizes[g])) for g, want in enumerate(wanted))
    )


def _solve(problem: Problem, facts: Situation, asks: list[_Ask]) -> tuple[Value, ...] | None:
    network = _Network(facts, asks)
    for floor in floors_of(problem, facts):
        network.bound(floor)
    flow = network.flow()
    if flow is None:
        return None
    units = {promise: quantity for promise, quantity in _kept(facts).items()}
    for (line, row), quantity in flow.items():
        units[line, row] = units.get((line, row), 0) + quantity
    return tuple(ask.stick.worth(served_of(facts, ask.stick.goal, units, ask.stick.groups)) for ask in asks)


def _kept(facts: Situation) -> dict[Pair, int]:
    return {(promise.line, promise.need): promise.quantity for promise in facts.promises}


class _Network:
    """The reference network as a circulation; every arc carries the negated weighted gain of one unit."""

    def __init__(self, facts: Situation, asks: list[_Ask]) -> None:
        self.facts, self.asks = facts, asks
        self.graph = nx.MultiDiGraph()
        self.graph.add_edge(SINK, SOURCE)
        self.weights: list[int] = []
        self.scale = 1
        for ask in reversed(asks):
            self.weights.insert(0, self.scale)
            self.scale *= ask.most(facts) + 1
        self.required = 0
        self.possible = True
        self._supply()
        self._demand()

    def _arc(self, tail: Any, head: Any, room: int, gain: int = 0, key: Any = None) -> None:
        self.graph.add_edge(tail, head, key=key, capacity=room, weight=-gain)

    def _supply(self) -> None:
        chains: dict[Pair, list[Any]] = {pair: [SOURCE] for pair in self.facts.admissible}
        for what in ("slot", "stock", "commune", "child"):
            for limit in self.facts.limits:
                if limit.what.partition(" ")[0] != what:
                    continue
                (before,) = {chains[pair][-1] for pair in limit.pairs}
                self._arc(before, limit.what, limit.room)
                for pair in limit.pairs:
                    chains[pair].append(limit.what)
        for (line, row), chain in chains.items():
            total = 0
            for ask, weight in zip(self.asks, self.weights, strict=True):
                goal = ask.stick.goal
                if not ask.steps and goal.measure != "children_helped":
                    sign = -1 if goal.measure == "cost" else 1
                    total += sign * weight * gain(self.facts, goal, line, row)
            self._arc(chain[-1], ("need", row), self.facts.needs[row].quantity, total, key=line)

    def _demand(self) -> None:
        """Carry each need to its child or cell, each cell to its commune, each commune to the sink."""
        taken: dict[int, int] = {}
        for (_, row), quantity in _kept(self.facts).items():
            taken[row] = taken.get(row, 0) + quantity
        helped = {self.facts.needs[row].child for row in taken}
        by_child = [ask for ask in self.asks if ask.stick.goal.measure == "children_helped"]
        for need in self.facts.needs:
            room = max(need.quantity - taken.get(need.row, 0), 0)
            counted = by_child and need.confirmed and need.special and need.child not in helped
            if counted and ("child", need.child) not in self.graph:
                self._children(need.child, need.commune, by_child[0])
            cell = ("cell", need.commune, need.kind)
            self._arc(("need", need.row), ("child", need.child) if counted else cell, room)
        for need in self.facts.needs:
            cell, commune = ("cell", need.commune, need.kind), ("commune", need.commune, -1)
            if not self.graph.has_edge(cell, commune):
                self._steps(cell, commune, taken)
            if not self.graph.has_edge(commune, SINK):
                self._steps(commune, SINK, taken)

    def _children(self, child: int, commune: int, ask: _Ask) -> None:
        helped = ("helped", commune)
        total = sum(need.quantity for need in self.facts.needs if need.child == child)
        self._arc(("child", child), SINK, total)
        self._arc(("child", child), helped, 1)
        if not self.graph.has_edge(helped, SINK):
            begin = served_of(self.facts, ask.stick.goal, _kept(self.facts), ask.stick.groups)
            self._stairs(helped, SINK, ask, self._named(commune, -1), begin)

    def _named(self, commune: int, kind: int) -> Group:
        """Return a cell or commune as goals name their groups."""
        place, cell = self.facts.tables["communes"][commune], self.facts.tables["kinds"][kind]
        named = f"{place['vintage']}:{place['code']}"
        return (named,) if kind < 0 else (named, str(cell["kind"]))

    def _steps(self, tail: Any, head: Any, taken: dict[int, int]) -> None:
        """Add the arcs of a cell or commune: one per unit where a goal compares it, else one for all."""
        group = self._named(*tail[1:])
        for ask in self.asks:
            goal = ask.stick.goal
            if ask.steps and goal.measure == "units" and group in ask.stick.groups:
                begin = served_of(self.facts, goal, _kept(self.facts), ask.stick.groups)
                self._stairs(tail, head, ask, group, begin)
                return
        room = sum(need.quantity for need in self.facts.needs if need.commune == tail[1])
        self._arc(tail, head, room)

    def _stairs(self, tail: Any, head: Any, ask: _Ask, group: Group, begin: tuple[int, ...]) -> None:
        number = ask.stick.groups.index(group)
        weight = self.weights[self.asks.index(ask)]
        for unit, worth in enumerate(ask.steps[number]):
            if unit >= begin[number]:
                self._arc(tail, head, 1, weight * worth, key=unit)

    def bound(self, floor: Floor) -> None:
        """Lay a floor or ceiling on a cell: a new node before it, with units worth more than every goal up to the floor."""
        kept = sum(quantity for pair, quantity in _kept(self.facts).items() if pair in floor.pairs)
        rows = sorted({row for _, row in floor.pairs})
        total = sum(self.facts.needs[row].quantity for row in rows)
        least = max((floor.minimum or 0) - kept, 0)
        most = total if floor.maximum is None else floor.maximum - kept
        if most < least or least > total:
            self.possible = False
            return
        if not rows:
            return
        (cell,) = {("cell", self.facts.needs[row].commune, self.facts.needs[row].kind) for row in rows}
        gate = ("gate", *floor.cell)
        for row in rows:
            (edge,) = self.graph.out_edges(("need", row), keys=True, data=True)
            assert edge[1] == cell, "a floor over children who are counted as helped is not nested"
            self.graph.remove_edge(*edge[:3])
            self._arc(("need", row), gate, edge[3]["capacity"])
        self._arc(gate, cell, least, self.scale, key="least")
        self._arc(gate, cell, most - least, key="more")
        self.required += least

    def flow(self) -> dict[Pair, int] | None:
        """Return the units of every admissible pair in the best circulation, None when a floor cannot hold."""
        if not self.possible:
            return None
        _, flow = nx.network_simplex(self.graph)
        floored = sum(keys.get("least", 0) for heads in flow.values() for keys in heads.values())
        if floored < self.required:
            return None
        result = {}
        for heads in flow.values():
            for head, keys in heads.items():
                if head[0] == "need":
                    result.update({(line, head[1]): units for line, units in keys.items() if units})
        return result
