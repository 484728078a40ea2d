"""The proof of a plan of an integer program: a bound tree per objective of the reference program."""

import time
from collections.abc import Mapping

from matching.auditing.facts import Facts
from matching.auditing.kept_shares import least_total, total_at, witness_lines
from matching.auditing.proof_sequence import ProofSequence
from matching.auditing.reference_program.reference import reference_program
from matching.engines.linear_program import Relaxation
from matching.errors import OverflowRefusedError, SolverError
from matching.goals.proving import prove
from matching.plan.allocation import Allocation
from matching.plan.tree_certificate import ObjectiveProof, TreeCertificate
from matching.problem.policy import Policy
from matching.problem.problem import Problem

NODES = 20_000
"""Most nodes of one tree: a proof that needs more is left with a gap, the same on every machine."""

GRACE = 1.0
"""Seconds after a time limit in which objectives still get the bounds that need no search."""

WORK = 20_000_000
"""Most nodes times rows of one tree, so that large programs do not take hours."""


def tree_certificate(
    problem: Problem,
    policy: Policy,
    seed: int,
    allocation: Allocation,
    *,
    time_limit: float | None = None,
    complete: bool = True,
    witnesses: Mapping[int, Allocation] | None = None,
) -> TreeCertificate:
    """Return the bounds that can be proved of a plan; none where the reference program is too large to be written down.

    Parameters
    ----------
    problem, policy, seed, allocation
        The question and its plan.
    time_limit
        Seconds after which open trees are closed with the bounds they have.
    complete
        Whether the plan is thought to be the best; finding a better point is then a fault of the solver.
    witnesses
        Per goal that keeps a share of the best total, a plan that reaches the best.

    Raises
    ------
    SolverError
        If the search for a proof finds that the plan is not the best although it was thought to be.
    """
    deadline = None if time_limit is None else time.monotonic() + time_limit
    facts = Facts(problem, allocation, policy, seed)
    try:
        reference = reference_program(facts)
    except OverflowRefusedError:
        return TreeCertificate(())
    sequence = ProofSequence(reference)
    relaxations: dict[int, Relaxation] = {}
    proofs: list[ObjectiveProof] = []
    for piece in sequence.pieces:
        objective = reference.objectives[piece.objective]
        goal, target, lines = policy.goals[objective.goal], piece.value, None
        if deadline is not None and time.monotonic() > deadline + GRACE:
            break
        program = sequence.program
        if piece.part in relaxations:
            relaxations[piece.part].grow(program)
        else:
            relaxations[piece.part] = Relaxation(program)
        if goal.keep is not None:
            witness = (witnesses or {}).get(objective.goal)
            if witness is None:
                break
            lines = witness_lines(facts, witness)
            best = total_at(objective, reference.point(Facts(problem, witness, policy, seed)))
            target = best - objective.constant
        found = prove(
            program,
            piece.coefficients,
            target,
            reference.splits[sequence.columns(piece.part)],
            deadline=deadline,
            nodes=min(NODES, WORK // max(program.rows, 1)),
            relaxation=relaxations[piece.part],
        )
        if found.better is not None:
            if complete:
                raise SolverError(
                    f"goal {objective.goal + 1}: the search for a proof found a better plan than the solver did"
                )
            break
        if goal.keep is not None:
            sequence.keep(least_total(goal, target + objective.constant))
        sequence.take_down(found.tree, found.bound, cuts=bool(found.cuts))
        shown = (found.tree, found.cuts, lines, piece.part)
        proofs.append(ObjectiveProof(objective.goal, objective.level, *shown))
    return TreeCertificate(tuple(proofs))
