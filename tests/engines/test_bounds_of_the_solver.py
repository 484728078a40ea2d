"""The solver's word that a point is the best is not enough where its own bound does not say so."""

from random import Random

from oracle.random_problems import TINY, random_problem
from properties.comparing import Tally, compare
from properties.policies import UNSEPARABLE, policy_called


def test_a_start_called_the_best_without_a_bound_is_asked_again() -> None:
    """HiGHS once returned the start of a cost goal as optimal, with an infinite bound, though a cheaper plan was there."""
    names = tuple(UNSEPARABLE)
    problem = random_problem(Random(7_001_878), TINY)
    assert compare(problem, policy_called(names[1878 % len(names)]), Tally()) == ""
