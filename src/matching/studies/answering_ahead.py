"""Policies solved at the same time on an executor, handed out as they are asked for."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace

from matching.comparing.comparison import question_of
from matching.comparing.solver import Solve
from matching.doors import Result
from matching.problem.policy import Policy
from matching.problem.problem import Problem, problem_from
from matching.studies.questions import answer


def ahead(
    problem: Problem, policies: Sequence[Policy], executor: Executor, seed: int, time_limit: float | None
) -> Solve:
    """Send every different question to the executor now; return a solver that waits for the answer asked for.

    Parameters
    ----------
    problem, seed, time_limit
        The question, the seed of the lottery, and seconds for each integer program.
    policies
        Policies that will be asked for; others are solved when they are.
    executor
        Any executor of ``concurrent.futures``; problem and policy travel to its workers.
    """
    sent: dict[object, Future[Result]] = {}
    for policy in policies:
        question = question_of(policy)
        if question not in sent:
            sent[question] = executor.submit(_answered, problem, policy, seed, time_limit)
    asked = problem

    def solve(problem: Problem, policy: Policy, *, seed: int, time_limit: float | None) -> Result:
        question = question_of(policy)
        if problem is not asked or question not in sent:
            return answer(problem, policy, seed=seed, time_limit=time_limit)
        return replace(sent[question].result(), problem=problem, policy=policy)

    return solve


def _answered(problem: Problem, policy: Policy, seed: int, time_limit: float | None) -> Result:
    """Return the answer without its problem, which the asker holds and no worker need send back."""
    result = answer(problem, policy, seed=seed, time_limit=time_limit)
    return replace(result, problem=problem_from({}, problem.reference_date))
