"""What all studies share: policies by name, and a solver that is limited only where it may need to be."""

from dataclasses import fields
from typing import Any

from matching.doors import Result, solve
from matching.formulation.network_structure import structure
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem


def policy_of(policy: str | Policy) -> Policy:
    """Return the policy, or the shipped one of that name.

    Raises
    ------
    PolicyError
        If no shipped policy has that name.
    """
    return named_policy(policy) if isinstance(policy, str) else policy


def answer(problem: Problem, policy: Policy, *, seed: int, time_limit: float | None) -> Result:
    """Return the plan; a time limit holds for integer programs only, flows run to their end."""
    limited = time_limit is not None and not policy.baseline and not structure(problem, policy).is_network
    return solve(problem, policy, seed=seed, time_limit=time_limit if limited else None)


def values_of(found: Any) -> dict[str, Any]:
    """Return the fields of a record, for the class that shows it."""
    return {field.name: getattr(found, field.name) for field in fields(found)}
