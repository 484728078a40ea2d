"""A result as one document of plain data: ``result.json`` and what ``--json`` prints."""

from fractions import Fraction
from typing import Any

from matching.files.plan_columns import millionths
from matching.plan.coverage_tables import CoverageTable
from matching.plan.outcome import GoalValue
from matching.plan.result import Result
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS

DOCUMENT_VERSION = 1
"""Version of the layout of ``result.json``."""

BREAKDOWNS = ("everyone", "commune", "kind", "zone", "sex", "ethnic_minority")
"""Groupings whose coverage is told."""


def plan_document(result: Result) -> dict[str, Any]:
    """Return everything about a run except its lines, as plain data for JSON.

    Exact fractions are told as text, for example ``"3/7"``. Seconds and versions are for
    information; nothing else depends on the machine.
    """
    return {
        "document": "matching result",
        "version": DOCUMENT_VERSION,
        "plan_id": result.plan_id,
        "input": input_entry(result.problem),
        "policy": result.policy.to_dict(),
        "seed": result.seed,
        "outcome": _outcome(result),
        "goals": [goal_entry(value) for value in result.goals],
        "totals": _totals(result),
        "coverage": _coverage(result),
        "audit": None if result.report is None else result.report.to_dict(),
        "versions": dict(result.versions),
        "seconds": {step: round(seconds, 4) for step, seconds in result.seconds.items()},
    }


def goal_entry(value: GoalValue) -> dict[str, Any]:
    """Return a goal with the value reached, the proved bound, and the gap between them."""
    return {
        **value.goal.to_dict(),
        "value": _exact(value.value),
        "bound": _exact(value.bound),
        "gap": _exact(value.gap),
        **({"groups": [step.to_dict() for step in value.steps]} if value.steps else {}),
    }


def _exact(value: int | Fraction | None) -> int | str | None:
    return str(value) if isinstance(value, Fraction) else None if value is None else int(value)


def input_entry(problem: Problem) -> dict[str, Any]:
    """Return what a document says about the problem that was read."""
    return {
        "digest": problem.digest,
        "title": problem.title,
        "reference_date": problem.reference_date.isoformat(),
        "rows": {name: len(table) for name, table in problem.tables.items()},
    }


def _outcome(result: Result) -> dict[str, Any]:
    outcome = result.outcome
    return {
        "stop": str(outcome.stop),
        "feasibility": str(outcome.feasibility),
        "proof": str(outcome.proof),
        "has_plan": outcome.has_plan,
    }


def _totals(result: Result) -> dict[str, Any]:
    if result.allocation is None:
        return {}
    return {
        "lines": len(result.plan),
        "units": int(result.plan.quantity.sum()),
        "amount": int(result.plan.amount.sum()),
        "unmet": _by_reason(result.unmet.reason, result.unmet.quantity, "Reason"),
        "unused": _by_reason(result.unused.reason, result.unused.quantity, "UnusedReason"),
        "unused_amount": _by_reason(result.unused.money.reason, result.unused.money.amount, "UnusedReason"),
    }


def _by_reason(reasons: Any, quantities: Any, enumeration: str) -> dict[str, int]:
    return {
        name: units
        for code, name in enumerate(ENUMERATIONS[enumeration])
        if (units := int(quantities[reasons == code].sum()))
    }


def _coverage(result: Result) -> dict[str, Any]:
    if result.allocation is None:
        return {}
    return {by: coverage_rows(result.coverage(by)) for by in BREAKDOWNS}


def coverage_rows(table: CoverageTable) -> list[dict[str, Any]]:
    """Return one entry per group in the order of its labels; the share is rounded half up to six places."""
    rows = zip(table.labels, table.needed.tolist(), table.met.tolist(), strict=True)
    return [
        {table.by: label, "needed": needed, "met": met, "coverage": millionths(met, needed) / 10**6}
        for label, needed, met in sorted(rows)
    ]
