"""Solve a problem: from the frozen question to an audited plan."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.auditing.registry import broken_rules
from matching.errors import InfeasibleError, NotANetworkError, SolverError
from matching.explanation.conflicts import conflict_of
from matching.explanation.pair_reasons import all_given, limits_of_needs, reasons_under_rules
from matching.explanation.ranking import preferences
from matching.explanation.reasons import unmet_needs
from matching.explanation.second_opinion import has_a_plan
from matching.explanation.short_budgets import short_budgets
from matching.explanation.unused import unused_gifts
from matching.formulation.network_structure import structure
from matching.goals.best_attainable import grounded
from matching.goals.integer_certifying import tree_certificate
from matching.goals.integer_planning import plan_integer_goals
from matching.goals.planning import Planned, Prepared, plan_goals
from matching.goals.restricted.price_certifying import price_certificate
from matching.goals.restricted.restricted_planning import can_restrict, is_large, plan_restricted
from matching.package_versions import versions
from matching.plan.allocation import Allocation
from matching.plan.draft import Draft
from matching.plan.goal_values import goal_values
from matching.plan.outcome import Feasibility, Outcome, Proof, StopReason
from matching.plan.result import Result
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.timing import Step, Stopwatch

CONFLICT_SECONDS = 10.0
"""Longest search for the smallest set of rules that clash; found or not, the problem stays infeasible."""


def solve(
    problem: Problem,
    policy: str | Policy = "equal-coverage",
    *,
    seed: int = 0,
    time_limit: float | None = None,
    found: Callable[[Draft], None] | None = None,
    large: bool | None = None,
    ready: Prepared | None = None,
    steps: Callable[[Step], None] | None = None,
) -> Result:
    """Decide who gets what, and prove it.

    Parameters
    ----------
    problem
        The question.
    policy
        A policy, or the name of a shipped one (see :func:`matching.policy_names`).
    seed
        Seed of the tie lottery, a whole number in [0, 2**63); publish it after the list is closed.
    time_limit
        Seconds after which an integer program ends with its best plan so far; flows run to their end.
    found
        Told every plan found on the way, each better than the one before.
    large
        Whether what is no network is planned by restricted networks and bounded (see ``docs/mathematics.md``) instead of
        solved by one integer program; by default told by its size.
    ready
        The same problem under the same seed, prepared for several policies; what is no network makes no use of it.
    steps
        Told every step when it ends.

    Returns
    -------
    A result whose plan the audit has checked.

    Raises
    ------
    TypeError, ValueError
        If the problem is not a problem, or the seed not a whole number in range.
    NotANetworkError
        If a rule of thumb is asked for where a rule is used that it cannot obey; the message names it.
    InfeasibleError
        If the rules, floors and promises cannot all be kept; its ``conflict`` says which, and what would end it.
    NoPlanError
        If the time limit passed before there was any plan.
    OverflowRefusedError
        If numbers are too large to be exact.
    SolverError
        If a solver's answer cannot be true.
    """
    check_question(problem, seed)
    chosen = named_policy(policy) if isinstance(policy, str) else policy
    watch = Stopwatch(steps)
    chosen = grounded(problem, chosen, partial(solve, problem, seed=seed, time_limit=time_limit))
    obstacles = structure(problem, chosen).obstacles
    try:
        planned = _planned(
            problem, chosen, seed, watch, time_limit=time_limit, found=found, large=large, ready=ready
        )
    except InfeasibleError as error:
        if has_a_plan(problem, chosen, seed, CONFLICT_SECONDS):
            raise SolverError(f"a solver finds no plan, but there is one: {error}") from error
        conflict = conflict_of(problem, chosen, seed, time_limit=CONFLICT_SECONDS, infeasible=True)
        raise InfeasibleError(str(error), conflict=conflict) from error
    report = audit(problem, planned.allocation, chosen, seed, planned.certificate)
    watch.lap("audit")
    network = (planned.canonical, planned.formulation)
    preferred = preferences(planned.formulation, chosen, planned.stages, planned.flow)
    unmet = unmet_needs(problem, *network, planned.allocation, preferred)
    looked_closer = reasons_under_rules if obstacles else limits_of_needs
    unmet = looked_closer(problem, planned.allocation, chosen, seed, unmet, planned.certificate)
    unmet = all_given(problem, planned.allocation, chosen, seed, unmet)
    unmet = short_budgets(problem, planned.allocation, chosen, seed, unmet)
    unused = unused_gifts(problem, *network, planned.allocation, chosen, seed)
    watch.lap("reasons")
    proof = Proof.PROVED if report.verdict == "proved" else Proof.NOT_PROVED
    return Result(
        problem=problem,
        policy=chosen,
        seed=seed,
        outcome=Outcome(_stop(planned), Feasibility.FEASIBLE, proof, has_plan=True),
        allocation=planned.allocation,
        goals=goal_values(chosen, report),
        certificate=planned.certificate,
        report=report,
        unmet=unmet,
        unused=unused,
        versions=versions(),
        seconds=watch.laps,
    )


def plan_alone(problem: Problem, policy: Policy, *, seed: int) -> Draft:
    """Return the plan that :func:`solve` finds, neither proved nor audited: for trials that are audited as a whole.

    Raises
    ------
    NotANetworkError
        As by :func:`solve`.
    InfeasibleError
        If the rules, floors and promises cannot all be kept; which of them clash is not sought.
    """
    return Draft(_planned(problem, policy, seed, Stopwatch(), prove=False).allocation)


def _planned(
    problem: Problem,
    policy: Policy,
    seed: int,
    watch: Stopwatch,
    *,
    time_limit: float | None = None,
    found: Callable[[Draft], None] | None = None,
    large: bool | None = None,
    ready: Prepared | None = None,
    prove: bool = True,
) -> Planned:
    """Return a plan by the way that the problem's structure allows, with what proves it."""
    obstacles = structure(problem, policy).obstacles
    if not obstacles:
        return plan_goals(problem, policy, seed, watch, ready)
    if policy.baseline:
        raise NotANetworkError([str(obstacle) for obstacle in obstacles])
    wide = is_large(problem) if large is None else large
    way = _by_restriction if wide and can_restrict(problem, policy) else _by_integer_program
    return way(problem, policy, seed, watch, time_limit, found, prove=prove)


