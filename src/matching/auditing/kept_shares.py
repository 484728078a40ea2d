"""Goals that keep a share of the best total: the plan that reaches the best is part of the proof."""

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.measures import sum_value
from matching.auditing.names import Names, ranks
from matching.auditing.packing import Integers
from matching.auditing.reference_program.reference import Objective, Reference
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.any_certificate import AnyCertificate
from matching.plan.integer_program import IntegerProgram
from matching.plan.tree_certificate import TreeCertificate
from matching.problem.policy import Goal


def least_total(goal: Goal, best: int) -> int:
    """Return the least total that a goal's share of the best allows, rounded up."""
    assert goal.keep is not None
    return -(-goal.keep.numerator * best // goal.keep.denominator)


def least_totals(facts: Facts, certificate: AnyCertificate | None) -> dict[Goal, int]:
    """Return the least total of every goal of which a share is kept, as the certificate's plans tell, unchecked."""
    if not isinstance(certificate, TreeCertificate):
        return {}
    found = {}
    for proof in certificate.proofs:
        goal = facts.policy.goals[proof.goal]
        witness = None if goal.keep is None or proof.witness is None else _plan(facts, proof.witness)
        if witness is not None:
            reached = Facts(facts.problem, witness, facts.policy, facts.seed)
            found[goal] = least_total(goal, sum_value(reached, goal))
    return found


def witness_lines(facts: Facts, witness: Allocation) -> Integers:
    """Return what a plan gives beyond promises, in canonical numbers, shape ``(n, 3)``."""
    names = Names(facts.problem)
    fresh = ~witness.promised
    line, need = ranks(names.lines)[witness.line[fresh]], ranks(names.needs)[witness.need[fresh]]
    return np.stack([line, need, witness.quantity[fresh]], axis=1)


def best_total(facts: Facts, reference: Reference, position: int, lines: Integers | None) -> int | None:
    """Return the total that a witness reaches, ``None`` where it is no plan that keeps the earlier objectives.

    Parameters
    ----------
    facts, reference
        The plan that is audited, and its reference program.
    position
        The objective of which a share is kept.
    lines
        The witness, untrusted.
    """
    witness = None if lines is None else _plan(facts, lines)
    if witness is None:
        return None
    objective = reference.objectives[position]
    try:
        point = reference.point(Facts(facts.problem, witness, facts.policy, facts.seed))
    except ValueError:
        return None
    if not _is_point(reference.restricted(position), point):
        return None
    return total_at(objective, point)


def total_at(objective: Objective, point: Integers) -> int:
    """Return an objective at a point, what promises contribute included."""
    return objective.constant + int((objective.gain * point[objective.column]).sum())


def _plan(facts: Facts, lines: Integers) -> Allocation | None:
    names, plan = Names(facts.problem), facts.allocation
    limits = (len(names.lines), len(names.needs), 2**31)
    least = (0, 0, 1)
    if lines.ndim != 2 or lines.shape[1] != 3 or ((lines < least) | (lines >= limits)).any():
        return None
    kept = plan.promised
    return allocation_of(
        facts.problem,
        np.concatenate([plan.line[kept], names.lines[lines[:, 0]]]),
        np.concatenate([plan.need[kept], names.needs[lines[:, 1]]]),
        np.concatenate([plan.quantity[kept], lines[:, 2]]),
        np.arange(int(kept.sum()) + len(lines)) < int(kept.sum()),
    )


def _is_point(program: IntegerProgram, point: Integers) -> bool:
    """Return whether a point keeps all bounds and rows; sums of more than 62 bits are no point."""
    if ((point < program.lower) | (point > program.upper)).any():
        return False
    part = program.coefficient * point[program.column]
    size = np.abs(program.coefficient.astype(np.float64) * point[program.column])
    if float(size.sum()) >= 2.0**62:
        return False
    running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(part)])
    total = running[program.row_start[1:]] - running[program.row_start[:-1]]
    return bool(((total >= program.row_lower) & (total <= program.row_upper)).all())
