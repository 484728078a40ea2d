"""Replaying a certificate: the theorem's conditions arc by arc, and what they prove of each goal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.auditing.arcs import Arcs, all_arcs
from matching.auditing.bounds import group_bounds
from matching.auditing.breaches import Breaches, told
from matching.auditing.cut import blocked
from matching.auditing.facts import Facts
from matching.auditing.groups import Groups
from matching.auditing.network import Network
from matching.auditing.pair_slackness import ranks_of, wrong_pairs
from matching.auditing.prices import NodePrices, network_of
from matching.auditing.reach import Reach, reaches
from matching.auditing.scope import Scope
from matching.auditing.slackness import protected, wrong_arcs, wrong_groups
from matching.auditing.supplied_groups import reached
from matching.plan.audit_report import Step, Value, Violation
from matching.plan.certificate import Certificate


@dataclass(frozen=True, eq=False)
class Replay:
    """What a certificate proves.

    Parameters
    ----------
    values
        Recomputed values of the goals.
    why_not
        Per goal why it is not proved, empty when it is.
    false_claims
        Claims that are wrong in form or value, a sentence each.
    failures, failed
        Examples of arcs on which the conditions fail, and their number.
    bounds
        Per goal the best value left possible, where bounds say so; empty for prices.
    steps
        Per leximin goal the groups that bounds speak of; empty where there are none.
    """

    values: tuple[Value, ...]
    why_not: tuple[str, ...]
    false_claims: tuple[str, ...]
    failures: tuple[Violation, ...]
    failed: int
    bounds: tuple[int | Fraction | None, ...] = ()
    steps: tuple[tuple[Step, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class _Desk:
    """Everything that lies open while a certificate is replayed."""

    network: Network
    prices: tuple[NodePrices, ...]
    certificate: Certificate
    families: tuple[Arcs, ...]
    reaches: tuple[Reach, ...]


def replay(
    facts: Facts,
    scope: Scope,
    groups: Groups | None,
    certificate: Certificate,
    values: tuple[Value, ...],
    claims: tuple[str, ...],
) -> Replay:
    """Return what a well-formed certificate proves of a plan that breaks no rule."""
    network, prices = network_of(facts, scope, groups, certificate)
    own = tuple(reaches(facts, network.open_line, network.open_need))
    desk = _Desk(network, prices, certificate, all_arcs(network, prices), own)
    goals = facts.policy.goals
    failures = [breaches for breaches in _failures(desk) if breaches.size]
    worst = min((int(breaches.numbers["goal"].min()) - 1 for breaches in failures), default=len(goals))
    for goal in range(len(goals)):
        if goal < worst and goals[goal].criterion == "max_min" and not _blocked(desk, goal, values[goal]):
            message = f"Goal {goal + 1} is not proved: the cut lets the lowest coverage rise."
            failures.append(Breaches(message, 1, numbers={"goal": np.array([goal + 1])}))
            worst = goal
    why = tuple(
        "" if goal < worst else f"the prices fail from goal {worst + 1} on" for goal in range(len(goals))
    )
    found = tuple(one for breaches in failures for one in told(facts, "optimality", breaches))
    return Replay(values, why, claims, found, sum(breaches.size for breaches in failures))


def _failures(desk: _Desk) -> Iterator[Breaches]:
    linear = desk.network.scope.linear
    for family in desk.families:
        yield wrong_arcs(family, linear)
    ranks = ranks_of(desk.network, desk.prices, linear)
    for reach in desk.reaches:
        yield from wrong_pairs(desk.network, desk.prices, reach, ranks, linear)
    if desk.network.groups is not None:
        yield from _group_failures(desk, desk.network.groups, linear)


def _group_failures(desk: _Desk, groups: Groups, linear: Sequence[int]) -> Iterator[Breaches]:
    """Yield the failing groups: before every max-min goal as earlier ones protect them, and at the end."""
    goals = desk.network.facts.policy.goals
    least, _ = group_bounds(desk.network.facts, groups)
    for number, goal in enumerate(goals):
        if goal.criterion == "max_min":
            before = [one for one in linear if one < number]
            yield wrong_groups(desk.network, desk.prices, desk.certificate, before, least)
            own = protected(desk.network, groups, reached(desk.network.facts, goal), number)
            least = np.maximum(least, own)
    yield wrong_groups(desk.network, desk.prices, desk.certificate, linear, least)


def _blocked(desk: _Desk, goal: int, value: Value) -> bool:
    if value is None:
        return True
    facts = desk.network.facts
    groups = reached(facts, facts.policy.goals[goal])
    return blocked(desk.network, desk.prices, desk.certificate, desk.families, desk.reaches, groups, goal)
