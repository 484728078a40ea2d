"""How far a plan hangs on the weights of the disadvantage index: every weight moved up and down, solved again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.comparing.solver import Solve, proved
from matching.explanation.within_reach import reachable_units
from matching.measuring.group_table import GroupTable, group_table
from matching.plan.result import Result
from matching.problem.commune_targets import targets
from matching.problem.disadvantage_parts import weights_changed
from matching.problem.policy import Disadvantage, Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]

SPREAD = "spread"
"""Name under which the spread of the index is moved like a weight."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One change of the index and what it does to the plan.

    Parameters
    ----------
    part, change
        Part whose weight is moved (or the spread), and by what share of itself.
    targets_moved
        Communes whose target changes.
    gains, losses
        Units that communes gain and lose, by label; communes that stay are left out.
    units_moved
        Units that go to another commune: half of all gains and losses, rounded up.
    worst, met
        Lowest coverage of a commune within reach, and units met in all.
    proved
        Whether the audit proved the plan.
    """

    part: str
    change: Fraction
    targets_moved: int
    gains: dict[str, int]
    losses: dict[str, int]
    units_moved: int
    worst: Fraction
    met: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Swings:
    """The plan of a policy, and how it changes with the index.

    Parameters
    ----------
    problem, policy, seed
        The question.
    base
        Its plan.
    worst, met
        Lowest coverage of a commune within reach, and units met in all.
    variants
        One per change of the index.
    """

    problem: Problem
    policy: Policy
    seed: int
    base: Result
    worst: Fraction
    met: int
    variants: tuple[Variant, ...]


def swings(
    problem: Problem,
    policy: Policy,
    solve: Solve,
    *,
    changes: Sequence[Fraction],
    seed: int,
    time_limit: float | None,
) -> Swings:
    """Return how the plan changes when each weight of the index, and its spread, moves alone.

    Parameters
    ----------
    problem, policy, solve, seed, time_limit
        The question, the solver, and seconds for each integer program.
    changes
        Shares by which each weight moves, for example −1/5 and +1/5.

    Raises
    ------
    ValueError
        If a change is −1 or less, or no goal of the policy is adjusted by the index.
    """
    if any(change <= -1 for change in changes):
        raise ValueError("a weight cannot fall by its whole or more")
    if not any(goal.adjusted for goal in policy.goals):
        raise ValueError(f"no goal of the policy {policy.name!r} is adjusted by the index of disadvantage")
    base = solve(problem, policy, seed=seed, time_limit=time_limit)
    before = _communes(base)
    variants = []
    for part, change, moved, shifted in moved_policies(problem, policy, changes):
        after = solve(problem, moved, seed=seed, time_limit=time_limit) if shifted else base
        variants.append(_variant(part, change, shifted, before, _communes(after), proved(after)))
    return Swings(problem, policy, seed, base, _worst(before), int(before.met.sum()), tuple(variants))


def moved_policies(
    problem: Problem, policy: Policy, changes: Sequence[Fraction]
) -> Iterator[tuple[str, Fraction, Policy, int]]:
    """Yield the part moved, by what share, the policy that makes, and how many communes' targets it changes."""
    index = policy.disadvantage
    for part in [name for name, weight in index.weights.items() if weight] + [SPREAD]:
        for change in changes:
            moved = replace(policy, disadvantage=_moved(index, part, change))
            shifted = int((targets(problem, moved.disadvantage) != targets(problem, index)).sum())
            yield part, change, moved, shifted


def _moved(index: Disadvantage, part: str, change: Fraction) -> Disadvantage:
    if part == SPREAD:
        return replace(index, spread=min(round(index.spread * (1 + change)), 400))
    return weights_changed(index, {part: 1 + change})


def _communes(result: Result) -> GroupTable:
    served = result.plan.per_need(result.problem)
    return group_table(result.problem, served, reachable_units(result), "commune")


def _worst(table: GroupTable) -> Fraction:
    return min(
        (share for share, reached in zip(table.coverage, table.reached.tolist(), strict=True) if reached),
        default=Fraction(0),
    )


def _variant(
    part: str, change: Fraction, shifted: int, before: GroupTable, after: GroupTable, is_proved: bool
) -> Variant:
    difference = dict(zip(before.labels, (after.met - before.met).tolist(), strict=True))
    gains = {label: units for label, units in difference.items() if units > 0}
    losses = {label: -units for label, units in difference.items() if units < 0}
    moved = -(-(sum(gains.values()) + sum(losses.values())) // 2)
    return Variant(
        part, change, shifted, gains, losses, moved, _worst(after), int(after.met.sum()), is_proved
    )
