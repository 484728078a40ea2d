"""One random problem, solved by the library and by enumeration; the differences in words."""

from collections.abc import Iterable
from random import Random
from typing import Any

from matching.errors import InfeasibleError, NotANetworkError
from matching.plan.outcome import GoalValue
from matching.plan.result import Result
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.solving import solve
from oracle.attainable import with_best
from oracle.brute_force import best_value, evaluate, is_feasible
from oracle.goals import LEAST, Value
from oracle.random_problems import SMALL, Size, random_problem


class Tally:
    """Counts what happened to many problems, and keeps every difference."""

    def __init__(self) -> None:
        self.solved = 0
        self.refused: dict[str, int] = {}
        self.infeasible = 0
        self.differences: list[str] = []


def compare_many(
    seeds: Iterable[int], policy: Policy, features: Iterable[str] | None = None, size: Size = SMALL
) -> Tally:
    """Solve the problem of every seed both ways."""
    tally = Tally()
    for seed in seeds:
        problem = random_problem(Random(seed), size, features)
        try:
            difference = compare(problem, policy, tally)
        except Exception as error:  # told with its seed like any other difference, which fails the test
            difference = f"raises {error!r}"
        if difference:
            tally.differences.append(f"seed {seed}: {difference}")
    return tally


def compare(problem: Problem, policy: Policy, tally: Tally) -> str:
    """Return in words how the library's answer differs from enumeration, or nothing."""
    try:
        result = solve(problem, policy)
    except NotANetworkError as error:
        tally.refused[str(error)] = tally.refused.get(str(error), 0) + 1
        return ""
    except InfeasibleError:
        tally.infeasible += 1
        best = best_value(problem, policy)
        return f"called infeasible, but {shown(best)} can be reached" if best is not None else ""
    tally.solved += 1
    return _judge(problem, policy, result)


def _judge(problem: Problem, asked: Policy, result: Result) -> str:
    policy = with_best(problem, asked)
    best = None if policy is None else best_value(problem, policy)
    if policy is None or best is None:
        return "solved, but no plan obeys every rule"
    if not is_feasible(problem, result.plan):
        return "the plan breaks a rule"
    reached = _as_asked(policy, evaluate(problem, policy, result.plan), best)
    if reached != best:
        return f"reached {shown(reached)} instead of {shown(best)}"
    told = _as_asked(policy, tuple(claimed(goal) for goal in result.goals), best)
    if told != tuple(headline(value) for value in best):
        return f"reached {shown(reached)} but told {told}"
    assert result.report is not None
    if result.report.verdict != "proved":
        return f"right, but the audit says {result.report.verdict}: {result.report.to_dict()}"
    return ""


def _as_asked(policy: Policy, values: tuple[Any, ...], best: tuple[Value, ...]) -> tuple[Any, ...]:
    """Return values, those above the share of a total that is to be kept taken as that share."""
    return tuple(
        min(value, asked) if goal.keep is not None else value
        for goal, value, asked in zip(policy.goals, values, best, strict=True)
    )


def claimed(goal: GoalValue) -> object:
    """Return the told value of a goal in the oracle's sense: costs and visits count negative, shares as they are."""
    return -goal.value if goal.goal.measure in LEAST else goal.value


def headline(value: Value) -> object:
    """Return what the library tells of a value: of a leximin vector only the worst coverage."""
    return (value[0] if value else 0) if isinstance(value, tuple) else value


def shown(values: tuple[Value, ...] | None) -> str:
    """Return a vector of values as short text."""
    if values is None:
        return "nothing"
    return "; ".join(
        ", ".join(map(str, value)) if isinstance(value, tuple) else str(value) for value in values
    )
