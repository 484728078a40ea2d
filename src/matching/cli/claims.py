"""What a plan's files claim besides its lines, compared with what the lines and the problem say."""

from collections.abc import Iterator
from typing import Any

from matching.cli.differences import first_difference
from matching.cli.table_claims import false_tables, units_by_reason
from matching.files.plan_reading import StoredPlan
from matching.files.result_json import BREAKDOWNS, DOCUMENT_VERSION, coverage_rows, goal_entry, input_entry
from matching.plan.allocation import allocation_digest
from matching.plan.audit_report import AuditReport, Violation
from matching.plan.coverage_tables import coverage
from matching.plan.goal_values import goal_values
from matching.plan.identity import plan_id
from matching.plan.outcome import StopReason
from matching.problem.problem import Problem

UNCHECKED = ("versions", "seconds")
"""Parts of ``result.json`` that are for information only; nothing can be computed again."""


def false_claims(problem: Problem, stored: StoredPlan, report: AuditReport) -> Iterator[Violation]:
    """Yield every claim of the files that is not true, the first difference of each part by its path."""
    for issue in stored.faults:
        yield _claim("files", f"{issue.table}: {issue.message}")
    for name, (claimed, found) in {
        "certificate.json": (_certificate_head(stored), _true_certificate_head(problem, stored)),
        "result.json": (_checked(stored), _true_document(problem, stored, report)),
    }.items():
        for part in dict.fromkeys([*found, *claimed]):
            difference = first_difference(_only(claimed, part), _only(found, part))
            if difference is not None:
                yield _claim("claims", f"{name}: {difference.message}")
    for name in false_tables(problem, stored):
        yield _claim("claims", f"{name} does not tell what the lines and the problem give.")


def _only(document: dict[str, Any], part: str) -> dict[str, Any]:
    return {part: document[part]} if part in document else {}


def _certificate_head(stored: StoredPlan) -> dict[str, Any]:
    return {"plan_id": stored.plan_id, "digest of the lines": stored.digest}


def _true_certificate_head(problem: Problem, stored: StoredPlan) -> dict[str, Any]:
    return {
        "plan_id": plan_id(problem, stored.policy, stored.seed),
        "digest of the lines": allocation_digest(problem, stored.allocation),
    }


def _checked(stored: StoredPlan) -> dict[str, Any]:
    """Return the document without the parts that are not checked, unless those are not even objects."""
    return {
        name: value
        for name, value in stored.document.items()
        if name not in UNCHECKED or not isinstance(value, dict)
    }


def _true_document(problem: Problem, stored: StoredPlan, report: AuditReport) -> dict[str, Any]:
    return {
        "document": "matching result",
        "version": DOCUMENT_VERSION,
        "plan_id": plan_id(problem, stored.policy, stored.seed),
        "input": input_entry(problem),
        "policy": stored.policy.to_dict(),
        "seed": stored.seed,
        "outcome": {
            "stop": _stop(stored),
            "feasibility": "feasible",
            "proof": "proved" if report.verdict == "proved" else "not_proved",
            "has_plan": True,
        },
        "goals": [goal_entry(value) for value in goal_values(stored.policy, report)],
        "totals": _totals(stored),
        "coverage": _coverage(problem, stored),
        "audit": report.to_dict(),
    }


def _stop(stored: StoredPlan) -> str:
    """Return why the search stopped, as told: the plan cannot say, so any known reason is taken."""
    outcome = stored.document.get("outcome")
    told = outcome.get("stop") if isinstance(outcome, dict) else None
    return str(told) if told in set(StopReason) else StopReason.FINISHED.value


def _totals(stored: StoredPlan) -> dict[str, Any]:
    plan = stored.allocation
    return {
        "lines": len(plan),
        "units": int(plan.quantity.sum()),
        "amount": int(plan.amount.sum()),
        "unmet": units_by_reason(stored, "unmet.csv", "Reason"),
        "unused": units_by_reason(stored, "unused.csv", "UnusedReason"),
        "unused_amount": units_by_reason(stored, "unused.csv", "UnusedReason", "amount"),
    }


def _coverage(problem: Problem, stored: StoredPlan) -> dict[str, Any]:
    served = stored.allocation.per_need(problem)
    return {by: coverage_rows(coverage(problem, served, by)) for by in BREAKDOWNS}


def _claim(rule: str, message: str) -> Violation:
    return Violation(rule, (), (), message)
