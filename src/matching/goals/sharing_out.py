"""Shares of a problem: the sums before the first leximin goal kept at their best, then that goal in fractions."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.reference_program.reference import Reference, reference_program
from matching.auditing.share_proofs import promised_alone, sums_before
from matching.auditing.tree_replay import tree_bound
from matching.engines.exact_linear_program import exact_optimum
from matching.engines.exact_rows import with_row
from matching.errors import NotANetworkError, PolicyError, SolverError
from matching.formulation.network_structure import structure
from matching.goals.fractional_leximin import Counted, counted_of, fractional_leximin, single_leaf, whole
from matching.plan.integer_program import UNBOUNDED, IntegerProgram
from matching.plan.shares import ShareProof, Shares
from matching.problem.policy import Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]

EFFICIENT = ("units", "weight")
"""Measures whose sums are kept when they follow the shared goal."""


@dataclass(frozen=True, eq=False, slots=True)
class SharedOut:
    """Shares, the reference program they were found on, and the program of the points that reach them.

    ``sums_after`` holds what a unit of every column counts in the sums of units and points that follow in the policy.
    """

    shares: Shares
    reference: Reference
    program: IntegerProgram
    sums_after: tuple[Integers, ...]


PLAIN = ((), ("commune",), ("commune", "kind"))
"""Groupings whose shares can be told."""


def shared_goal(policy: Policy) -> int:
    """Return the position of the first leximin goal of a policy.

    Raises
    ------
    PolicyError
        If there is none, a goal before it is no sum, or a goal speaks of other parts than communes and kinds.
    """
    if any(goal.keep is not None or goal.among or goal.columns not in PLAIN for goal in policy.goals):
        raise PolicyError(
            "shares are told by commune, or by commune and kind, of everyone, and keep whole totals"
        )
    for position, goal in enumerate(policy.goals):
        if goal.criterion == "leximin":
            return position
        if goal.criterion != "sum":
            break
    raise PolicyError(f"policy {policy.name!r} has no leximin goal to share out after sums alone")


def shared_out(problem: Problem, policy: Policy) -> SharedOut:
    """Return the leximin-best coverages in fractions.

    Limits stay those of whole units: a line holds what its budget buys in whole units.

    Raises
    ------
    PolicyError
        If the policy has no leximin goal after sums alone.
    NotANetworkError
        If a rule asks for a choice between yes and no; it is named.
    SolverError
        If a linear program cannot be solved exactly.
    OverflowRefusedError
        If shares are too fine for 64 bits, or the problem is too large for a program need by need.
    """
    position = shared_goal(policy)
    later = tuple(
        one for one in policy.goals[position:] if one.measure in EFFICIENT and one.criterion == "sum"
    )
    before = sums_before(policy, position)
    facts = Facts(problem, promised_alone(problem), replace(before, goals=before.goals + later), 0)
    reference = reference_program(facts)
    if not reference.is_continuous:
        raise NotANetworkError([str(one) for one in structure(problem, policy).obstacles])
    program, proofs = reference.program, []
    for number, objective in enumerate(reference.objectives[:position]):
        proof, program = _best_sum(program, number, objective.coefficients)
        proofs.append(proof)
    goal = policy.goals[position]
    cover, column = reference.served(goal)
    counted = counted_of(cover, column)
    found = fractional_leximin(program, counted)
    levels = tuple(_told(program, proof, counted, found.coverage) for proof in found.proofs)
    return SharedOut(
        Shares(policy, position, *reference.groups(goal), cover.size, found.coverage, (*proofs, *levels)),
        reference,
        found.program,
        tuple(objective.coefficients for objective in reference.objectives[len(before.goals) :]),
    )


def _best_sum(program: IntegerProgram, number: int, objective: Integers) -> tuple[ShareProof, IntegerProgram]:
    """Return the proof of a sum goal's best value, and the program that keeps it."""
    best = exact_optimum(program, objective)
    scale = lcm(best.value.denominator, *(price.denominator for price in best.prices))
    tree = single_leaf([int(price * scale) for price in best.prices])
    proof = ShareProof(number, (), (), scale, int(best.value * scale), tree)
    return proof, with_row(program, whole(objective, scale), proof.bound, UNBOUNDED)


def _told(
    program: IntegerProgram, proof: ShareProof, counted: Counted, coverage: tuple[Fraction, ...]
) -> ShareProof:
    """Return a level's proof with the bound that it proves, which the coverages reach.

    Raises
    ------
    SolverError
        If they do not: a price was wrong.
    """
    weights = dict(zip(proof.group, proof.weight, strict=True))
    reached = sum(
        (
            weight * (coverage[group] * int(counted.size[group]) - int(counted.promised[group]))
            for group, weight in weights.items()
        ),
        Fraction(0),
    )
    bound = tree_bound(program, counted.weighted(weights, program.columns), proof.tree)
    if bound != reached:
        raise SolverError("the prices of a level of shares do not prove it")
    return replace(proof, bound=int(reached))
