"""The result of a search that was cut short: its best plan that the audit does not refuse."""

from collections.abc import Sequence

from matching.auditing.checking import audit
from matching.isolation.leftovers import unmet_units, unused_units
from matching.isolation.question import Question
from matching.package_versions import versions
from matching.plan.audit_report import AuditReport
from matching.plan.draft import Draft
from matching.plan.goal_values import goal_values
from matching.plan.outcome import Feasibility, Outcome, Proof, StopReason
from matching.plan.result import Result
from matching.timing import Stopwatch


def best_result(
    question: Question, drafts: Sequence[Draft], stop: StopReason, watch: Stopwatch
) -> Result | None:
    """Return the result of the best draft that keeps every rule, ``None`` if there is none.

    A draft whose plan is sound but whose certificate is not loses the certificate, not the plan.

    Parameters
    ----------
    question
        What was asked.
    drafts
        Plans found, best last.
    stop
        Why the search ended.
    watch
        Runs since the search began.
    """
    watch.lap("search")
    for draft in reversed(drafts):
        bare = () if draft.certificate is None else (Draft(draft.allocation),)
        for tried in (draft, *bare):
            report = _report(question, tried)
            if report.verdict != "violated":
                watch.lap("audit")
                return _result(question, tried, report, stop, watch)
    return None


def _report(question: Question, draft: Draft) -> AuditReport:
    return audit(question.problem, draft.allocation, question.policy, question.seed, draft.certificate)


def _result(
    question: Question, draft: Draft, report: AuditReport, stop: StopReason, watch: Stopwatch
) -> Result:
    proof = Proof.PROVED if report.verdict == "proved" else Proof.NOT_PROVED
    unmet = unmet_units(question.problem, draft.allocation)
    unused = unused_units(question.problem, draft.allocation)
    watch.lap("reasons")
    return Result(
        problem=question.problem,
        policy=question.policy,
        seed=question.seed,
        outcome=Outcome(stop, Feasibility.FEASIBLE, proof, has_plan=True),
        allocation=draft.allocation,
        goals=goal_values(question.policy, report),
        certificate=draft.certificate,
        report=report,
        unmet=unmet,
        unused=unused,
        versions=versions(),
        seconds=watch.laps,
    )
