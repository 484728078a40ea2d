"""Multipliers for Lagrangian bounds, read off the prices of the relaxation and of the restricted network."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import points_of
from matching.auditing.lagrangian.replay_bounds import BoundDesk
from matching.errors import OverflowRefusedError
from matching.formulation.canonical_order import id_ranks
from matching.goals.certifying import id_ranks_of_communes
from matching.goals.restricted.price_sources import (
    Source,
    group_price,
    money_sources,
    need_price,
    unit_sources,
)
from matching.goals.restricted.restricted_planning import Restricted
from matching.plan.price_certificate import PriceCertificate, PricedProof
from matching.problem.policy import MINIMISED, Goal, Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

SCALE = 1 << 16
"""Parts of a point or unit in which needs are priced."""

MOST_STEPS = 6
"""Most groups of a leximin goal that are bounded."""


def price_certificate(problem: Problem, policy: Policy, seed: int, found: Restricted) -> PriceCertificate:
    """Return the closest bounds found for the goals of a restricted plan."""
    try:
        desk = BoundDesk(Facts(problem, found.planned.allocation, policy, seed))
    except OverflowRefusedError:
        return PriceCertificate(())
    search = _Search(desk, found, policy)
    proofs: list[PricedProof] = []
    for number, goal in enumerate(policy.goals):
        if goal.criterion == "sum":
            proofs += search.total(number)
        else:
            proofs += search.steps(number)
    return PriceCertificate(tuple(proofs))


class _Search:
    """Tries multipliers goal by goal and keeps the closest bounds."""

    def __init__(self, desk: BoundDesk, found: Restricted, policy: Policy) -> None:
        self.desk, self.found, self.policy = desk, found, policy
        names, ordered = desk.left.ground.names, found.ordered
        place = np.empty(len(names.needs), dtype=np.int64)
        place[ordered.need] = np.arange(len(place))
        # Place among the needs in the lottery's order of every need by id.
        self.of_id = place[names.needs]
        self.final = unit_sources(found)
        self.money = money_sources(found, found.money)

    def total(self, number: int) -> list[PricedProof]:
        """Return the closest bound of a sum."""
        best: tuple[int, PricedProof] | None = None
        sign = -1 if self.policy.goals[number].measure in MINIMISED else 1
        for proof in self._candidates(number):
            bound = sign * self.desk.total_bound(proof, self.desk.maximum(proof))
            if best is None or bound < best[0]:
                best = (bound, proof)
        return [] if best is None else [best[1]]

    def _candidates(self, number: int) -> Iterator[PricedProof]:
        goal = self.policy.goals[number]
        scale = 1 if goal.measure == "lottery" else SCALE
        yield self._sum_proof(number, scale, None, {}, held=False)
        for sources in (self.money, self.final):
            if number in sources:
                yield self._sum_proof(number, scale, sources[number], sources, held=True)
        alone = self._alone(number)
        if alone is not None:
            yield self._sum_proof(number, scale, alone, {}, held=False)
            yield self._sum_proof(number, scale, alone, {}, held=True)

    def _alone(self, number: int) -> Source | None:
        """Return the prices of the relaxation with this goal alone."""
        if self.policy.goals[number].measure != "weight" or not self.found.free.goals:
            return None
        return money_sources(self.found, self.found.free).get(number)

    def _sum_proof(
        self, number: int, scale: int, own: Source | None, sources: dict[int, Source], *, held: bool
    ) -> PricedProof:
        """Return a bound of a sum; where told to, plans are held to the goals before."""
        goals, desk = self.policy.goals, self.desk
        counted = _points(desk, goals[number]) * float(scale)
        value = np.zeros(len(counted)) if own is None else own.need[self.of_id] * scale
        groups, levels, earlier = [], [], [0] * number
        for before, goal in enumerate(goals[:number]):
            if goal.criterion != "sum":
                weights, places, lift = self._held_groups(before, own, sources, scale) if held else _nothing()
                groups.append(weights)
                levels.append(places)
                if len(weights):
                    member = desk.comparisons[before].member[desk.left.ground.names.needs]
                    counted = counted + np.where(member >= 0, weights[np.maximum(member, 0)], 0)
                    value = value + lift
            elif held and own is not None and goal.measure == "life_saving_units":
                saving = (_points(desk, goal) > 0) & desk.left.reached[desk.left.ground.names.needs]
                value = np.where(saving, own.supply[self.of_id] * scale, value)
                earlier[before] = int(np.ceil(np.maximum((value - counted)[saving], 0).max(initial=0)))
                counted = counted + saving * earlier[before]
        price = np.maximum(counted - value, 0)
        slot = None if own is None else own.slot * scale
        return self._proof(number, 0, scale, tuple(earlier), groups, levels, price, slot)

    def _held_groups(
        self, before: int, own: Source | None, sources: dict[int, Source], scale: int
    ) -> tuple[Integers, Integers, Reals]:
        """Return weights of an earlier goal's groups, places at which plans are held to it, and what needs' prices gain."""
        compared = self.desk.comparisons[before]
        if own is None or before not in sources or not len(own.group) or not compared.of_needs:
            return _nothing()
        leading, unit = sources[before], self._group_unit(sources)
        lift = _lift(own.group / np.maximum(unit, 1e-9), leading.group_level)
        weights = np.maximum(own.group + lift[leading.group_level] * unit, 0) * scale
        value = (lift[leading.need_level] * self._need_unit(sources) * scale)[self.of_id]
        told = np.rint(weights[self._group_order()]).astype(np.int64)[compared.place]
        return told, _quantiles(len(told)), value

    def _proof(
        self,
        number: int,
        aside: int,
        scale: int,
        earlier: tuple[int, ...],
        groups: Sequence[Integers],
        levels: Sequence[Integers],
        price: Reals,
        slot: Reals | None = None,
    ) -> PricedProof:
        none = np.zeros(0, dtype=np.int64)
        return PricedProof(
            number, aside, scale, earlier, tuple(groups), tuple(levels), np.rint(price).astype(np.int64), none,
            none if slot is None else np.rint(slot).astype(np.int64),
        )  # fmt: skip

    def _need_unit(self, sources: dict[int, Source]) -> Reals:
        return need_price(self.found) if sources is self.money else np.ones(len(self.of_id))

    def _group_unit(self, sources: dict[int, Source]) -> Reals:
        groups = self.found.formed.network.groups
        assert groups is not None
        return group_price(self.found) if sources is self.money else np.ones(len(groups.node))

    def _group_order(self) -> Integers:
        """Return the network's groups by commune and kind."""
        groups, problem = self.found.formed.network.groups, self.found.ordered.problem
        assert groups is not None
        commune = id_ranks_of_communes(problem["communes"])[groups.commune]
        kind = np.append(id_ranks(problem["kinds"]["kind"]), MISSING)[groups.kind]
        return np.lexsort((kind, commune)).astype(np.int64)

    def steps(self, number: int) -> list[PricedProof]:
        """Return bounds of groups from the worst-off up."""
        desk = self.desk
        proofs = []
        for sources in (self.money, self.final):
            if number not in sources or self.policy.goals[number].measure == "children_helped":
                continue
            source, order = sources[number], self._group_order()[desk.comparisons[number].place]
            unit, need_unit = self._group_unit(sources)[order], self._need_unit(sources)[self.of_id]
            level, need_level = source.group_level[order], source.need_level[self.of_id]
            for least, aside in _chosen_steps(level):
                weights = np.where(level >= least, unit, 0)
                told = np.rint(weights).astype(np.int64)
                member = desk.comparisons[number].member[desk.left.ground.names.needs]
                counted = np.where(member >= 0, told[np.maximum(member, 0)], 0)
                price = np.where(need_level >= least, np.maximum(counted - need_unit, 0), counted)
                own = np.array([aside] if aside else [], dtype=np.int64)
                before = [one for one in desk.grouped if one < number]
                none = [np.zeros(0, dtype=np.int64) for _ in before]
                proofs.append(
                    self._proof(
                        number, aside, 0, (0,) * number, [*none, told], [*none, own], price.astype(np.float64)
                    )
                )
            break
        return sorted({proof.aside: proof for proof in proofs}.values(), key=lambda proof: proof.aside)


