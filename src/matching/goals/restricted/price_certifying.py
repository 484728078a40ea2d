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
    held_source,
    lives_source,
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

BONUSES = (1.0, 0.3)
"""Shares of the highest worth of its money at which a life is tried."""

POINT_PRICES = (2, 4)
"""Prices of a point at which the draw is bounded, in what a point draws on average."""

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
        yield self._sum_proof(number, scale, None, held=False)
        if goal.measure == "life_saving_units" and self.found.lives is not None:
            yield self._sum_proof(number, scale, lives_source(self.found.lives), held=False)
        for sources in (self.money, self.final):
            if number in sources:
                yield self._sum_proof(number, scale, sources[number], held=False)
        if goal.measure in ("weight", "units"):
            for bonus in self._bonuses(number):
                yield self._sum_proof(number, scale, held_source(self.found, goal, bonus), held=True)

        if goal.measure == "lottery":
            yield from self._draws(number)

    def _draws(self, number: int) -> Iterator[PricedProof]:
        """Yield bounds of the draw among plans that keep the last total before it, at several prices of a point of that."""
        kept = [
            before
            for before, goal in enumerate(self.policy.goals[:number])
            if goal.criterion == "sum" and goal.measure in ("weight", "units")
        ]
        if not kept or not self.desk.fresh[kept[-1]]:
            return
        bonus = self._bonuses(kept[-1])[-1]
        own = held_source(self.found, self.policy.goals[kept[-1]], bonus)
        usual = self.desk.fresh[number] / self.desk.fresh[kept[-1]]
        for times in POINT_PRICES:
            yield self._held_draw(number, kept[-1], own, int(usual * times) + 1)

    def _held_draw(self, number: int, kept: int, own: Source, price: int) -> PricedProof:
        """Return a bound of the draw where a point of the total before has a price, as in that total's own bound."""
        goals, of_id = self.policy.goals, self.of_id
        groups, earlier, counted = self._held_before(kept, own, price)
        groups += [np.zeros(0, dtype=np.int64) for goal in goals[kept:number] if goal.criterion != "sum"]
        earlier += [price, *[0] * (number - kept - 1)]
        counted += (_points(self.desk, goals[kept]) - own.need[of_id]) * float(price)
        asked = self.final[number].need[of_id] if number in self.final else np.zeros(len(of_id))
        need = np.maximum(counted + _points(self.desk, goals[number]) - asked, 0)
        return self._proof(number, 0, 1, tuple(earlier), groups, need, own.slot * price)

    def _bonuses(self, number: int) -> list[int]:
        """Return what saving a life may be worth in points: nothing, or its money at the best use of any."""
        if all(goal.measure != "life_saving_units" for goal in self.policy.goals[:number]):
            return [0]
        problem = self.found.ordered.problem
        weight, price = _points(self.desk, self.policy.goals[number]), need_price(self.found)[self.of_id]
        saving = _points(self.desk, Goal("life_saving_units")) > 0
        if not saving.any() or not len(problem["needs"]):
            return [0]
        most = float((weight / price).max()) * float(price[saving].max())
        return [int(most * share) + 1 for share in BONUSES]

    def _sum_proof(self, number: int, scale: int, own: Source | None, *, held: bool) -> PricedProof:
        """Return a bound of a sum; where told to, plans are held to the goals before."""
        goals, desk = self.policy.goals, self.desk
        counted = _points(desk, goals[number]) * float(scale)
        value = np.zeros(len(counted)) if own is None else own.need[self.of_id] * scale
        if held and own is not None:
            groups, earlier, more = self._held_before(number, own, scale)
            counted = counted + more
        else:
            groups = [np.zeros(0, dtype=np.int64) for goal in goals[:number] if goal.criterion != "sum"]
            earlier = [0] * number
        price = np.maximum(counted - value, 0)
        slot = None if own is None else own.slot * scale
        return self._proof(number, 0, scale, tuple(earlier), groups, price, slot)

    def _held_before(self, number: int, own: Source, scale: int) -> tuple[list[Integers], list[int], Reals]:
        """Return weights and multipliers that hold plans to the goals before one, and what needs count by them."""
        desk = self.desk
        groups, earlier, counted = list[Integers](), [0] * number, np.zeros(len(self.of_id))
        for before, goal in enumerate(self.policy.goals[:number]):
            if goal.criterion != "sum":
                weights = self._held_groups(before, own, scale)
                groups.append(weights)
                if len(weights):
                    member = desk.comparisons[before].member[desk.left.ground.names.needs]
                    counted += np.where(member >= 0, weights[np.maximum(member, 0)], 0)
            elif own.bonus and goal.measure == "life_saving_units":
                earlier[before] = own.bonus * scale
                counted += _points(desk, goal) * float(earlier[before])
        return groups, earlier, counted

    def _held_groups(self, before: int, own: Source, scale: int) -> Integers:
        """Return the weights of an earlier goal's groups: their prices, where they have any."""
        compared = self.desk.comparisons[before]
        if before not in self.final or not len(own.group) or not compared.of_needs:
            return np.zeros(0, dtype=np.int64)
        weights = np.rint(np.maximum(own.group, 0) * scale).astype(np.int64)
        return np.asarray(weights[self._group_order()][compared.place])

    def _proof(
        self,
        number: int,
        aside: int,
        scale: int,
        earlier: tuple[int, ...],
        groups: Sequence[Integers],
        price: Reals,
        slot: Reals | None = None,
    ) -> PricedProof:
        none = np.zeros(0, dtype=np.int64)
        return PricedProof(
            number, aside, scale, earlier, tuple(groups), np.rint(price).astype(np.int64), none,
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
            for least in _chosen_steps(level):
                aside = int((level[desk.comparisons[number].worst] > least).sum())
                weights = np.where(level >= least, unit, 0)
                told = np.rint(weights).astype(np.int64)
                member = desk.comparisons[number].member[desk.left.ground.names.needs]
                counted = np.where(member >= 0, told[np.maximum(member, 0)], 0)
                price = np.where(need_level >= least, np.maximum(counted - need_unit, 0), counted)
                before = [one for one in desk.grouped if one < number]
                none = [np.zeros(0, dtype=np.int64) for _ in before]
                proofs.append(
                    self._proof(number, aside, 0, (0,) * number, [*none, told], price.astype(np.float64))
                )
            break
        return sorted({proof.aside: proof for proof in proofs}.values(), key=lambda proof: proof.aside)


def _chosen_steps(level: Integers) -> list[int]:
    """Return the prices of the parts with most groups, those of the worst-off first."""
    known, counts = np.unique(level, return_counts=True)
    chosen = known[known > 0][np.argsort(-counts[known > 0], kind="stable")[:MOST_STEPS]]
    return [int(one) for one in np.sort(chosen)[::-1]]


def _points(desk: BoundDesk, goal: Goal) -> Integers:
    """Return what a unit of every need by id counts."""
    if goal.measure in (*MINIMISED, "children_helped"):
        return np.zeros(len(desk.left.need), dtype=np.int64)
    return points_of(desk.facts, goal.measure)[desk.left.ground.names.needs]
