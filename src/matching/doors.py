"""What users import: solving and auditing with results that show themselves in notebooks and turn into frames."""

from dataclasses import fields
from typing import Any

from matching.auditing.checking import audit as check_plan
from matching.plan import result as records
from matching.plan.audit_report import AuditReport
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.reporting.frames import Backend, result_frames
from matching.reporting.html import result_html
from matching.reporting.summaries import summary
from matching.solving import solve as solve_problem


class Result(records.Result):
    """A result that tells itself: see :class:`matching.plan.result.Result` for what it holds."""

    def to_frames(self, backend: Backend = "pandas") -> dict[str, Any]:
        """Return ``allocation``, ``unmet``, ``unused`` and ``communes`` as frames of pandas, polars or pyarrow.

        Raises
        ------
        NoPlanError
            If there is no plan.
        """
        return result_frames(self, backend)

    def summary(self, language: str = "en") -> str:
        """Return one screen of text in English (``en``) or Vietnamese (``vi``)."""
        return summary(self, language)

    def _repr_html_(self) -> str:
        return result_html(self)

    def __repr__(self) -> str:
        proof = self.outcome.proof.value.replace("_", " ")
        return f"Result({self.policy.name}, {len(self.plan):,} lines, {proof}, plan {self.plan_id[:12]})"


def solve(problem: Problem, policy: str | Policy = "equal-coverage", *, seed: int = 0) -> Result:
    """Decide who gets what, and prove it.

    Parameters
    ----------
    problem
        The question; immutable, so it may be shared freely between threads and processes.
    policy
        A policy, or the name of a shipped one (see ``matching.policy_names``).
    seed
        Seed of the tie lottery, a whole number in [0, 2**63); publish it after the list is closed.

    Raises
    ------
    NotANetworkError
        If a rule or goal needs integer programming; the message names it.
    InfeasibleError
        If floors and promises cannot all be kept.
    OverflowRefusedError
        If numbers are too large to be exact.
    PolicyError
        If no shipped policy has the name given.
    """
    found = solve_problem(problem, policy, seed=seed)
    return Result(**{field.name: getattr(found, field.name) for field in fields(found)})


def audit(problem: Problem, result: records.Result) -> AuditReport:
    """Check a result against its problem, rule by rule and goal by goal, without a solver.

    Raises
    ------
    NoPlanError
        If there is no plan to check.
    """
    return check_plan(problem, result.plan, result.policy, result.seed, result.certificate)