def _nothing() -> tuple[Integers, Integers, Reals]:
    none = np.zeros(0, dtype=np.int64)
    return none, none, np.zeros(0)


def _chosen_steps(level: Integers) -> list[tuple[int, int]]:
    """Return the least price of some lower parts, and how many groups lie in parts below each."""
    known, counts = np.unique(level, return_counts=True)
    wanted = np.sort(known[known > 0][np.argsort(-counts[known > 0], kind="stable")[:MOST_STEPS]])[::-1]
    return [(int(one), int((level > one).sum())) for one in wanted]


def _lift(price: Reals, level: Integers) -> Reals:
    """Return what is added to the prices of every part, so that no group's price is negative: more in lower parts."""
    lacking = np.zeros(int(level.max(initial=0)) + 1)
    np.maximum.at(lacking, level, -price)
    lacking[0] = 0
    return np.maximum.accumulate(np.maximum(lacking, 0))


def _quantiles(size: int) -> Integers:
    """Return places among groups at which plans are held to this one's coverages."""
    return (
        np.unique(np.linspace(1, size, min(size, 64)).astype(np.int64))
        if size
        else np.zeros(0, dtype=np.int64)
    )


def _points(desk: BoundDesk, goal: Goal) -> Integers:
    """Return what a unit of every need by id counts."""
    if goal.measure in (*MINIMISED, "children_helped"):
        return np.zeros(len(desk.left.need), dtype=np.int64)
    return points_of(desk.facts, goal.measure)[desk.left.ground.names.needs]
