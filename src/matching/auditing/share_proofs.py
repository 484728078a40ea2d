"""Shares and fair lotteries checked: proofs replayed, plans audited, chances and mean coverages added up."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.names import Names
from matching.auditing.packing import Integers
from matching.auditing.record_rules import unreadable
from matching.auditing.reference_program.coverage import Cover, coverages_of
from matching.auditing.reference_program.reference import Reference, reference_program
from matching.auditing.registry import broken_rules
from matching.auditing.tree_replay import tree_bound
from matching.errors import MatchingError
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.fair_lottery import FairLottery
from matching.plan.integer_program import UNBOUNDED, IntegerProgram
from matching.plan.shares import ShareProof, Shares
from matching.problem.drawn_promises import promises
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class ShareReport:
    """What the check of shares or of a lottery found: nothing wrong, or every sentence of what is."""

    findings: tuple[str, ...]

    @property
    def proved(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def sums_before(policy: Policy, position: int) -> Policy:
    """Return the policy whose goals the reference program of shares holds: the sums before the shared goal."""
    counted = policy.goals[position].measure == "children_helped"
    last = (Goal("children_helped"),) if counted else ()
    return replace(policy, goals=policy.goals[:position] + last)


def promised_alone(problem: Problem) -> Allocation:
    """Return the plan that keeps every promise and gives nothing more."""
    kept = promises(problem)
    every = np.ones(len(kept.line), dtype=np.bool_)
    return allocation_of(problem, kept.line, kept.need, kept.quantity, every)


def audit_shares(problem: Problem, shares: Shares) -> ShareReport:
    """Check that no point of the rules, fractions allowed, is leximin-better than the shares.

    A level's proof bounds a weighted sum of what groups are served by what the shares give them; its weights lie on groups
    at or below the level. So, level by level, no group can exceed its share without another at or below it
    falling short.

    """
    try:
        reference, cover, column = _rebuilt(problem, shares, promised_alone(problem))
    except (MatchingError, ValueError) as error:
        return ShareReport((str(error),))
    if len(shares.coverage) != len(cover.size):
        return ShareReport(("the shares are not those of the goal's groups",))
    return ShareReport(tuple(_unproved(reference, cover, column, shares)))


def audit_lottery(problem: Problem, lottery: FairLottery) -> ShareReport:
    """Check a fair lottery: shares proved, plans without a broken rule, chances of 1 in all, and the means they claim."""
    found = list(audit_shares(problem, lottery.shares).findings)
    if (
        any(not 0 < plan.chance <= 1 for plan in lottery.plans)
        or sum((plan.chance for plan in lottery.plans), Fraction(0)) != 1
    ):
        found.append("the chances of the plans do not add up to 1")
    names = Names(problem)
    mean = [Fraction(0)] * len(lottery.shares.coverage)
    for number, plan in enumerate(lottery.plans):
        reason = unreadable(problem, plan.allocation)
        if reason:
            return ShareReport((*found, f"plan {number}: {reason}"))
        facts = Facts(problem, plan.allocation, sums_before(lottery.shares.policy, lottery.shares.goal), 0)
        broken = set(broken_rules(facts)[1]) - {"lottery"}
        found += [f"plan {number} breaks the rule {rule}" for rule in sorted(broken)]
        reached = coverages_of(facts, names, lottery.shares.policy.goals[lottery.shares.goal])
        if len(reached) != len(mean):
            return ShareReport((*found, "the shares are not those of the goal's groups"))
        mean = [total + plan.chance * coverage for total, coverage in zip(mean, reached, strict=True)]
    if tuple(mean) != lottery.shares.coverage:
        found.append("the mean coverages of the plans are not the shares")
    return ShareReport(tuple(found))


def _rebuilt(problem: Problem, shares: Shares, allocation: Allocation) -> tuple[Reference, Cover, Integers]:
    reference = reference_program(Facts(problem, allocation, sums_before(shares.policy, shares.goal), 0))
    return reference, *reference.served(shares.policy.goals[shares.goal])


def _unproved(reference: Reference, cover: Cover, column: Integers, shares: Shares) -> Iterator[str]:
    """Tell which claims of the shares their proofs do not show."""
    program = reference.program
    sums = [proof for proof in shares.proofs if proof.goal is not None]
    if [proof.goal for proof in sums] != list(range(shares.goal)):
        yield "the sums before the shared goal are not all proved, in order"
        return
    for proof, objective in zip(sums, reference.objectives, strict=False):
        if not 0 < proof.scale * int(np.abs(objective.gain).max(initial=1)) < UNBOUNDED:
            yield "the scale of a sum is out of range"
            return
        scaled = objective.coefficients * proof.scale
        if _bound(program, scaled, proof) != proof.bound:
            yield f"goal {objective.goal + 1}: the bound claimed is not the one proved"
            return
        program = _with_least(program, scaled, proof.bound)
    settled: set[int] = set()
    for proof in shares.proofs[len(sums) :]:
        yield from _unproved_level(program, cover, column, shares, proof, settled)
    if settled != set(range(len(shares.coverage))):
        yield "some groups' shares are not proved"


def _bound(program: IntegerProgram, objective: Integers, proof: ShareProof) -> int | None:
    """Return the bound of a proof of one leaf, which holds for fractions; ``None`` for anything else."""
    if len(proof.tree) != 1 or proof.tree.scale.tolist() != [1]:
        return None
    return tree_bound(program, objective, proof.tree)


def _unproved_level(
    program: IntegerProgram,
    cover: Cover,
    column: Integers,
    shares: Shares,
    proof: ShareProof,
    settled: set[int],
) -> Iterator[str]:
    weights = dict(zip(proof.group, proof.weight, strict=False))
    if (
        len(weights) != len(proof.weight)
        or proof.goal is not None
        or not all(0 <= group < len(shares.coverage) and weight > 0 for group, weight in weights.items())
    ):
        yield "the weights of a level are not positive numbers of groups"
        return
    fresh = set(weights) - settled
    if len({shares.coverage[group] for group in fresh}) != 1:
        yield "a level settles groups of different shares"
        return
    factor = np.zeros(len(cover.size), dtype=object)
    for group, weight in weights.items():
        factor[group] = weight
    total = np.zeros(program.columns, dtype=object)
    np.add.at(total, column, factor[cover.group] * cover.points)
    if any(abs(value) >= UNBOUNDED for value in total.tolist()):
        yield "the weights of a level exceed 2**62"
        return
    reached = sum(
        weight * (shares.coverage[group] * int(cover.size[group]) - int(cover.promised[group]))
        for group, weight in weights.items()
    )
    bound = _bound(program, total.astype(np.int64), proof)
    if bound is None or bound > reached:
        yield "a level's shares are not proved to be the best"
        return
    level = next(iter({shares.coverage[group] for group in fresh}))
    if any(shares.coverage[group] > level for group in weights):
        yield "a level rests on groups above it"
        return
    settled |= fresh


def _with_least(program: IntegerProgram, row: Integers, least: int) -> IntegerProgram:
    """Return the program with a row that keeps a sum at its best."""
    used = np.flatnonzero(row)
    return program.with_row(used, row[used], least, UNBOUNDED)
