"""What the bound trees of a certificate prove of a plan, over the reference program written from the problem."""

from matching.auditing.facts import Facts
from matching.auditing.kept_shares import best_total, least_total
from matching.auditing.proof_sequence import ProofSequence
from matching.auditing.reference_program.reference import Objective, Reference, reference_program
from matching.auditing.replay import Replay
from matching.errors import MatchingError
from matching.plan.audit_report import Value
from matching.plan.tree_certificate import TreeCertificate
from matching.problem.policy import MINIMISED, Goal

COUNTED = ("leximin", "max_min")
"""Criteria proved by counting groups at levels."""


def replay_trees(facts: Facts, certificate: TreeCertificate, values: tuple[Value, ...]) -> Replay:
    """Return what a certificate of bound trees proves of a plan that breaks no rule.

    Every objective is proved relative to the plan's values of the objectives before it, and builds on their proofs.
    """
    goals = facts.policy.goals
    try:
        reference = reference_program(facts)
    except MatchingError as error:
        return Replay(values, (str(error),) * len(goals), (), (), 0)
    sequence = ProofSequence(reference)
    told = [(proof.goal, proof.level, proof.part) for proof in certificate.proofs]
    objectives = reference.objectives
    expected = [
        (objectives[piece.objective].goal, objectives[piece.objective].level, piece.part)
        for piece in sequence.pieces
    ]
    if told != expected[: len(told)]:
        claim = (
            "The certificate's proofs are not those of the policy's goals and the plan's levels, in order."
        )
        return Replay(values, ("the certificate is not well formed",) * len(goals), (claim,), (), 0)
    return _replayed(facts, reference, sequence, certificate, values)


def _replayed(
    facts: Facts,
    reference: Reference,
    sequence: ProofSequence,
    certificate: TreeCertificate,
    values: tuple[Value, ...],
) -> Replay:
    """Return what proofs in the right order prove, piece after piece."""
    goals = facts.policy.goals
    why = [""] * len(goals)
    bounds: list[int | None] = [None] * len(goals)
    claims: list[str] = []
    for number, piece in enumerate(sequence.pieces):
        position = piece.objective
        objective = reference.objectives[position]
        if number >= len(certificate.proofs):
            why[objective.goal] = why[objective.goal] or "the search ended before it was proved"
            continue
        proof, goal = certificate.proofs[number], goals[objective.goal]
        best: int | None = None
        if goal.keep is not None:
            best = best_total(facts, reference, position, proof.witness)
            if best is None:
                claims.append(f"Goal {objective.goal + 1}: no plan is shown that reaches the best total.")
                _leave_from(objective.goal, why, "the certificate is not well formed")
                break
            reference = reference.keeping(position, least_total(goal, best))
            sequence.keep(least_total(goal, best))
        if sequence.replay(proof.tree, proof.cuts) is None:
            claims.append(f"Goal {objective.goal + 1}: a proof is not a tree of bounds over the rules.")
            why[objective.goal] = "the certificate is not well formed"
        following = sequence.pieces[number + 1 : number + 2]
        bound = sequence.bound
        if bound is None or (following and following[0].objective == position):
            continue
        if best is None:
            _judge(goal, objective, bound, why, bounds)
            continue
        bounds[objective.goal] = bound
        reason = _unkept(goal, objective.value, best, bound)
        if reason:
            _leave_from(objective.goal, why, reason)
    return Replay(values, tuple(why), tuple(claims), (), 0, tuple(bounds))


def _judge(goal: Goal, objective: Objective, bound: int, why: list[str], bounds: list[int | None]) -> None:
    """Note whether a bound proves an objective, or what it leaves possible."""
    if goal.criterion == "sum":
        bounds[objective.goal] = -bound if goal.measure in MINIMISED else bound
    if bound > objective.value and not why[objective.goal]:
        left = bound - objective.value
        what = (
            f"up to {left} fewer groups at a level" if goal.criterion in COUNTED else f"up to {left} better"
        )
        why[objective.goal] = f"the proof leaves a gap: {what}"


def _leave_from(goal: int, why: list[str], reason: str) -> None:
    """Note that a goal is not proved, nor what is relative to it."""
    for number in range(goal, len(why)):
        why[number] = why[number] or (reason if number == goal else f"goal {goal + 1} is not proved")


def _unkept(goal: Goal, value: int, best: int, bound: int) -> str:
    """Return why a plan is not shown to keep its share of the best total, or an empty text."""
    if bound > best:
        return f"the proof leaves a gap: the best total may be up to {bound - best} larger"
    least = least_total(goal, best)
    return "" if value >= least else f"the plan reaches {value}, and {least} is to be kept"
