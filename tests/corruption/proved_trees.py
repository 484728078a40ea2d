"""Small plans proved by bound trees, with the program that their trees are replayed on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from random import Random

import numpy as np

from matching.auditing.checking import audit
from matching.auditing.cut_rows import with_cuts
from matching.auditing.facts import Facts
from matching.auditing.proof_sequence import ProofSequence
from matching.auditing.reference_program.reference import Reference, reference_program
from matching.auditing.tree_replay import tree_bound
from matching.plan.allocation import Allocation
from matching.plan.bound_tree import BoundTree
from matching.plan.integer_program import IntegerProgram
from matching.plan.result import Result
from matching.plan.tree_certificate import ObjectiveProof, TreeCertificate
from matching.solving import solve
from oracle.random_problems import MIP_FEATURES, NETWORK_FEATURES, TINY, random_problem
from properties.policies import policy_called

POLICIES = ("equal-coverage", "utilitarian", "max-min")
SEEDS = (3, 4, 18, 25, 49, 71, 93, 113, 122, 140, 143, 169, 179, 197, 207, 245, 288, 384, 396)
"""Most of them need a split somewhere; every other tree is split by hand."""


@dataclass(frozen=True)
class Proved:
    """A result proved by bound trees, with the program that they are replayed on."""

    result: Result
    certificate: TreeCertificate

    @cached_property
    def facts(self) -> Facts:
        result = self.result
        return Facts(result.problem, result.plan, result.policy, result.seed)

    @cached_property
    def reference(self) -> Reference:
        return reference_program(self.facts)

    @property
    def proofs(self) -> tuple[ObjectiveProof, ...]:
        return self.certificate.proofs

    def gap(self, position: int, tree: BoundTree) -> int | None:
        """How far the replayed bound of a tree is above the plan's value; None for what is no proof."""
        objective = self.reference.objectives[position]
        bound = tree_bound(self.programs[position], objective.coefficients, tree)
        return None if bound is None else bound + objective.constant - objective.value

    @cached_property
    def programs(self) -> list[IntegerProgram]:
        """The program of every objective, with what the true proofs before it tell."""
        sequence, programs = ProofSequence(self.reference), []
        for proof in self.proofs:
            program = with_cuts(sequence.program, proof.cuts)
            assert program is not None
            programs.append(program)
            sequence.replay(proof.tree, proof.cuts)
        return programs

    def is_proof(self, certificate: TreeCertificate) -> bool:
        """Whether every tree of a certificate replays to the plan's value, one after the other."""
        sequence = ProofSequence(self.reference)
        bounds = [sequence.replay(proof.tree, proof.cuts) for proof in certificate.proofs]
        values = [objective.value - objective.constant for objective in self.reference.objectives]
        return bounds == values

    def with_tree(self, position: int, tree: BoundTree) -> TreeCertificate:
        return self.with_proof(position, replace(self.proofs[position], tree=tree))

    def with_proof(self, position: int, proof: ObjectiveProof) -> TreeCertificate:
        return TreeCertificate((*self.proofs[:position], proof, *self.proofs[position + 1 :]))

    def told(self, certificate: TreeCertificate | None, plan: Allocation | None = None) -> str:
        result = self.result
        shown = result.plan if plan is None else plan
        return audit(result.problem, shown, result.policy, result.seed, certificate).verdict


@cache
def cases() -> tuple[Proved, ...]:
    """Plans of tiny problems with whole-number rules, proved by trees, the last tree split at least once."""
    found = []
    for seed in SEEDS:
        rng = Random(seed)
        features = {*rng.sample(MIP_FEATURES, 2), *rng.sample(sorted(NETWORK_FEATURES), 2)}
        result = solve(random_problem(rng, TINY, features), policy_called(POLICIES[seed % 3]))
        proved = result.report is not None and result.report.verdict == "proved"
        if proved and isinstance(result.certificate, TreeCertificate) and len(result.plan):
            case = Proved(result, result.certificate)
            last = len(case.proofs) - 1
            tree = case.proofs[last].tree
            found.append(replace(case, certificate=case.with_tree(last, split_by_hand(case, tree))))
    return tuple(found)


def split_by_hand(case: Proved, tree: BoundTree) -> BoundTree:
    """Return a tree of one leaf as two, on both sides of a split; any other tree as it is."""
    if len(tree) > 1:
        return tree
    program = case.reference.program
    column = int(np.argmax(program.upper - program.lower))
    size = len(tree.row)
    return BoundTree(
        split_column=whole(column, -1, -1), split_value=whole(int(program.lower[column]), 0, 0),
        left=whole(1, -1, -1), right=whole(2, -1, -1), scale=whole(0, tree.scale[0], tree.scale[0]),
        row_start=whole(0, 0, size, 2 * size), row=np.tile(tree.row, 2), multiplier=np.tile(tree.multiplier, 2),
        open=np.zeros(3, dtype=np.bool_),
    )  # fmt: skip


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def written(tree: BoundTree, column: str, place: int, value: int) -> BoundTree:
    """Return a tree with one number changed."""
    values = getattr(tree, column).copy()
    values[place] = value
    return replace(tree, **{column: values})


def leaves(tree: BoundTree) -> list[int]:
    return np.flatnonzero(tree.left < 0).tolist()


def inner(tree: BoundTree) -> list[int]:
    return np.flatnonzero(tree.left >= 0).tolist()


def trees(case: Proved) -> Iterator[tuple[int, BoundTree]]:
    """Yield the positions and trees of a certificate, the largest tree first."""
    yield from sorted(
        ((number, proof.tree) for number, proof in enumerate(case.proofs)), key=lambda one: -len(one[1])
    )
