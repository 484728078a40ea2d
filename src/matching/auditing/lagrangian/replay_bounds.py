"""What the Lagrangian bounds of a certificate prove of a plan; every number is computed anew from problem and plan."""

from fractions import Fraction

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.lagrangian.comparison import Comparison, comparison_of
from matching.auditing.lagrangian.maximum import Weighing, priced_maximum
from matching.auditing.lagrangian.offers import short_of_lots
from matching.auditing.lagrangian.remaining import Remaining
from matching.auditing.lagrangian.sums import exact_dot
from matching.auditing.measures import sum_value
from matching.auditing.names import by_row
from matching.auditing.packing import Integers
from matching.auditing.replay import Replay
from matching.errors import OverflowRefusedError
from matching.plan.allocation import Allocation
from matching.plan.audit_report import Step, Value
from matching.plan.price_certificate import LARGEST, PriceCertificate, PricedProof
from matching.problem.policy import MINIMISED

FINENESS = 10_000
"""Parts of a level in which the next one that no plan exceeds is told."""


UNWEIGHED = ("changes", "children_with_nothing")
"""Measures that no weighted sum holds: of them only the bound of nothing is told."""


class BoundDesk:
    """A plan with its comparisons, on which any number of bounds are computed."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.left: Remaining = Remaining(facts)
        self.short: Integers = short_of_lots(self.left)
        self.grouped: list[int] = [
            number for number, goal in enumerate(facts.policy.goals) if goal.criterion != "sum"
        ]
        self.comparisons: dict[int, Comparison] = {
            number: comparison_of(self.left, facts.policy.goals[number]) for number in self.grouped
        }
        self.fresh: list[int] = _fresh_values(facts)

    def comparisons_to(self, goal: int) -> list[Comparison]:
        """Return the comparisons of the goals up to one, in order."""
        return [self.comparisons[number] for number in self.grouped if number <= goal]

    def maximum(self, proof: PricedProof) -> int:
        """Return the most that the weighted sum of a proof reaches in any plan, beyond promises."""
        return priced_maximum(self.left, self.short, self.weighing(proof))

    def weighing(self, proof: PricedProof) -> Weighing:
        """Return the weighted sum that a proof bounds."""
        goals = self.facts.policy.goals
        measures: dict[str, int] = {}
        for number, factor in [*enumerate(proof.earlier), (proof.goal, proof.scale)]:
            measure = goals[number].measure
            measures[measure] = measures.get(measure, 0) + factor
        groups = tuple(
            (one, weights)
            for one, weights in zip(self.comparisons_to(proof.goal), proof.groups, strict=True)
            if len(weights)
        )
        names = self.left.ground.names
        child, slot = (
            by_row(column, rows) if len(column) else np.zeros(len(rows), dtype=np.int64)
            for column, rows in ((proof.child, names.children), (proof.slot, names.slots))
        )
        return Weighing(measures, groups, by_row(proof.need, names.needs), child, slot)

    def room(self, proof: PricedProof, maximum: int) -> int:
        """Return what a maximum leaves to the goal of a proof when the goals before keep their values."""
        for factor, fresh in zip(proof.earlier, self.fresh, strict=False):
            maximum -= factor * fresh
        for number, weights in zip(self.grouped, proof.groups, strict=False):
            if len(weights) and number != proof.goal:
                one = self.comparisons[number]
                maximum -= exact_dot(weights, self._kept(number, one) - one.promised)
        return maximum

    def _kept(self, number: int, one: Comparison) -> Integers:
        """Return the least units of groups in plans that keep an earlier goal: no group gets less, or none falls too low."""
        if self.facts.policy.goals[number].criterion == "max_min":
            lowest = min(map(one.coverage, range(len(one.steps))), default=Fraction(0))
            return np.maximum(one.promised, _at_least(one, lowest))
        return one.served

    def total_bound(self, proof: PricedProof, maximum: int) -> int:
        """Return the best total of a sum goal, promises included; less is better for costs."""
        goal = self.facts.policy.goals[proof.goal]
        if goal.measure in UNWEIGHED:
            return 0
        beyond = self.room(proof, maximum) // proof.scale
        sign = -1 if goal.measure in MINIMISED else 1
        return sum_value(self.facts, goal) + sign * (beyond - self.fresh[proof.goal])

    def step_bound(self, proof: PricedProof, maximum: int) -> tuple[Fraction, Fraction | None] | None:
        """Return the coverage of the worst-off group after those set aside, and one above which no plan lifts all others.

        Returns
        -------
        Nothing where no group is left; no bound where none is proved.
        """
        one, weights = self.comparisons[proof.goal], proof.groups[-1]
        if proof.aside >= len(one.worst):
            return None
        most = self.room(proof, maximum) + exact_dot(weights, one.promised)
        value = one.coverage(int(one.worst[proof.aside]))

        def out_of_reach(level: Fraction) -> bool:
            floors = one.floors(proof.aside, level)
            return floors is None or exact_dot(weights, floors) > most

        if out_of_reach(value):
            return value, value
        part = value / FINENESS if value else Fraction(1, FINENESS**2)
        low, high = 0, 1
        while not out_of_reach(value + high * part):
            low, high = high, high * 4
            if high > FINENESS**3:
                return value, None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if out_of_reach(value + middle * part) else (middle, high)
        return value, value + high * part


def _at_least(one: Comparison, level: Fraction) -> Integers:
    size = one.steps.astype(object) * level.numerator
    return np.asarray(-(-size // level.denominator), dtype=np.int64)


def _fresh_values(facts: Facts) -> list[int]:
    """Return per goal what the plan adds to its promises; costs and visits count negatively, compared groups nothing."""
    plan, kept = facts.allocation, facts.allocation.promised
    alone = Allocation(*(getattr(plan, name)[kept] for name in Allocation.__slots__))
    promised = Facts(facts.problem, alone, facts.policy, facts.seed)
    values = []
    for goal in facts.policy.goals:
        if goal.criterion != "sum":
            values.append(0)
            continue
        sign = -1 if goal.measure in MINIMISED else 1
        values.append(sign * (sum_value(facts, goal) - sum_value(promised, goal)))
    return values


def malformed(desk: BoundDesk, certificate: PriceCertificate) -> str:
    """Return what is wrong with the form of a certificate, a sentence, or an empty text."""
    goals = desk.facts.policy.goals
    places = [(proof.goal, proof.aside) for proof in certificate.proofs]
    if places != sorted(set(places)):
        return "The certificate's bounds do not rise by goal and by groups set aside."
    for proof in certificate.proofs:
        if not 0 <= proof.goal < len(goals) or len(proof.earlier) != proof.goal:
            return (
                "The certificate bounds a goal that the policy does not have, or not after those before it."
            )
        if not all(_whole(one) for one in (proof.aside, proof.scale, *proof.earlier)):
            return "A bound's numbers are not whole numbers in range."
        if any(factor and goals[number].measure in UNWEIGHED for number, factor in enumerate(proof.earlier)):
            return "A bound weighs a measure that no weighted sum holds."
        wrong = _wrong_columns(desk, proof)
        if wrong:
            return wrong
    return ""


def _whole(value: object) -> bool:
    return type(value) is int and 0 <= value < LARGEST


def _wrong_columns(desk: BoundDesk, proof: PricedProof) -> str:
    goal, names = desk.facts.policy.goals[proof.goal], desk.left.ground.names
    own = goal.criterion != "sum"
    if (proof.scale > 0) == own or (proof.aside and goal.criterion != "leximin"):
        return "A bound is scaled where it compares groups, or sets groups aside where it compares none."
    grouped = {number for number in desk.grouped if number < proof.goal}
    if any(proof.earlier[number] for number in grouped):
        return "A goal that compares groups has a multiplier instead of weights."
    compared = desk.comparisons_to(proof.goal)
    if len(proof.groups) != len(compared):
        return "A bound has not one list of weights per goal that compares groups."
    sizes = [(proof.need, {len(names.needs)}), (proof.child, {0, len(names.children)})]
    sizes.append((proof.slot, {0, len(names.slots)}))
    for number, weights in enumerate(proof.groups):
        empty = set() if own and number == len(compared) - 1 else {0}
        sizes.append((weights, empty | {len(compared[number].steps)}))
    for column, allowed in sizes:
        if column.ndim != 1 or column.dtype.kind != "i" or len(column) not in allowed:
            return "A list of prices or weights has not one whole number per row."
        if len(column) and not 0 <= int(column.min()) <= int(column.max()) < LARGEST:
            return "A price or weight is out of range."
    return ""


def replay_bounds(facts: Facts, certificate: PriceCertificate, values: tuple[Value, ...]) -> Replay:
    """Return what a certificate of Lagrangian bounds proves of a plan that breaks no rule."""
    goals = facts.policy.goals
    try:
        desk = BoundDesk(facts)
        wrong = malformed(desk, certificate)
        if wrong:
            why = "the certificate is not well formed"
            return Replay(values, (why,) * len(goals), (wrong,), (), 0)
        judged = _Judged(desk, values)
        for proof in certificate.proofs:
            judged.take(proof, desk.maximum(proof))
    except OverflowRefusedError as error:
        return Replay(values, (str(error),) * len(goals), (), (), 0)
    return Replay(values, tuple(judged.why), (), (), 0, tuple(judged.bounds), tuple(map(tuple, judged.steps)))


class _Judged:
    """Findings per goal as bounds come in."""

    def __init__(self, desk: BoundDesk, values: tuple[Value, ...]) -> None:
        goals = desk.facts.policy.goals
        self.desk, self.values = desk, values
        self.why = ["there is no bound"] * len(goals)
        self.bounds: list[int | Fraction | None] = [None] * len(goals)
        self.steps: list[list[Step]] = [[] for _ in goals]
        for number in desk.grouped:
            one = desk.comparisons[number]
            if (one.served >= one.top).all():
                self.why[number] = ""

    def take(self, proof: PricedProof, maximum: int) -> None:
        """Note what a bound says of its goal."""
        if self.desk.facts.policy.goals[proof.goal].criterion == "sum":
            self._total(proof, maximum)
        else:
            self._step(proof, maximum)

    def _total(self, proof: PricedProof, maximum: int) -> None:
        goal = self.desk.facts.policy.goals[proof.goal]
        bound, value = self.desk.total_bound(proof, maximum), self.values[proof.goal]
        assert isinstance(value, int)
        self.bounds[proof.goal] = bound
        left = value - bound if goal.measure in MINIMISED else bound - value
        among = "among plans in which no group gets less" if self._narrowed(proof) else ""
        gap = f"the bound leaves a gap: up to {left} better" if left > 0 else ""
        self.why[proof.goal] = f"{gap} {among}".strip() if gap or not among else f"it is best {among}"

    def _narrowed(self, proof: PricedProof) -> bool:
        """Return whether a bound uses what groups get by a leximin goal that is not proved itself."""
        goals = self.desk.facts.policy.goals
        used = zip(self.desk.grouped, proof.groups, strict=False)
        return any(
            len(weights) and goals[number].criterion == "leximin" and self.why[number]
            for number, weights in used
        )

    def _step(self, proof: PricedProof, maximum: int) -> None:
        goal, found = self.desk.facts.policy.goals[proof.goal], self.desk.step_bound(proof, maximum)
        if found is None:
            return
        value, bound = found
        if goal.criterion == "max_min":
            self.bounds[proof.goal] = bound
            self.why[proof.goal] = "" if bound == value else "the bound leaves a gap"
            return
        self.steps[proof.goal].append(Step(proof.aside, value, bound))
        if self.why[proof.goal]:
            self.why[proof.goal] = "bounds tell of single groups, not of all"
