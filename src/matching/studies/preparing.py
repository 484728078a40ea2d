"""One problem under many policies: what they share is made once."""

from dataclasses import dataclass, fields

from matching.comparing.solver import Solve
from matching.doors import Result
from matching.formulation.network_structure import structure
from matching.goals import planning
from matching.isolation.memory import refuse_too_large
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.solving import check_question
from matching.solving import solve as solve_bare
from matching.studies.questions import answer, policy_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem made ready for several policies; classes and network are made by the first that needs them.

    Parameters
    ----------
    problem, seed
        The question, and the seed of its lottery.
    """

    problem: Problem
    seed: int
    _ready: planning.Prepared

    def solve(self, policy: str | Policy = "equal-coverage", *, time_limit: float | None = None) -> Result:
        """Return the audited plan of a policy, the same as ``matching.solve`` gives.

        Parameters
        ----------
        policy
            A policy, or the name of a shipped one.
        time_limit
            Seconds for an integer program, which is solved in a process of its own; flows run to their end.

        Raises
        ------
        MatchingError
            Whatever ``matching.solve`` refuses.
        """
        chosen = policy_of(policy)
        if not structure(self.problem, chosen).is_network:
            return answer(self.problem, chosen, seed=self.seed, time_limit=time_limit)
        refuse_too_large(self.problem, chosen, None)
        found = solve_bare(self.problem, chosen, seed=self.seed, ready=self._ready)
        return Result(**{field.name: getattr(found, field.name) for field in fields(found)})


def prepare(problem: Problem, seed: int = 0) -> Prepared:
    """Return a problem made ready to be solved under several policies, each of which then costs its goals and audit alone.

    Parameters
    ----------
    problem
        The question.
    seed
        Seed of the tie lottery, a whole number in [0, 2**63).

    Raises
    ------
    TypeError, ValueError
        If the problem is not a problem, or the seed not a whole number in range.
    """
    check_question(problem, seed)
    return Prepared(problem, seed, planning.prepared(problem, seed))


def answering(problem: Problem, seed: int) -> Solve:
    """Return a solver of many policies that makes a problem ready once; other problems it solves on their own."""
    ready = prepare(problem, seed)

    def solve(problem: Problem, policy: Policy, *, seed: int, time_limit: float | None) -> Result:
        if problem is ready.problem and seed == ready.seed:
            return ready.solve(policy, time_limit=time_limit)
        return answer(problem, policy, seed=seed, time_limit=time_limit)

    return solve