def _by_integer_program(
    problem: Problem,
    policy: Policy,
    seed: int,
    watch: Stopwatch,
    time_limit: float | None,
    found: Callable[[Draft], None] | None,
    *,
    prove: bool,
) -> Planned:
    """Return the plan of an integer program and what can be proved of it; half of a time limit is left for the proof."""
    started = time.monotonic()
    share = None if time_limit is None else time_limit / 2

    tell = _teller(found)
    planned = plan_integer_goals(
        problem, policy, seed, watch, time_limit=share, found=None if found is None else tell
    )
    tell(planned.allocation)
    if not prove:
        return planned
    left = None if time_limit is None else time_limit - (time.monotonic() - started)
    certificate = tree_certificate(
        problem, policy, seed, planned.allocation, time_limit=left, complete=planned.finished,
        witnesses=planned.witnesses,
    )  # fmt: skip
    watch.lap("proof")
    return replace(planned, certificate=certificate)


def _teller(found: Callable[[Draft], None] | None) -> Callable[[Allocation], None]:
    """Return what hands plans on as drafts, to nobody where nobody listens."""

    def tell(allocation: Allocation) -> None:
        if found is not None:
            found(Draft(allocation))

    return tell


def _by_restriction(
    problem: Problem,
    policy: Policy,
    seed: int,
    watch: Stopwatch,
    time_limit: float | None,
    found: Callable[[Draft], None] | None,
    *,
    prove: bool,
) -> Planned:
    """Return a plan of restricted networks with its bounds, or that of an integer program where no restriction holds."""
    started = time.monotonic()
    share = None if time_limit is None else time_limit / 3

    tell = _teller(found)
    try:
        restricted = plan_restricted(
            problem, policy, seed, watch, time_limit=share, found=None if found is None else tell
        )
        if broken_rules(Facts(problem, restricted.planned.allocation, policy, seed))[1].keys() - {"lottery"}:
            raise InfeasibleError("a rule lies beyond the restriction")
    except InfeasibleError:
        # Infeasible under the restriction says nothing of the problem.
        left = None if time_limit is None else max(time_limit - (time.monotonic() - started), 1e-3)
        return _by_integer_program(problem, policy, seed, watch, left, found, prove=prove)
    tell(restricted.planned.allocation)
    if not prove:
        return restricted.planned
    certificate = price_certificate(problem, policy, seed, restricted)
    watch.lap("bounds")
    return replace(restricted.planned, certificate=certificate)


def _stop(planned: Planned) -> StopReason:
    return StopReason.FINISHED if planned.finished else StopReason.TIME_LIMIT


def check_question(problem: Problem, seed: int) -> None:
    """Refuse what is no question.

    Raises
    ------
    TypeError, ValueError
        If the problem is not a problem, or the seed not a whole number in range.
    """
    if not isinstance(problem, Problem):
        raise TypeError(f"solve needs a Problem (see matching.read), not {type(problem).__name__}")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise TypeError(f"the seed is a whole number, not {type(seed).__name__}")
    if not 0 <= seed < 1 << 63:
        raise ValueError(f"the seed lies in [0, 2**63), and {seed} does not")
