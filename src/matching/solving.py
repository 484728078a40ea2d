"""Solve a problem: from the frozen question to an audited plan."""

from matching.auditing.checking import audit
from matching.errors import NotANetworkError
from matching.explanation.ranking import first_reasons
from matching.explanation.reasons import unmet_needs, unused_stock
from matching.formulation.network_structure import structure
from matching.goals.planning import plan_goals
from matching.package_versions import versions
from matching.plan.goal_values import goal_values
from matching.plan.outcome import Feasibility, Outcome, Proof, StopReason
from matching.plan.result import Result
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch


def solve(problem: Problem, policy: str | Policy = "equal-coverage", *, seed: int = 0) -> Result:
    """Decide who gets what, and prove it.

    Parameters
    ----------
    problem
        The question.
    policy
        A policy, or the name of a shipped one (see :func:`matching.policy_names`).
    seed
        Seed of the tie lottery, a whole number in [0, 2**63); publish it after the list is closed.

    Returns
    -------
    A result whose plan the audit has checked.

    Raises
    ------
    TypeError, ValueError
        If the problem is not a problem, or the seed not a whole number in range.
    NotANetworkError
        If a rule or goal needs integer programming; the message names it.
    InfeasibleError
        If floors and promises cannot all be kept.
    OverflowRefusedError
        If numbers are too large to be exact.
    """
    _check_question(problem, seed)
    chosen = named_policy(policy) if isinstance(policy, str) else policy
    watch = Stopwatch()
    obstacles = structure(problem, chosen).obstacles
    if obstacles:
        raise NotANetworkError([str(obstacle) for obstacle in obstacles])
    planned = plan_goals(problem, chosen, seed, watch)
    report = audit(problem, planned.allocation, chosen, seed, planned.certificate)
    watch.lap("audit")
    network = (planned.canonical, planned.formulation)
    preferred = first_reasons(planned.formulation, chosen, planned.prices, planned.flow)
    unmet = unmet_needs(problem, *network, planned.allocation, preferred)
    unused = unused_stock(problem, *network, planned.allocation)
    watch.lap("reasons")
    proof = Proof.PROVED if report.verdict == "proved" else Proof.NOT_PROVED
    return Result(
        problem=problem,
        policy=chosen,
        seed=seed,
        outcome=Outcome(StopReason.FINISHED, Feasibility.FEASIBLE, proof, has_plan=True),
        allocation=planned.allocation,
        goals=goal_values(chosen, report),
        certificate=planned.certificate,
        report=report,
        unmet=unmet,
        unused=unused,
        versions=versions(),
        seconds=watch.laps,
    )


def _check_question(problem: Problem, seed: int) -> None:
    if not isinstance(problem, Problem):
        raise TypeError(f"solve needs a Problem (see matching.read), not {type(problem).__name__}")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise TypeError(f"the seed is a whole number, not {type(seed).__name__}")
    if not 0 <= seed < 1 << 63:
        raise ValueError(f"the seed lies in [0, 2**63), and {seed} does not")
