"""A stored plan judged: another input, unreadable files, broken rules and false claims alike refuse it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.auditing.checking import audit
from matching.cli.claims import false_claims
from matching.errors import DataError, Issue
from matching.files.plan_reading import claimed_input, read_plan
from matching.plan.audit_report import GoalFinding, Violation
from matching.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdict on a stored plan.

    Parameters
    ----------
    verdict
        ``proved``, ``not proved`` or ``violated``.
    findings
        Everything that speaks against the plan.
    counts
        True number of breaches of each rule; ``findings`` tell the first ones.
    goals
        Recomputed values, none if the plan could not be read.
    lines, plan_id
        Size and name of the plan, 0 and empty if it could not be read.
    """

    verdict: str
    findings: tuple[Violation, ...]
    counts: dict[str, int]
    goals: tuple[GoalFinding, ...] = ()
    lines: int = 0
    plan_id: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "verdict": self.verdict,
            "violations": [finding.to_dict() for finding in self.findings],
            "counts": self.counts,
            "goals": [goal.to_dict() for goal in self.goals],
        }


def judged(problem: Problem, folder: Path) -> Judgement:
    """Return the verdict on the plan in a folder as an answer to the problem; nothing in the folder is trusted."""
    try:
        digest = claimed_input(folder)
        if digest and digest != problem.digest:
            return _refused([_other_input(digest, problem)])
        stored = read_plan(problem, folder)
    except DataError as error:
        return _refused(map(_unreadable, error.issues))
    report = audit(problem, stored.allocation, stored.policy, stored.seed, stored.certificate)
    findings = (*report.violations, *false_claims(problem, stored, report))
    return Judgement(
        "violated" if findings else report.verdict, findings, dict(report.counts), report.goals,
        len(stored.allocation), stored.plan_id,
    )  # fmt: skip


def _refused(findings: Iterable[Violation]) -> Judgement:
    return Judgement("violated", tuple(findings), {})


def _other_input(digest: str, problem: Problem) -> Violation:
    message = (
        "This is not the input that the plan was made from: result.json names the input digest "
        f"{digest[:12]}…, the input given has {problem.digest[:12]}…. Nothing else was compared."
    )
    return Violation("input", (), (), message)


def _unreadable(issue: Issue) -> Violation:
    return Violation("files", (), (), str(issue))
