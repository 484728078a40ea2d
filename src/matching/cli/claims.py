"""What a plan's files claim besides its lines, compared with what the lines and the problem say."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from matching.cli.table_claims import false_tables
from matching.files.plan_reading import StoredPlan
from matching.files.result_json import BREAKDOWNS, goal_entry
from matching.plan.allocation import allocation_digest
from matching.plan.audit_report import AuditReport, Violation
from matching.plan.coverage_tables import coverage
from matching.plan.goal_values import goal_values
from matching.plan.identity import plan_id
from matching.problem.problem import Problem


def false_claims(problem: Problem, stored: StoredPlan, report: AuditReport) -> Iterator[Violation]:
    """Yield every claim of the files that is not true; plans for another question are among them."""
    for issue in stored.faults:
        yield _claim("files", f"{issue.table}: {issue.message}")
    pairs = {
        **_identity(problem, stored),
        **_totals(problem, stored),
        **_proof(stored, report),
    }
    for name, (claimed, found) in pairs.items():
        if claimed != found:
            yield _claim("claims", f"{name}: the files say {_told(claimed)}, but it is {_told(found)}.")
    for name in false_tables(problem, stored):
        yield _claim("claims", f"{name} does not tell what the lines and the problem give.")


Pairs = Mapping[str, tuple[Any, Any]]
"""What is claimed and what is found, by what it is about."""


def _identity(problem: Problem, stored: StoredPlan) -> Pairs:
    question = plan_id(problem, stored.policy, stored.seed)
    return {
        "result.json: input digest": (_at(stored, "input", "digest"), problem.digest),
        "result.json: plan id": (stored.document.get("plan_id"), question),
        "certificate.json: plan id": (stored.plan_id, question),
        "certificate.json: digest of the lines": (
            stored.digest,
            allocation_digest(problem, stored.allocation),
        ),
    }


def _totals(problem: Problem, stored: StoredPlan) -> Pairs:
    plan = stored.allocation
    served = plan.per_need(problem)
    tables = {by: coverage(problem, served, by).to_rows() for by in BREAKDOWNS}
    return {
        "result.json: lines": (_at(stored, "totals", "lines"), len(plan)),
        "result.json: units": (_at(stored, "totals", "units"), int(plan.quantity.sum())),
        "result.json: amount": (_at(stored, "totals", "amount"), int(plan.amount.sum())),
        **{
            f"result.json: coverage by {by}": (
                _at(stored, "coverage", by),
                sorted(rows, key=_label(by)),
            )
            for by, rows in tables.items()
        },
    }


def _label(by: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: str(row[by])


def _proof(stored: StoredPlan, report: AuditReport) -> Pairs:
    proof = "proved" if report.verdict == "proved" else "not_proved"
    goals = [goal_entry(value) for value in goal_values(stored.policy, report)]
    return {
        "result.json: verdict of the audit": (_at(stored, "audit", "verdict"), report.verdict),
        "result.json: goals of the audit": (_at(stored, "audit", "goals"), report.to_dict()["goals"]),
        "result.json: proof": (_at(stored, "outcome", "proof"), proof),
        "result.json: values of the goals": (stored.document.get("goals"), goals),
    }


def _at(stored: StoredPlan, part: str, name: str) -> Any:
    inner = stored.document.get(part)
    return inner.get(name) if isinstance(inner, dict) else None


def _told(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _claim(rule: str, message: str) -> Violation:
    return Violation(rule, (), (), message)
