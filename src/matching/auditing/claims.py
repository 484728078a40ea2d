"""Whether a certificate is well formed: right lengths, whole prices in range, the right groups and visits."""

from collections.abc import Iterator

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups
from matching.auditing.levels import rising
from matching.auditing.names import Names
from matching.auditing.packing import Integers
from matching.auditing.scope import Scope
from matching.plan.certificate import Certificate, GoalProof, Prices
from matching.problem.policy import Goal

TOTALLED = ("sum", "alpha_fair")
"""Criteria whose value is one whole number, which a certificate claims."""

LARGEST_PRICE = 2**59
"""Prices of sums stay below this number in size, so that differences fit 64 bits."""


def malformed(facts: Facts, scope: Scope, certificate: Certificate) -> Iterator[str]:
    """Yield what is wrong with the form of a certificate, a sentence each."""
    goals = facts.policy.goals
    names = Names(facts.problem)
    yield from _pairs("groups", certificate.groups, *_name_limits(names, scope), -1)
    yield from _pairs("visits", certificate.visits, len(names.lines), len(names.communes), 0)
    if [proof.goal for proof in certificate.proofs] != list(range(len(goals))):
        yield "The certificate does not hold one proof per goal of the policy, in order."
        return
    lengths = _lengths(facts, scope, certificate)
    for goal, proof in zip(goals, certificate.proofs, strict=True):
        yield from _proof(goal, proof, lengths)


def _name_limits(names: Names, scope: Scope) -> tuple[int, int]:
    """Return what the two numbers that name a group stay below."""
    if scope.grouping is None or scope.grouping.columns in (("commune",), ("commune", "kind")):
        return len(names.communes), len(names.kinds)
    return len(names.children if scope.children else names.needs), 0


def _pairs(what: str, pairs: Integers, first: int, second: int, least: int) -> Iterator[str]:
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind != "i":
        yield f"The certificate's {what} are not pairs of whole numbers."
    elif ((pairs < (0, least)) | (pairs >= (first, second))).any():
        yield f"The certificate's {what} name something that does not exist."
    elif len(np.unique(pairs, axis=0)) != len(pairs):
        yield f"The certificate names one of its {what} twice."


def _lengths(facts: Facts, scope: Scope, certificate: Certificate) -> dict[str, int]:
    problem = facts.problem
    return {
        "line": len(problem["stock"]),
        "visit": len(certificate.visits),
        "need": len(problem["needs"]),
        "child": len(problem["children"]) if scope.children else 0,
        "group": len(certificate.groups),
        "slot": len(problem["slots"]),
    }


def _proof(goal: Goal, proof: GoalProof, lengths: dict[str, int]) -> Iterator[str]:
    number = proof.goal + 1
    if (goal.criterion in TOTALLED) != isinstance(proof.value, int) or isinstance(proof.value, bool):
        yield f"Goal {number}: a value is claimed of totals and welfare, and of nothing else."
    if goal.criterion == "leximin" and not rising(proof.levels):
        yield f"Goal {number}: the levels are not unit keys in strictly rising order."
    if goal.criterion != "leximin" and proof.levels:
        yield f"Goal {number}: only leximin goals have levels."
    least, most = _range(goal, proof)
    for name in Prices.__slots__:
        column = getattr(proof.prices, name)
        if column.dtype.kind != "i" or column.shape != (lengths[name],):
            yield f"Goal {number}: the prices of {name} are not {lengths[name]} whole numbers."
        elif ((column < least) | (column > most)).any():
            yield f"Goal {number}: a price of {name} is outside {least} to {most}."


def _range(goal: Goal, proof: GoalProof) -> tuple[int, int]:
    if goal.criterion == "leximin":
        return 0, len(proof.levels)
    return (0, 1) if goal.criterion == "max_min" else (-LARGEST_PRICE, LARGEST_PRICE)


def misplaced(facts: Facts, scope: Scope, groups: Groups | None, certificate: Certificate) -> Iterator[str]:
    """Yield what is wrong with the groups and visits of a certificate whose form is right."""
    names = Names(facts.problem)
    told = {(first, second) for first, second in certificate.groups.tolist()}
    expected = set() if groups is None else {(a, b) for a, b in groups.names(names, scope.children).tolist()}
    if told != expected:
        yield "The certificate's groups are not those that need anything."
    offers, quotes = facts.problem["offers"], facts.problem["quotes"]
    special = offers["commune_max"] >= 0
    special[quotes["offer"][(quotes["commune"] >= 0) & (quotes["price"] >= 0)]] = True
    if not special[facts.problem["stock"]["offer"][names.lines[certificate.visits[:, 0]]]].all():
        yield "The certificate names a visit of an offer without limits or costs by commune."
