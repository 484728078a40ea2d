"""What users import: solving and auditing with results that show themselves in notebooks and turn into frames."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

from matching.auditing.checking import audit as check_plan
from matching.auditing.share_proofs import ShareReport
from matching.auditing.share_proofs import audit_lottery as check_lottery
from matching.auditing.share_proofs import audit_shares as check_shares
from matching.cycles import planning as cycles
from matching.goals.fair_drawing import draw_fairly
from matching.goals.sharing_out import shared_out
from matching.isolation.memory import refuse_too_large
from matching.isolation.question import Question, solve_question, teller
from matching.isolation.solving_apart import solve_apart
from matching.ledger.book import Ledger
from matching.plan import result as records
from matching.plan.audit_report import AuditReport
from matching.plan.draft import Draft
from matching.plan.fair_lottery import FairLottery
from matching.plan.sealing import seal
from matching.plan.shares import Shares
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.reporting.charts.coverage_chart import coverage_chart
from matching.reporting.charts.lorenz_chart import lorenz_chart
from matching.reporting.frames import Backend, result_frames
from matching.reporting.html import result_html
from matching.reporting.measure_table import MeasureTable, measure_table
from matching.reporting.programme_tables import ProgrammeResult
from matching.reporting.summaries import summary
from matching.timing import Step


class Result(ProgrammeResult):
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

    def measures(self, by: str = "commune", counted: str = "units", pool_below: int = 0) -> MeasureTable:
        """Return what every group needs and gets, with indices of how equal that is.

        Parameters
        ----------
        by
            ``commune``, ``kind``, ``commune_kind``, ``zone``, ``province``, ``district``, ``site``, ``sex``,
            ``ethnic_minority``, ``household``, ``age_band``, ``everyone``, or any column of ``children`` or ``communes``.
        counted
            ``units``, ``weight`` (points), ``value`` (đồng at reference prices) or ``children`` (who receive anything).
        pool_below
            Groups with fewer children and shared needs are joined (communes of one zone, cells of one kind, else all);
            the table says who was.

        Raises
        ------
        NoPlanError
            If there is no plan.
        KeyError
            If the grouping or the count is unknown.
        ValueError
            If ``pool_below`` is negative.
        """
        return measure_table(self, by, counted, pool_below)

    def chart(self, shows: str = "coverage", language: str = "en") -> Any:
        """Return an Altair chart (needs the extra ``report``).

        Parameters
        ----------
        shows
            ``coverage`` (bars by commune with target marks) or ``lorenz`` (how equal the coverages are).
        language
            ``en`` or ``vi``.

        Raises
        ------
        NoPlanError
            If there is no plan.
        ValueError
            If there is no such chart.
        ModuleNotFoundError
            If Altair is not installed.
        """
        charts = {"coverage": coverage_chart, "lorenz": lorenz_chart}
        if shows not in charts:
            raise ValueError(f"there is no chart {shows!r}; choose one of {', '.join(charts)}")
        return charts[shows](self, language)

    def _repr_html_(self) -> str:
        return result_html(self)

    def __repr__(self) -> str:
        proof = self.outcome.proof.value.replace("_", " ")
        return f"Result({self.policy.name}, {len(self.plan):,} lines, {proof}, plan {self.plan_id[:12]})"


def solve(
    problem: Problem,
    policy: str | Policy = "equal-coverage",
    *,
    seed: int = 0,
    time_limit: float | None = None,
    isolate: bool | None = None,
    progress: Callable[[Draft], None] | None = None,
    steps: Callable[[Step], None] | None = None,
    memory_limit: int | None = None,
) -> Result:
    """Decide who gets what, and prove it.

    Where a limit, an interrupt or a crash ends the search, the best plan found so far is audited and returned;
    ``outcome`` says why it stopped and what is not proved.

    Parameters
    ----------
    problem
        The question; immutable, so it may be shared freely between threads and processes.
    policy
        A policy, or the name of a shipped one (see ``matching.policy_names``).
    seed
        Seed of the tie lottery, a whole number in [0, 2**63); publish it after the list is closed.
    time_limit
        Seconds until the search is ended; none by default.
    isolate
        Whether to solve in a process of its own, which can be ended at once and whose crash harms nobody; by default
        only under a time limit. It costs about half a second.
    progress
        Called with every better plan; such a plan is not audited yet.
    steps
        Called with every step of the work when it ends, its name and seconds: for progress bars and logs.
    memory_limit
        Bytes that solving may take; by default four fifths of the machine's memory.

    Raises
    ------
    NotANetworkError
        If a rule of thumb is asked for where a rule needs integer programming; the message names it.
    InfeasibleError
        If floors and promises cannot all be kept.
    NoPlanError
        If the time limit was reached before there was a plan.
    OverflowRefusedError
        If numbers are too large to be exact.
    MemoryRefusedError
        If the problem needs more memory than it may take.
    SolverError
        If the solver failed before there was a plan.
    PolicyError
        If no shipped policy has the name given.
    """
    if time_limit is not None and not 0 < time_limit < math.inf:
        raise ValueError(f"the time limit is a number of seconds above 0, and {time_limit} is not")
    chosen = named_policy(policy) if isinstance(policy, str) else policy
    question = Question(problem, chosen, seed)
    if isinstance(problem, Problem):
        # Anything else is refused in words by the solver.
        refuse_too_large(problem, chosen, memory_limit)
    apart = time_limit is not None if isolate is None else isolate
    if apart:
        found = solve_apart(question, time_limit=time_limit, progress=teller(progress, steps))
    else:
        found = solve_question(question, time_limit, teller(progress, steps))
    seal(found)
    return Result(**{field.name: getattr(found, field.name) for field in fields(found)})


def plan_cycle(
    batch: Problem,
    ledger: Ledger,
    *,
    known: Problem | None = None,
    expected: Problem | None = None,
    policy: str | Policy = "equal-coverage",
    seed: int = 0,
    continuing: Sequence[str] = cycles.CONTINUING,
    amended: Collection[str] = (),
) -> cycles.Cycle:
    """Plan one period on top of those before it: promises kept, coverage counted over all of them.

    Parameters
    ----------
    batch
        What came in: new and changed children, needs and offers, dated on the first day of the period.
    ledger
        Where promises stand; give the cycle's ``result`` to ``matching.apply`` to add its lines.
    known
        ``known`` of the cycle before, nothing in the first period.
    expected
        What is expected to come in later (``matching.expected_later``); units are held back for it.
    policy, seed
        As for ``matching.solve``.
    continuing
        Kinds that a child keeps its donor for; these promises are written to the ledger at once.
    amended
        Offers named again that hold more than before, on purpose.

    Raises
    ------
    LedgerError
        If the batch is dated before what is known, the ledger has promises that what is known lacks one side of, or an
        offer grew without being named.
    """
    return cycles.plan_cycle(
        batch,
        ledger,
        partial(solve, policy=policy, seed=seed),
        known=known,
        expected=expected,
        continuing=continuing,
        amended=amended,
    )


def fractional_leximin(problem: Problem, policy: str | Policy = "equal-coverage") -> Shares:
    """Return the leximin-best coverages when units may be cut: exact fractions that no plan betters.

    For money and goods that can be divided, and as the mean of a lottery over what cannot. Limits stay those of
    whole units: a line holds what its budget buys in whole units.

    Parameters
    ----------
    problem
        The question, of some hundred children: programs are solved need by need, in fractions.
    policy
        A policy whose first leximin goal follows sums alone; those are kept at their best.

    Raises
    ------
    NotANetworkError
        If a rule asks for a choice between yes and no, such as a lot; it is named.
    PolicyError
        If the policy has no such goal, or no shipped policy has the name given.
    InfeasibleError
        If the rules, floors and promises cannot all be kept.
    SolverError
        If a linear program cannot be solved exactly.
    OverflowRefusedError
        If shares are too fine for 64 bits, or the problem is too large.
    """
    return shared_out(problem, named_policy(policy) if isinstance(policy, str) else policy).shares


def fair_lottery(problem: Problem, policy: str | Policy = "equal-coverage", *, seed: int = 0) -> FairLottery:
    """Return whole plans and chances whose mean coverage is leximin-best: fairness where one item cannot be shared.

    Every plan keeps every rule, and no commune's coverage in any of them is a whole unit away from its mean.

    Parameters
    ----------
    problem, policy
        As for :func:`fractional_leximin`.
    seed
        Seed of the tickets that decide between needs that are alike; the draw between plans has its own
        (:meth:`matching.plan.fair_lottery.FairLottery.draw`).

    Raises
    ------
    NotANetworkError
        If the problem is not a network: only there can fractions be drawn for.
    PolicyError, SolverError, OverflowRefusedError
        As for :func:`fractional_leximin`.
    """
    return draw_fairly(problem, named_policy(policy) if isinstance(policy, str) else policy, seed)


def audit_lottery(problem: Problem, lottery: FairLottery | Shares) -> ShareReport:
    """Check a fair lottery, or shares alone, without a solver: proofs, rules of every plan, chances and means."""
    if isinstance(lottery, Shares):
        return check_shares(problem, lottery)
    return check_lottery(problem, lottery)


def audit(problem: Problem, result: records.Result) -> AuditReport:
    """Check a result against its problem, rule by rule and goal by goal, without a solver.

    Raises
    ------
    NoPlanError
        If there is no plan to check.
    """
    return check_plan(problem, result.plan, result.policy, result.seed, result.certificate)
