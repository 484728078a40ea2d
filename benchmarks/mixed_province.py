"""Cash, lots, visits and whole offers at the size of a province: a plan and its bounds through ``matching.solve``."""

import resource
import time
from dataclasses import dataclass
from fractions import Fraction

from matching.plan.outcome import GoalValue
from matching.solving import solve
from matching.synthetic.provinces import generate


@dataclass(frozen=True, slots=True)
class MixedProvince:
    """What was solved, how good it is, and the seconds of every step."""

    name: str
    policy: str
    children: int
    needs: int
    offers: int
    lines: int
    verdict: str
    goals: tuple[GoalValue, ...]
    seconds: dict[str, float]
    peak_mebibytes: int


def mixed_province(profile: str, children: int, policy: str, seed: int = 1) -> MixedProvince:
    """Generate a mixed province and solve it as large problems are."""
    problem = generate(profile, children, seed, "mixed")
    started = time.perf_counter()
    result = solve(problem, policy, large=True)
    seconds = {**result.seconds, "whole": time.perf_counter() - started}
    return MixedProvince(
        f"{profile}/mixed", policy, children, len(problem["needs"]), len(problem["offers"]), len(result.plan),
        "" if result.report is None else result.report.verdict, result.goals, seconds,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )  # fmt: skip


def goal_rows(run: MixedProvince) -> list[str]:
    """Return a row per goal, and per group of a leximin goal that bounds speak of: value, bound and gap."""
    rows = []
    for value in run.goals:
        name = f"{value.goal.measure}, {value.goal.criterion}"
        if not value.steps:
            rows.append(_row(name, value.value, value.bound))
        for step in value.steps:
            rows.append(_row(f"{name}, beyond {step.aside:,} groups", step.value, step.bound))
    return rows


def _row(name: str, value: int | Fraction, bound: int | Fraction | None) -> str:
    if bound is None:
        return f"| {name} | {_told(value)} | – | – |"
    gap = abs(bound - value)
    share = f"{float(gap / value):.2%}" if value else _told(gap)
    return f"| {name} | {_told(value)} | {_told(bound)} | {share} |"


def _told(value: int | Fraction) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{float(value):.6f}"
