"""A lottery over whole plans whose mean is a given point: whole points around it, each with its largest chance."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from matching.auditing.share_proofs import promised_alone
from matching.engines.exact_linear_program import ExactOptimum, exact_optimum
from matching.engines.exact_rows import with_row
from matching.engines.integer_program import solve_integer_program
from matching.errors import NotANetworkError, SolverError
from matching.formulation.canonical_order import canonical
from matching.formulation.network_structure import structure
from matching.formulation.ticket_order import in_ticket_order
from matching.goals.fractional_leximin import whole
from matching.goals.sharing_out import SharedOut, shared_out
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.fair_lottery import FairLottery, LotteryPlan
from matching.plan.integer_program import UNBOUNDED, IntegerProgram
from matching.problem.policy import Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]

STEPS = 1_000
"""Parts in which a fraction is weighed when the next plan is looked for."""


@dataclass(frozen=True, eq=False, slots=True)
class _Mean:
    """A point of fractions, times the chance that is left, and what is left of it."""

    left: Fraction
    columns: list[Fraction]
    rows: list[Fraction]


def draw_fairly(problem: Problem, policy: Policy, seed: int) -> FairLottery:
    """Return plans and chances whose mean coverage is the leximin-best in fractions.

    On a network every point of fractions is a mean of whole points that round its columns and rows up or down
    (Birkhoff 1946; Budish, Che, Kojima & Milgrom 2013, "Designing random allocation mechanisms"), so no
    commune's coverage in any plan is a whole unit away from its mean.

    Raises
    ------
    NotANetworkError
        If the problem is not a network: only there can fractions be drawn for.
    """
    _refuse_beyond_networks(problem, policy)
    found = shared_out(problem, policy)
    mean = _efficient(found)
    program = found.reference.program
    rest = _Mean(Fraction(1), list(mean.point), _activities(program, list(mean.point)))
    plans: list[LotteryPlan] = []
    while rest.left:
        point = _whole_point(program, rest)
        chance = _largest_chance(program, rest, point)
        plans.append(LotteryPlan(chance, _allocation(problem, policy, found, point, seed)))
        rest = _without(program, rest, chance, point)
    return FairLottery(found.shares, tuple(plans), problem.digest)


def _refuse_beyond_networks(problem: Problem, policy: Policy) -> None:
    without_draw = replace(policy, goals=tuple(goal for goal in policy.goals if goal.measure != "lottery"))
    obstacles = structure(problem, without_draw).obstacles
    if obstacles:
        raise NotANetworkError([str(obstacle) for obstacle in obstacles])


def _efficient(found: SharedOut) -> ExactOptimum:
    """Return a point of the shares that is best for the sums of points and units that follow in the policy."""
    program = found.program
    best: ExactOptimum | None = None
    for gains in found.sums_after:
        best = exact_optimum(program, gains)
        row = whole(gains, best.value.denominator)
        program = with_row(program, row, best.value.numerator, UNBOUNDED)
    return best or exact_optimum(program, np.zeros(program.columns, dtype=np.int64))


def _activities(program: IntegerProgram, point: list[Fraction]) -> list[Fraction]:
    start, column, value = program.row_start.tolist(), program.column.tolist(), program.coefficient.tolist()
    return [
        sum((value[entry] * point[column[entry]] for entry in range(first, last)), Fraction(0))
        for first, last in pairwise(start)
    ]


def _whole_point(program: IntegerProgram, rest: _Mean) -> Integers:
    """Return a whole point that rounds every column and row of the mean, the larger fractions up where possible."""
    columns, rows = [one / rest.left for one in rest.columns], [one / rest.left for one in rest.rows]
    around = replace(
        program,
        lower=np.array([floor(one) for one in columns], dtype=np.int64),
        upper=np.array([ceil(one) for one in columns], dtype=np.int64),
        row_lower=np.array([floor(one) for one in rows], dtype=np.int64),
        row_upper=np.array([ceil(one) for one in rows], dtype=np.int64),
    )
    liking = np.array([round((one - floor(one)) * 2 * STEPS) - STEPS for one in columns], dtype=np.int64)
    found = solve_integer_program(around, np.where(around.lower < around.upper, liking, 0))
    if found.point is None:
        raise SolverError("a point of shares is not a mean of whole plans")
    return found.point


def _largest_chance(program: IntegerProgram, rest: _Mean, point: Integers) -> Fraction:
    """Return the largest chance of a point that leaves a mean of whole points behind."""
    most = rest.left
    activity = program.activity(point).tolist()
    for value, own in zip((*rest.columns, *rest.rows), (*point.tolist(), *activity), strict=True):
        low, high = floor(value / rest.left), ceil(value / rest.left)
        if low < high:
            most = min(most, high * rest.left - value if own == low else value - low * rest.left)
    return most


def _without(program: IntegerProgram, rest: _Mean, chance: Fraction, point: Integers) -> _Mean:
    activity = program.activity(point).tolist()
    return _Mean(
        rest.left - chance,
        [value - chance * own for value, own in zip(rest.columns, point.tolist(), strict=True)],
        [value - chance * own for value, own in zip(rest.rows, activity, strict=True)],
    )


def _allocation(problem: Problem, policy: Policy, found: SharedOut, point: Integers, seed: int) -> Allocation:
    """Return the plan of a point; among needs that are alike the published tickets decide."""
    line, need, units = found.reference.lines(point)
    ordered = canonical(problem, seed)
    lines = _in_rows(ordered.stock, line), _in_rows(ordered.need, need), units
    line, need, units = in_ticket_order(ordered.problem, lines, policy.goals)
    kept = promised_alone(problem)
    return allocation_of(
        problem,
        np.concatenate([kept.line, ordered.stock[line]]),
        np.concatenate([kept.need, ordered.need[need]]),
        np.concatenate([kept.quantity, units]),
        np.arange(len(kept) + len(line)) < len(kept),
    )


def _in_rows(order: Integers, rows: Integers) -> Integers:
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return np.asarray(place[rows])
