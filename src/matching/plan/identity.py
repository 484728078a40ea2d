"""The identity of a plan: a hash of the question it answers."""

import hashlib
import json

from matching.problem.policy import Policy
from matching.problem.problem import Problem


def plan_id(problem: Problem, policy: Policy, seed: int) -> str:
    """Return SHA-256 over the input's digest, the policy and the seed."""
    question = json.dumps({"input": problem.digest, "policy": policy.to_dict(), "seed": seed}, sort_keys=True)
    return hashlib.sha256(question.encode()).hexdigest()
