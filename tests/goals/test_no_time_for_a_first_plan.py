"""A search whose time is over before it has any plan says so in the caller's words."""

from random import Random

from matching.errors import InfeasibleError, NoPlanError
from matching.goals.integer_planning import plan_integer_goals
from matching.problem.policy import named_policy
from matching.timing import Stopwatch
from oracle.random_problems import TINY, random_problem


def ended(seed: int) -> str:
    problem = random_problem(Random(seed), TINY, {"floors_by_group", "child_min"})
    try:
        plan_integer_goals(problem, named_policy("equal-coverage"), 0, Stopwatch(), time_limit=0.0)
    except NoPlanError as error:
        return str(error)
    except InfeasibleError:
        return "infeasible"
    return "a plan"


def test_no_time_at_all_ends_in_a_plan_or_in_none_yet() -> None:
    told = {ended(seed) for seed in range(12)}
    assert "the time limit passed before any plan was found: none yet" in told
    assert told <= {"the time limit passed before any plan was found: none yet", "infeasible", "a plan"}
