"""A year in twelve batches beside one solve that knows everything: how much is lost by not knowing."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import numpy as np

import matching
from matching.ledger.promised_lines import movements
from matching.plan.coverage_tables import coverage
from matching.problem.drawn_promises import promises
from matching.problem.joining import joined
from matching.problem.problem import Problem, problem_from


@dataclass(frozen=True)
class Year:
    """What one way of planning a year reached.

    Parameters
    ----------
    way
        How it was planned.
    units, points
        Units and weighted need met.
    worst
        Lowest coverage of a commune.
    broken
        Promises that the plan of a later period did not keep.
    """

    way: str
    units: int
    points: int
    worst: float
    broken: int


def year_runs(profile: str, children: int, seed: int) -> tuple[Year, ...]:
    """Return hindsight, batches without and batches with units held back, in this order."""
    batches = matching.generate_year(profile, children, seed)
    expected = matching.expected_later(matching.generate_year(profile, children, seed + 1000, 2025))
    whole = reduce(joined, batches)
    whole = problem_from(whole.tables, batches[0].reference_date)
    best = matching.solve(whole, seed=seed).plan.per_need(whole)
    return (
        _told("hindsight", whole, best, 0),
        _batches("batches", batches, None, seed),
        _batches("batches, held back", batches, expected, seed),
    )


def _batches(way: str, batches: Sequence[Problem], expected: Problem | None, seed: int) -> Year:
    with tempfile.TemporaryDirectory() as folder:
        ledger = matching.Ledger(Path(folder) / "ledger.sqlite")
        known, broken = None, 0
        for batch in batches:
            cycle = matching.plan_cycle(batch, ledger, known=known, expected=expected, seed=seed)
            broken += _broken(cycle.result, ledger)
            matching.apply(cycle.result, ledger)
            known = cycle.known
        whole = matching.with_promises(known, ledger)
        return _told(way, whole, promises(whole).per_need, broken)


def _broken(result: matching.Result, ledger: matching.Ledger) -> int:
    """Return how many promises of the ledger the plan's lines do not keep."""
    lines = movements(result.problem, result.plan, np.flatnonzero(result.plan.promised))
    kept = {line.key: line.promised for line in lines}
    return sum(kept.get(line.key, 0) < line.quantity for line in ledger.standing())


def _told(way: str, whole: Problem, units: np.ndarray, broken: int) -> Year:
    points = int((whole["needs"]["weight"] * units).sum())
    worst = float(coverage(whole, units, "commune").coverage.min())
    return Year(way, int(units.sum()), points, worst, broken)
