"""The reference network of the mathematics page, pair by pair, in plain Python, with a slow exact solver.

Nothing here is shared with the library beyond reading tables: it is the yardstick for the audit. Offers have one
stock line each, and no reserve; a child has at most one need of a kind.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

import numpy as np
from small import plan_of

from matching.plan.allocation import Allocation
from matching.plan.certificate import Certificate, GoalProof, Prices
from matching.problem.commune_targets import targets
from matching.problem.people import ages, showable
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import ENUMERATIONS

Node = tuple
Vector = tuple[int, ...]
ENDLESS = 10**9
DEAR = 10**6
"""Nodes from which nothing can reach the sink are worth less than anything."""
SINK: Node = ("sink",)


@dataclass
class Arc:
    tail: Node
    head: Node
    capacity: int
    gain: Vector
    flow: int = 0
    least: int = 0
    unit: int = 0


@dataclass
class Reference:
    """Arcs and what they stand for; source and sink are one node, priced 0."""

    problem: Problem
    policy: Policy
    promised: dict[tuple[int, int], int]
    arcs: list[Arc] = field(default_factory=list)
    pairs: dict[tuple[int, int], Arc] = field(default_factory=dict)
    groups: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    levels: list[list[tuple[int, int]]] = field(default_factory=list)

    def add(self, tail: Node, head: Node, capacity: int, gain: Vector, unit: int = 0) -> Arc:
        arc = Arc(tail, head, capacity, gain, unit=unit)
        self.arcs.append(arc)
        return arc


def key(k: int, steps: int) -> tuple[Fraction, Fraction]:
    return (Fraction(k - 1, steps), -Fraction(k, steps))


def place_of(problem: Problem, need: int) -> int:
    needs = problem["needs"]
    child = int(needs["child"][need])
    return int(problem["children"]["commune"][child]) if child >= 0 else int(needs["commune"][need])


def quotes_of(problem: Problem, offer: int, need: int) -> tuple[dict, dict]:
    """Return what the offer quotes for the need, and for its commune."""
    table, place = problem["quotes"], place_of(problem, need)
    found: tuple[dict, dict] = ({}, {})
    for row in range(len(table)):
        if table["offer"][row] != offer:
            continue
        for index, (target, wanted) in enumerate((("need", need), ("commune", place))):
            if table[target][row] == wanted:
                names = ("price", "benefit", "refused")
                found[index].update({n: int(table[n][row]) for n in names if table[n][row] not in (-1,)})
    return found


def wish_met(problem: Problem, offer: int, need: int) -> bool:
    table = problem["earmarks"]
    clauses: dict[int, bool] = {}
    for row in np.flatnonzero(table["offer"] == offer).tolist():
        name = ENUMERATIONS["EarmarkField"][table["field"][row]]
        told = [] if name == "circumstances" else [value(problem, name, need)]
        wanted = str(table["values"][row]).split("|")
        if name == "age":
            wanted = [str(age) for text in wanted for age in _span(text)]
        if name == "circumstances":
            told = circumstances(problem, need)
        met = any(one in wanted for one in told) != bool(table["exclude"][row])
        number = int(table["clause"][row])
        clauses[number] = clauses.get(number, True) and met
    return any(clauses.values()) if clauses else True


def _span(text: str) -> range:
    low, _, high = text.partition("..")
    return range(int(low), int(high or low) + 1)


def circumstances(problem: Problem, need: int) -> list[str]:
    child = int(problem["needs"]["child"][need])
    if child < 0:
        return []
    bits = int(problem["children"]["circumstances"][child])
    return [name for code, name in enumerate(ENUMERATIONS["Circumstance"]) if bits >> code & 1]


def value(problem: Problem, name: str, need: int) -> str:
    """Return what an earmark field says of a need, empty when the beneficiary lacks it."""
    communes, child, place = (
        problem["communes"],
        int(problem["needs"]["child"][need]),
        place_of(problem, need),
    )
    if name == "commune":
        return f"{communes['vintage'][place]}:{communes['code'][place]}"
    if name == "zone":
        return ("", *ENUMERATIONS["Zone"])[communes["zone"][place] + 1]
    if name == "need":
        return str(problem["needs"]["need"][need])
    if child < 0:
        return ""
    children = problem["children"]
    if name == "child":
        return str(children["child"][child])
    if name == "age":
        return str(ages(problem)[child])
    if name == "sex":
        return ("", *ENUMERATIONS["Sex"])[children["sex"][child] + 1]
    return ("no", "yes")[int(children[name][child])]


def admissible(problem: Problem, line: int, need: int) -> bool:
    stock, needs, offers = problem["stock"], problem["needs"], problem["offers"]
    offer, child = int(stock["offer"][line]), int(needs["child"][need])
    if not needs["confirmed"][need] or stock["kind"][line] != needs["kind"][need]:
        return False
    windows = [(stock, line), (needs, need), (offers, offer)]
    begin = max(int(table["window_from"][row]) for table, row in windows)
    end = min(int(t["window_to"][r]) if t["window_to"][r] != -1 else ENDLESS for t, r in windows)
    if begin > end or not wish_met(problem, offer, need):
        return False
    if offers["shows_child"][offer] == 1 and (child < 0 or not showable(problem)[child]):
        return False
    return not any(quote.get("refused", 0) > 0 for quote in quotes_of(problem, offer, need))


def reference(problem: Problem, policy: Policy, promised: dict[tuple[int, int], int]) -> Reference:
    """Return the network without flow; ``promised`` are units by (stock row, need)."""
    net = Reference(problem, policy, promised)
    goals, stock, offers, needs = policy.goals, problem["stock"], problem["offers"], problem["needs"]
    nothing = (0,) * len(goals)
    gains = lambda **by: tuple(by.get(goal.measure, 0) if goal.criterion == "sum" else 0 for goal in goals)  # noqa: E731
    slots: dict[tuple, int] = {
        tuple(int(problem["slots"][n][row]) for n in ("provider", "item", "window_from", "window_to")): row
        for row in range(len(problem["slots"]))
    }
    slot_left = {row: int(problem["slots"]["capacity"][row]) for row in slots.values()}
    for line in range(len(stock)):
        offer = int(stock["offer"][line])
        slot = slots.get(
            tuple(int(stock[n][line]) for n in ("provider", "item", "window_from", "window_to")), -1
        )
        held = int(line_capacity(problem)[line]) - sum(u for (one, _), u in promised.items() if one == line)
        price = _price(problem, line)
        tail = SINK if slot < 0 else ("slot", slot)
        net.add(tail, ("line", line), held, gains(cost=-price))
        if slot >= 0:
            slot_left[slot] -= sum(u for (one, _), u in promised.items() if one == line)
        for place in range(len(problem["communes"])):
            _visit(net, line, offer, place, price, gains)
        for need in range(len(needs)):
            if not admissible(problem, line, need):
                continue
            own, shared = quotes_of(problem, offer, need)
            visit = ("visit", line, place_of(problem, need))
            tail = visit if any(arc.head == visit for arc in net.arcs) else ("line", line)
            weight = _weight(problem, need)
            base = shared.get("price", price)
            gain = gains(
                cost=base - own.get("price", base),
                weight=own.get("benefit", shared.get("benefit", weight)) - weight,
            )
            most = int(offers["child_max"][offer])
            room = ENDLESS if most < 0 else max(most - promised.get((line, need), 0), 0)
            net.pairs[line, need] = net.add(tail, ("need", need), room, gain)
    for row, capacity in slot_left.items():
        net.add(SINK, ("slot", row), capacity, nothing)
    _demand(net, gains)
    return net


def _price(problem: Problem, line: int) -> int:
    own = int(problem["stock"]["price"][line])
    return own if own >= 0 else int(problem["kinds"]["price"][problem["stock"]["kind"][line]])


def _weight(problem: Problem, need: int) -> int:
    own = int(problem["needs"]["weight"][need])
    return own if own >= 0 else int(problem["kinds"]["weight"][problem["needs"]["kind"][need]])


def _visit(net: Reference, line: int, offer: int, place: int, price: int, gains) -> None:
    problem = net.problem
    most, table = int(problem["offers"]["commune_max"][offer]), problem["quotes"]
    quoted = [
        int(table["price"][row])
        for row in range(len(table))
        if table["offer"][row] == offer and table["commune"][row] == place and table["price"][row] >= 0
    ]
    if most < 0 and not quoted:
        return
    used = sum(
        u for (one, need), u in net.promised.items() if one == line and place_of(problem, need) == place
    )
    room = ENDLESS if most < 0 else max(most - used, 0)
    net.add(("line", line), ("visit", line, place), room, gains(cost=price - (quoted or [price])[0]))


def _demand(net: Reference, gains) -> None:
    problem, goals = net.problem, net.policy.goals
    needs, nothing = problem["needs"], (0,) * len(goals)
    counted = any(goal.measure == "children_helped" for goal in goals)
    grouped = next(((goal.measure, goal.group) for goal in goals if goal.criterion != "sum"), None)
    before: dict[int, int] = {}
    for (_, need), units in net.promised.items():
        before[need] = before.get(need, 0) + units
    group_needed: dict[tuple[int, int], list[int]] = {}
    children: dict[int, bool] = {}
    for need in range(len(needs)):
        if not needs["confirmed"][need]:
            continue
        child, place = int(needs["child"][need]), place_of(problem, need)
        head: Node = SINK
        if counted and child >= 0:
            head = ("child", child)
            children[child] = children.get(child, False) or before.get(need, 0) > 0
        elif grouped and grouped[0] == "units":
            group = (place, int(needs["kind"][need]) if grouped[1] == "commune_kind" else -1)
            head = ("group", *group)
            total = group_needed.setdefault(group, [0, 0])
            total[0] += int(needs["quantity"][need])
            total[1] += before.get(need, 0)
        urgent = int(needs["tier"][need] == 0)
        gain = gains(units=1, weight=_weight(problem, need), life_saving_units=urgent)
        net.add(("need", need), head, int(needs["quantity"][need]) - before.get(need, 0), gain)
    for child, helped in children.items():
        net.add(("child", child), SINK, ENDLESS, nothing)
        if not problem["children"]["circumstances"][child]:
            continue
        group = (int(problem["children"]["commune"][child]), -1)
        if grouped:
            total = group_needed.setdefault(group, [0, 0])
            total[0], total[1] = total[0] + 1, total[1] + helped
        net.add(
            ("child", child),
            ("group", *group) if grouped else SINK,
            int(not helped),
            gains(children_helped=1),
        )
    _units(net, {group: (total[0], total[1]) for group, total in group_needed.items()})


def steps_of(net: Reference, goal: int, group: tuple[int, int]) -> int:
    if not net.policy.goals[goal].adjusted:
        return net.groups[group][0]
    percent = targets(net.problem, net.policy.disadvantage).tolist()
    return net.groups[group][0] * percent[group[0]] // gcd(*percent)


def _units(net: Reference, groups: dict[tuple[int, int], tuple[int, int]]) -> None:
    net.groups = groups
    goals = net.policy.goals
    for goal, told in enumerate(goals):
        steps = {group: steps_of(net, goal, group) for group in groups} if told.criterion == "leximin" else {}
        keys = {(k, steps[group]) for group in steps for k in range(1, groups[group][0] + 1)}
        net.levels.append(sorted(keys, key=lambda pair: key(*pair)))
    for group, (needed, promised) in groups.items():
        for unit in range(promised + 1, needed + 1):
            gain = [0] * len(goals)
            for goal, told in enumerate(goals):
                if told.criterion == "leximin":
                    levels = net.levels[goal]
                    gain[goal] = len(levels) - levels.index((unit, steps_of(net, goal, group)))
            net.add(("group", *group), SINK, 1, tuple(gain), unit=unit)


Residual = tuple[Node, Node, Vector, Arc, int]


def residual(arcs: list[Arc]) -> list[Residual]:
    """Return (from, to, gain, arc, direction) wherever flow may rise or fall."""
    found: list[Residual] = []
    for arc in arcs:
        if arc.flow < arc.capacity:
            found.append((arc.tail, arc.head, arc.gain, arc, 1))
        if arc.flow > arc.least:
            found.append((arc.head, arc.tail, tuple(-one for one in arc.gain), arc, -1))
    return found


def plus(left: Vector, right: Vector) -> Vector:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def improve(net: Reference) -> None:
    """Augment along cycles of positive gain until there are none (lexicographic Bellman-Ford)."""
    while cycle := _gaining_cycle(net):
        room = min(arc.capacity - arc.flow if way > 0 else arc.flow - arc.least for *_, arc, way in cycle)
        for *_, arc, way in cycle:
            arc.flow += way * room


def _gaining_cycle(net: Reference) -> list[Residual]:
    edges = residual(net.arcs)
    nodes = {node for edge in edges for node in edge[:2]}
    best = {node: (0,) * len(net.policy.goals) for node in nodes}
    last: dict[Node, Residual] = {}
    moved = None
    for _ in range(len(nodes) + 1):
        moved = None
        for edge in edges:
            reached = plus(best[edge[0]], edge[2])
            if reached > best[edge[1]]:
                best[edge[1]], last[edge[1]], moved = reached, edge, edge[1]
        if moved is None:
            return []
    for _ in nodes:
        moved = last[moved][0]
    cycle, node = [], moved
    while not cycle or node != moved:
        cycle.append(last[node])
        node = last[node][0]
    return cycle


def potentials(net: Reference) -> dict[Node, Vector]:
    """Return the largest gain from every node to the sink over residual arcs."""
    edges, best = residual(net.arcs), {SINK: (0,) * len(net.policy.goals)}
    for _ in range(len(net.arcs) + 2):
        changed = False
        for tail, head, gain, *_ in edges:
            if head in best and tail != SINK:
                reached = plus(gain, best[head])
                if tail not in best or reached > best[tail]:
                    best[tail], changed = reached, True
        if not changed:
            return best
    raise AssertionError("the flow is not optimal")


def allocation(net: Reference) -> Allocation:
    """Return the flow and the promises as a plan."""
    lines = [(line, need, units) for (line, need), units in net.promised.items()]
    kept = range(len(lines))
    lines += [(line, need, arc.flow) for (line, need), arc in net.pairs.items() if arc.flow]
    return plan_of(net.problem, lines, kept)


def certificate(net: Reference, found: dict[Node, Vector], values: list[int | None]) -> Certificate:
    """Return the prices in canonical numbers; tables of the tests are in canonical order already."""
    problem, goals = net.problem, net.policy.goals
    visits = sorted({arc.head[1:] for arc in net.arcs if arc.head[0] == "visit"})
    groups = sorted(net.groups)
    counted = any(goal.measure == "children_helped" for goal in goals)
    sizes = {"line": "stock", "need": "needs", "child": "children", "slot": "slots"}
    nodes: dict[str, list[Node]] = {
        name: [(name, row) for row in range(len(problem[t]))] for name, t in sizes.items()
    }
    nodes["child"] = nodes["child"] if counted else []
    nodes["visit"] = [("visit", *pair) for pair in visits]
    nodes["group"] = [("group", *pair) for pair in groups]
    zero = tuple(0 if goal.criterion != "sum" else -DEAR for goal in goals)
    twice = tuple(2 * one for one in zero)
    proofs = []
    for goal in range(len(goals)):
        columns = {
            n: np.array(
                [found.get(node, twice if n == "visit" else zero)[goal] for node in nodes[n]], dtype=np.int64
            )
            for n in nodes
        }
        proofs.append(GoalProof(goal, values[goal], Prices(**columns), tuple(net.levels[goal])))
    pairs = [np.array(rows, dtype=np.int64).reshape(-1, 2) for rows in (visits, groups)]
    return Certificate(pairs[0], pairs[1], tuple(proofs))


def values(net: Reference) -> list[int | None]:
    """Return the total gain of every sum goal, promises included; cost counts as positive."""
    totals = plus_all(net)
    problem, result = net.problem, []
    for goal, told in enumerate(net.policy.goals):
        if told.criterion != "sum":
            result.append(None)
            continue
        kept = sum(
            units * _promise_worth(problem, told.measure, *pair) for pair, units in net.promised.items()
        )
        if told.measure == "children_helped":
            owners = {int(problem["needs"]["child"][need]) for _, need in net.promised}
            kept = sum(1 for one in owners if one >= 0 and problem["children"]["circumstances"][one])
        result.append((-totals[goal] if told.measure == "cost" else totals[goal]) + kept)
    return result


def plus_all(net: Reference) -> Vector:
    totals = [0] * len(net.policy.goals)
    for arc in net.arcs:
        totals = [total + arc.flow * gain for total, gain in zip(totals, arc.gain, strict=True)]
    return tuple(totals)


def _promise_worth(problem: Problem, measure: str, line: int, need: int) -> int:
    own, shared = quotes_of(problem, int(problem["stock"]["offer"][line]), need)
    return {
        "units": 1,
        "weight": own.get("benefit", shared.get("benefit", _weight(problem, need))),
        "life_saving_units": int(problem["needs"]["tier"][need] == 0),
        "cost": own.get("price", shared.get("price", _price(problem, line))),
        "children_helped": 0,
    }[measure]


def holds(net: Reference, proof: Certificate) -> bool:
    """Return whether the theorem's conditions hold on every arc, read pair by pair from a certificate."""
    goals = net.policy.goals
    priced: dict[Node, Vector] = {SINK: (0,) * len(goals)}
    columns = [one.prices for one in proof.proofs]
    for name in ("line", "need", "child", "slot"):
        for row in range(len(getattr(columns[0], name))):
            priced[name, row] = tuple(int(getattr(one, name)[row]) for one in columns)
    for name, pairs in (("visit", proof.visits), ("group", proof.groups)):
        for row, pair in enumerate(pairs.tolist()):
            priced[name, *pair] = tuple(int(getattr(one, name)[row]) for one in columns)
    for arc in net.arcs:
        worth = plus(priced[arc.head], arc.gain)
        if arc.flow < arc.capacity and priced[arc.tail] < worth:
            return False
        if arc.flow > arc.least and priced[arc.tail] > worth:
            return False
    return True
