"""No corrupted bound tree, and no worse plan under a true one, is ever called proved."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from itertools import islice, pairwise
from random import Random
from typing import Any

import numpy as np
import pytest

from corruption.spoiled_plans import line_dropped, one_unit_less, right, unit_moved_to_another_welcome_need
from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.auditing.reference_program import Reference, reference_program
from matching.auditing.tree_replay import tree_bound
from matching.plan.allocation import Allocation
from matching.plan.bound_tree import BoundTree
from matching.plan.integer_program import UNBOUNDED
from matching.plan.result import Result
from matching.plan.tree_certificate import ObjectiveProof, TreeCertificate, certificate_from
from matching.solving import solve
from oracle.brute_force import is_feasible
from oracle.random_problems import MIP_FEATURES, NETWORK_FEATURES, TINY, random_problem
from properties.policies import policy_called

POLICIES = ("equal-coverage", "utilitarian", "max-min")
SEEDS = (3, 4, 18, 25, 49, 71, 93, 113, 122, 140, 143, 169, 179, 197, 207, 245, 288, 384, 396)
"""Most of them need a split somewhere; every other tree is split by hand."""
EACH = 3
"""Claims of each kind from each problem."""
LEAST = 8
"""Claims of each kind that must have been planted."""


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
        bound = tree_bound(self.reference.restricted(position), objective.coefficients, tree)
        return None if bound is None else bound + objective.constant - objective.value

    def with_tree(self, position: int, tree: BoundTree) -> TreeCertificate:
        return self.with_proof(position, replace(self.proofs[position], tree=tree))

    def with_proof(self, position: int, proof: ObjectiveProof) -> TreeCertificate:
        return TreeCertificate((*self.proofs[:position], proof, *self.proofs[position + 1 :]))

    def told(self, certificate: TreeCertificate | None, plan: Allocation | None = None) -> str:
        result = self.result
        shown = result.plan if plan is None else plan
        return audit(result.problem, shown, result.policy, result.seed, certificate).verdict


Forger = Callable[[Proved], Iterator[TreeCertificate]]


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


def with_entry(tree: BoundTree, node: int, row: int, multiplier: int) -> BoundTree:
    """Return a tree with the multiplier of one row of a leaf set."""
    start, stop = (int(tree.row_start[node + side]) for side in (0, 1))
    place = start + int(np.searchsorted(tree.row[start:stop], row))
    if place < stop and tree.row[place] == row:
        return written(tree, "multiplier", place, multiplier)
    row_start = tree.row_start.copy()
    row_start[node + 1 :] += 1
    rows, multipliers = np.insert(tree.row, place, row), np.insert(tree.multiplier, place, multiplier)
    return replace(tree, row_start=row_start, row=rows, multiplier=multipliers)


def leaves(tree: BoundTree) -> list[int]:
    return np.flatnonzero(tree.left < 0).tolist()


def inner(tree: BoundTree) -> list[int]:
    return np.flatnonzero(tree.left >= 0).tolist()


def home(case: Proved, tree: BoundTree) -> int:
    """Return the leaf that the plan itself lies in: whatever is claimed of it, it is not empty."""
    point, node = case.reference.point(case.facts), 0
    while tree.left[node] >= 0:
        below = point[tree.split_column[node]] <= tree.split_value[node]
        node = int((tree.left if below else tree.right)[node])
    return node


def trees(case: Proved) -> Iterator[tuple[int, BoundTree]]:
    """Yield the positions and trees of a certificate, the largest tree first."""
    yield from sorted(
        ((number, proof.tree) for number, proof in enumerate(case.proofs)), key=lambda one: -len(one[1])
    )


def planted(forger: Forger) -> list[tuple[Proved, TreeCertificate]]:
    """Return a few forged certificates of every problem, each other than the true one."""
    claims = [(case, forged) for case in cases() for forged in islice(forger(case), EACH)]
    assert len(claims) >= LEAST, "too few problems where this corruption applies"
    assert len({id(case) for case, _ in claims}) >= 3, "too few different problems"
    assert all(forged.to_dict() != case.certificate.to_dict() for case, forged in claims)
    return claims


# Certificates whose proofs are not those of the policy's goals, in order.


def proof_dropped_in_the_middle(case: Proved) -> Iterator[TreeCertificate]:
    for number in range(len(case.proofs) - 1):
        yield TreeCertificate(case.proofs[:number] + case.proofs[number + 1 :])


def proofs_swapped(case: Proved) -> Iterator[TreeCertificate]:
    for number in range(len(case.proofs) - 1):
        first, second = case.proofs[number : number + 2]
        yield TreeCertificate((*case.proofs[:number], second, first, *case.proofs[number + 2 :]))


def proof_told_twice(case: Proved) -> Iterator[TreeCertificate]:
    for number in range(len(case.proofs)):
        yield TreeCertificate(case.proofs[: number + 1] + case.proofs[number:])


def goal_number_changed(case: Proved) -> Iterator[TreeCertificate]:
    for number, proof in enumerate(case.proofs):
        for change in (-1, 1):
            yield case.with_proof(number, replace(proof, goal=proof.goal + change))


def level_number_changed(case: Proved) -> Iterator[TreeCertificate]:
    for number, proof in reversed(list(enumerate(case.proofs))):
        yield case.with_proof(number, replace(proof, level=0 if proof.level is None else proof.level + 1))
        if proof.level is not None:
            yield case.with_proof(number, replace(proof, level=None))


# Trees that are no trees over the program.


def everywhere(
    changed: Callable[[Proved, int, BoundTree], Iterator[BoundTree]],
) -> Forger:
    """Return the forger that makes one change in a tree of a certificate."""

    def forger(case: Proved) -> Iterator[TreeCertificate]:
        for position, tree in trees(case):
            yield from (case.with_tree(position, other) for other in changed(case, position, tree))

    forger.__name__ = changed.__name__
    return forger


def multiplier_on_an_open_side(case: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    program = case.reference.restricted(position)
    for side, sign in ((program.row_upper, 1), (program.row_lower, -1)):
        for row in np.flatnonzero(np.abs(side) >= UNBOUNDED).tolist()[:1]:
            yield with_entry(tree, leaves(tree)[-1], row, sign)


def row_that_does_not_exist(case: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    rows = case.reference.restricted(position).rows
    for wrong in (rows, -1):
        if len(tree.row):
            yield written(tree, "row", len(tree.row) - 1 if wrong > 0 else 0, wrong)


def leaf_of_the_plan_called_empty(case: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    node = home(case, tree)
    assert tree.scale[node] > 0
    yield written(tree, "scale", node, 0)


def negative_scale(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    yield written(tree, "scale", leaves(tree)[0], -1)


def right_child_replaced_by_the_left(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "right", node, int(tree.left[node]))


def one_side_cut_off(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "right", node, -1)
        yield written(tree, "left", node, -1)


def children_that_point_backwards(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "left", node, node)
        yield written(tree, "right", node, 0)
    for node in leaves(tree):
        yield written(written(tree, "left", node, 0), "right", node, 0)


def split_on_a_column_that_does_not_exist(case: Proved, _: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "split_column", node, case.reference.program.columns)


def columns_of_different_lengths(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for name in ("split_value", "scale", "row_start", "open"):
        yield replace(tree, **{name: getattr(tree, name)[:-1]})


def multipliers_in_fractions(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    if len(tree.row):
        yield replace(tree, multiplier=tree.multiplier + 0.5)  # type: ignore[arg-type]


VIOLATIONS: tuple[Forger, ...] = (
    proof_dropped_in_the_middle, proofs_swapped, proof_told_twice, goal_number_changed, level_number_changed,
    *map(everywhere, (
        multiplier_on_an_open_side, row_that_does_not_exist, leaf_of_the_plan_called_empty, negative_scale,
        right_child_replaced_by_the_left, one_side_cut_off, children_that_point_backwards,
        split_on_a_column_that_does_not_exist, columns_of_different_lengths, multipliers_in_fractions,
    )),
)  # fmt: skip


def test_the_plans_are_proved_before_they_are_spoiled() -> None:
    assert len(cases()) >= 12
    assert {case.told(case.certificate) for case in cases()} == {"proved"}
    assert {case.result.policy.name for case in cases()} == set(POLICIES)
    assert all(inner(case.proofs[-1].tree) for case in cases())


def test_a_true_certificate_is_proved_again_after_a_round_trip_through_json() -> None:
    for case in cases():
        again = certificate_from(json.loads(json.dumps(case.certificate.to_dict())))
        assert isinstance(again, TreeCertificate)
        assert again.to_dict() == case.certificate.to_dict()
        assert case.told(again) == "proved"


@pytest.mark.parametrize("forger", VIOLATIONS, ids=lambda forger: forger.__name__)
def test_a_certificate_that_is_not_well_formed_is_called_violated(forger: Forger) -> None:
    claims = planted(forger)
    assert [case.told(forged) for case, forged in claims] == ["violated"] * len(claims)


def test_a_certificate_without_its_last_proofs_is_called_not_proved() -> None:
    for case in cases():
        for kept in range(len(case.proofs)):
            assert case.told(TreeCertificate(case.proofs[:kept])) == "not proved"
        assert case.told(None) == "not proved"


@pytest.mark.parametrize("spoiler", [line_dropped, one_unit_less, unit_moved_to_another_welcome_need])
def test_a_worse_plan_under_the_old_certificate_is_called_violated_or_not_proved(spoiler: Any) -> None:
    verdicts: list[str] = []
    feasible = 0
    for number, case in enumerate(cases()):
        before = right(case.result, number)
        for plan in islice((plan for plan in spoiler(before) if before.harms(plan)), EACH):
            verdicts.append(case.told(case.certificate, plan))
            feasible += is_feasible(case.result.problem, plan)
    assert len(verdicts) >= LEAST
    assert feasible >= (3 if spoiler is not unit_moved_to_another_welcome_need else 0)
    assert set(verdicts) <= {"violated", "not proved"}


def changed_leaves(tree: BoundTree) -> Iterator[BoundTree]:
    """Yield trees of the same form with another multiplier or scale, some near the end of 64 bits."""
    for place, old in enumerate(tree.multiplier.tolist()):
        for new in (old + 1, old - 1, 0, -old, 2 * old, 2**62, -(2**62), 2**63 - 1):
            if new != old:
                yield written(tree, "multiplier", place, new)
    for node in leaves(tree):
        for scale in (1, 2 * int(tree.scale[node]), int(tree.scale[node]) + 1, 2**62):
            if tree.scale[node] and scale != tree.scale[node]:
                yield written(tree, "scale", node, scale)


def test_a_leaf_whose_changed_multipliers_weaken_its_bound_is_called_not_proved() -> None:
    weaker = harmless = 0
    for case in cases():
        verdicts: list[str] = []
        for position, tree in trees(case):
            for other in islice(changed_leaves(tree), 60):
                gap = case.gap(position, other)
                assert gap is None or gap >= 0, "no multiplier brings a bound below what the plan reaches"
                harmless += gap == 0
                if gap and len(verdicts) < EACH:
                    verdicts.append(case.told(case.with_tree(position, other)))
        assert set(verdicts) <= {"not proved"}
        weaker += len(verdicts)
    assert weaker >= 20
    assert harmless > 0


def test_a_shifted_split_never_brings_a_bound_below_the_plans_value() -> None:
    shifted = 0
    for case in cases():
        for position, tree in trees(case):
            for node in inner(tree)[:10]:
                for change in (-2, -1, 1, 2):
                    other = written(tree, "split_value", node, int(tree.split_value[node]) + change)
                    gap = case.gap(position, other)
                    assert gap is None or gap >= 0
                    assert (case.told(case.with_tree(position, other)) == "proved") == (gap == 0)
                    shifted += 1
    assert shifted >= 4 * len(cases())


def test_trees_under_the_labels_of_others_are_proved_only_where_they_replay_to_the_value() -> None:
    false = 0
    for case in cases():
        for (first, one), (second, two) in pairwise(enumerate(case.proofs)):
            gaps = (case.gap(first, two.tree), case.gap(second, one.tree))
            if gaps != (0, 0):
                swapped = replace(case, certificate=case.with_tree(first, two.tree))
                assert case.told(swapped.with_tree(second, one.tree)) in ("violated", "not proved")
                false += 1
    assert false >= LEAST


def test_the_certificate_of_another_problem_is_called_violated_or_not_proved() -> None:
    false = 0
    for case in cases():
        for other in cases():
            labels = [(proof.goal, proof.level) for proof in other.proofs]
            fits = labels == [(proof.goal, proof.level) for proof in case.proofs]
            if fits and all(case.gap(number, proof.tree) == 0 for number, proof in enumerate(other.proofs)):
                continue
            assert case.told(other.certificate) in ("violated", "not proved")
            false += fits
    assert false >= LEAST


def test_no_single_changed_number_brings_a_bound_below_the_plans_value() -> None:
    rng = Random(0)
    no_proof = 0
    for case in cases():
        for _ in range(60):
            position = rng.randrange(len(case.proofs))
            tree = case.proofs[position].tree
            name = rng.choice([field.name for field in fields(BoundTree)])
            values = getattr(tree, name)
            if not len(values):
                continue
            place = rng.randrange(len(values))
            old = int(values[place])
            new = rng.choice((old - 1, old + 1, -1, 0, 1, len(tree), 2**62, -(2**62), 2**63 - 1, -(2**63)))
            gap = case.gap(position, written(tree, name, place, new))
            assert gap is None or gap >= 0
            no_proof += gap is None
    assert no_proof >= 100


def edited(*path: str | int, value: Any = ...) -> Callable[[dict[str, Any]], None]:
    """Return the edit that writes a value at a place in plain data, or deletes what is there."""

    def edit(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        if value is ...:
            del data[path[-1]]
        else:
            data[path[-1]] = value

    return edit


TREE = ("objectives", 0, "tree")
MALFORMED: dict[str, Callable[[dict[str, Any]], None]] = {
    "no version": edited("version"),
    "older version": edited("version", value=1),
    "newer version": edited("version", value=3),
    "version as text": edited("version", value="2"),
    "no objectives": edited("objectives"),
    "objectives null": edited("objectives", value=None),
    "objective a text": edited("objectives", 0, value="proof"),
    "no goal": edited("objectives", 0, "goal"),
    "goal a fraction": edited("objectives", 0, "goal", value=0.5),
    "goal a text": edited("objectives", 0, "goal", value="0"),
    "no level": edited("objectives", 0, "level"),
    "level a text": edited("objectives", 0, "level", value="0"),
    "no tree": edited("objectives", 0, "tree"),
    "tree a list": edited(*TREE, value=[]),
    "tree without a version": edited(*TREE, "version"),
    "tree of another version": edited(*TREE, "version", value=2),
    "tree without multipliers": edited(*TREE, "multiplier"),
    "tree with more than its lists": edited(*TREE, "bound", value=[7]),
    "scale in fractions": edited(*TREE, "scale", value=[0.5]),
    "scale beyond 64 bits": edited(*TREE, "scale", 0, value=2**63),
    "left a number": edited(*TREE, "left", value=-1),
    "left with a yes": edited(*TREE, "left", 0, value=True),
    "open in numbers": edited(*TREE, "open", 0, value=1),
    "split columns cut short": edited(*TREE, "split_column", 0),
    "row starts cut short": edited(*TREE, "row_start", 0),
    "multiplier too many": edited(*TREE, "multiplier", value=[1] * 1000),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_plain_data_that_are_no_certificate_are_refused_with_a_reason(kind: str) -> None:
    for case in cases()[:4]:
        data = json.loads(json.dumps(case.certificate.to_dict()))
        MALFORMED[kind](data)
        with pytest.raises((KeyError, TypeError, ValueError)) as refusal:
            certificate_from(data)
        assert str(refusal.value)
