"""Every plan of a problem whose rules are all upper limits and floors: partial plans alike so far are merged.

Plans that use the same stock and give every goal the same units so far are merged while they are enumerated;
nothing else is skipped. A partial plan is one whole number with a field of bits per limit and per count.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from oracle.facts import Situation
from oracle.floors import Floor, floors_hold
from oracle.goals import CHILDREN, Value, Yardstick, counted, enough, gain, group_of, served_of

Pair = tuple[int, int]


@dataclass
class Layout:
    """Where each limit and each count lives inside a partial plan."""

    width: int = 0
    start: int = 0
    guards: int = 0
    steps: dict[Pair, int] = field(default_factory=dict)

    def limit(self, room: int, pairs: frozenset[Pair], most: int) -> int:
        """Add a limit; a plan that breaks it carries into the guard bit. Return the field's mask."""
        bits = most.bit_length()
        unit = 1 << self.width
        self.start += ((1 << bits) - 1 - min(room, most)) << self.width
        for pair in pairs:
            self.steps[pair] = self.steps.get(pair, 0) + unit
        self.guards |= 1 << (self.width + bits)
        mask = ((1 << bits) - 1) << self.width
        self.width += bits + 1
        return mask

    def count(self, bits: int, begin: int = 0) -> int:
        """Add a count; return its position."""
        position = self.width
        self.start += begin << position
        self.width += bits
        return position


def best_by_merging(
    facts: Situation, sticks: tuple[Yardstick, ...], floors: tuple[Floor, ...]
) -> tuple[Value, ...] | None:
    """Return the lexicographically best vector of goal values, or None when no plan keeps the floors."""
    plans = _Enumeration(facts, sticks, floors)
    best = [state for state in plans.run() if floors_hold(floors, plans.floor_units(state))]
    values: list[Value] = []
    for number, stick in enumerate(sticks):
        if not best:
            return None
        worth = {units: stick.worth(units) for units in {plans.goal_units(number, state) for state in best}}
        values.append(enough(stick.goal, max(worth.values())))
        best = [state for state in best if worth[plans.goal_units(number, state)] >= values[-1]]
    return tuple(values) if best else None


class _Enumeration:
    """All plans of one situation as a set of whole numbers."""

    def __init__(self, facts: Situation, sticks: tuple[Yardstick, ...], floors: tuple[Floor, ...]) -> None:
        self.facts = facts
        self.layout = Layout()
        self.masks: list[tuple[frozenset[Pair], int]] = []
        self.most = sum(need.quantity for need in facts.needs)
        self.kept = {(promise.line, promise.need): promise.quantity for promise in facts.promises}
        self.helped = {facts.needs[row].child for _, row in self.kept}
        for limit in facts.limits:
            demand = sum({facts.needs[row].row: facts.needs[row].quantity for _, row in limit.pairs}.values())
            if limit.room < demand and not limit.what.startswith("need"):
                self.masks.append((limit.pairs, self.layout.limit(limit.room, limit.pairs, self.most)))
        self.sticks = [self._counts(stick) for stick in sticks]
        self.floors = [self._floor(floor) for floor in floors]
        self.flag = self.layout.count(8)
        self.helping = [
            self._help(stick, positions) for stick, positions in zip(sticks, self.sticks, strict=True)
        ]

    def run(self) -> set[int]:
        """Return all plans."""
        states = {self.layout.start}
        needs = sorted(
            (need for need in self.facts.needs), key=lambda need: (need.child, need.commune, need.row)
        )
        flag = 0xFF << self.flag
        for position, need in enumerate(needs):
            options = set(self._options(need.row))
            guards = self.layout.guards
            states = {
                after for state in states for option in options if not (after := state + option) & guards
            }
            if need.child < 0 or position + 1 == len(needs) or needs[position + 1].child != need.child:
                bonus = sum(helping.get(need.row, 0) for helping in self.helping)
                states = {(state & ~flag) + bonus if state & flag else state for state in states}
            states = self._forget(states, {later.row for later in needs[position + 1 :]})
        return states

    def goal_units(self, number: int, state: int) -> tuple[int, ...]:
        """Return the units of each group of one goal."""
        return tuple(state >> position & (1 << bits) - 1 for position, bits in self.sticks[number])

    def floor_units(self, state: int) -> tuple[int, ...]:
        """Return the units under each floor."""
        return tuple(state >> position & (1 << bits) - 1 for position, bits in self.floors)

    def _forget(self, states: set[int], later: set[int]) -> set[int]:
        dead = 0
        for pairs, mask in self.masks:
            if not any(row in later for _, row in pairs):
                dead |= mask
        return {state & ~dead for state in states} if dead else states

    def _counts(self, stick: Yardstick) -> list[tuple[int, int]]:
        begin = served_of(self.facts, stick.goal, self.kept, stick.groups)
        bits = 64 if stick.goal.criterion == "sum" else 8
        positions = [(self.layout.count(bits, units), bits) for units in begin]
        if stick.goal.measure not in CHILDREN:
            rows = counted(self.facts, stick.goal)
            for pair in self.facts.admissible:
                group = group_of(self.facts, stick.goal, self.facts.needs[pair[1]])
                if group in stick.groups and pair[1] in rows:
                    step = gain(self.facts, stick.goal, *pair) << positions[stick.groups.index(group)][0]
                    self.layout.steps[pair] = self.layout.steps.get(pair, 0) + step
        return positions

    def _floor(self, floor: Floor) -> tuple[int, int]:
        position = self.layout.count(8, sum(self.kept.get(pair, 0) for pair in floor.pairs))
        for pair in floor.pairs & self.facts.admissible:
            self.layout.steps[pair] = self.layout.steps.get(pair, 0) + (1 << position)
        return (position, 8)

    def _help(self, stick: Yardstick, positions: list[tuple[int, int]]) -> dict[int, int]:
        """Return what a goal gains when the child of a need gets anything at all; the flag remembers that it did."""
        if stick.goal.measure not in CHILDREN:
            return {}
        gains, rows = {}, counted(self.facts, stick.goal)
        for need in self.facts.needs:
            group = group_of(self.facts, stick.goal, need)
            if need.row in rows and need.special and need.child not in self.helped and group in stick.groups:
                gains[need.row] = 1 << positions[stick.groups.index(group)][0]
        for pair in self.facts.admissible:
            if pair[1] in gains:
                self.layout.steps[pair] = self.layout.steps.get(pair, 0) + (1 << self.flag)
        return gains

    def _options(self, row: int) -> Iterator[int]:
        """Yield what every way to serve a need adds to a partial plan."""
        steps = self.layout.steps
        adds = [steps.get(pair, 0) for pair in sorted(self.facts.admissible) if pair[1] == row]
        taken = sum(quantity for pair, quantity in self.kept.items() if pair[1] == row)

        def fill(line: int, left: int, total: int) -> Iterator[int]:
            if line == len(adds):
                yield total
                return
            for units in range(left + 1):
                yield from fill(line + 1, left - units, total + units * adds[line])

        yield from fill(0, max(self.facts.needs[row].quantity - taken, 0), 0)
