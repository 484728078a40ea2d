"""Several policies on one problem: each on its own, and after the problem was prepared once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import matching

SHARED = ("order", "classes", "network")
"""Steps that the first policy makes for all."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Seconds of a sweep.

    Parameters
    ----------
    name, children
        What was solved.
    preparing
        Seconds of the steps that are shared, once.
    rows
        Per policy: its seconds on its own, after preparation, and on its own without the shared steps.
    """

    name: str
    children: int
    preparing: float
    rows: tuple[tuple[str, float, float, float], ...]


def sweep(profile: str, children: int, policies: Sequence[str], seed: int) -> Sweep:
    """Solve every policy on its own, then all on one prepared problem; the plans must be the same.

    Raises
    ------
    AssertionError
        If a prepared problem gives another plan.
    """
    problem = matching.generate(profile, children, seed)
    matching.solve(matching.generate("ha-noi-14", 50, seed), policies[0])
    alone = {}
    for policy in policies:
        started = time.perf_counter()
        result = matching.solve(problem, policy)
        alone[policy] = (time.perf_counter() - started, result)
    ready = matching.prepare(problem)
    started = time.perf_counter()
    ready.solve(policies[0])
    first = time.perf_counter() - started
    rows = []
    for policy in policies:
        seconds, result = alone[policy]
        shared = sum(lap for name, lap in result.seconds.items() if name in SHARED)
        started = time.perf_counter()
        again = ready.solve(policy)
        rows.append((policy, seconds, time.perf_counter() - started, seconds - shared))
        if again.plan_id != result.plan_id:
            raise AssertionError(f"{policy}: a prepared problem gives another plan")
    return Sweep(f"{profile}, seed {seed}", children, max(first - rows[0][2], 0.0), tuple(rows))
