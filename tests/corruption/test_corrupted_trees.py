"""No corrupted bound tree, and no worse plan under a true one, is ever called proved."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import islice, pairwise
from random import Random
from typing import Any

import pytest

from corruption.forged_trees import VIOLATIONS, Forger
from corruption.proved_trees import POLICIES, Proved, cases, inner, leaves, trees, written
from corruption.spoiled_plans import line_dropped, one_unit_less, right, unit_moved_to_another_welcome_need
from matching.plan.any_certificate import certificate_from
from matching.plan.bound_tree import BoundTree
from matching.plan.tree_certificate import TreeCertificate
from oracle.brute_force import is_feasible

EACH = 3
"""Claims of each kind from each problem."""
LEAST = 8
"""Claims of each kind that must have been planted."""


def planted(forger: Forger) -> list[tuple[Proved, TreeCertificate]]:
    """Return a few forged certificates of every problem, each other than the true one."""
    claims = [(case, forged) for case in cases() for forged in islice(forger(case), EACH)]
    assert len(claims) >= LEAST, "too few problems where this corruption applies"
    assert len({id(case) for case, _ in claims}) >= 3, "too few different problems"
    assert all(forged.to_dict() != case.certificate.to_dict() for case, forged in claims)
    return claims


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
                    shown = case.with_tree(position, other)
                    assert (case.told(shown) == "proved") == case.is_proof(shown)
                    assert gap == 0 or not case.is_proof(shown)
                    shifted += 1
    assert shifted >= 4 * len(cases())


def test_trees_under_the_labels_of_others_are_proved_only_where_they_replay_to_the_value() -> None:
    false = 0
    for case in cases():
        for (first, one), (second, two) in pairwise(enumerate(case.proofs)):
            swapped = replace(case, certificate=case.with_tree(first, two.tree)).with_tree(second, one.tree)
            if not case.is_proof(swapped):
                assert case.told(swapped) in ("violated", "not proved")
                false += 1
    assert false >= LEAST


def test_the_certificate_of_another_problem_is_called_violated_or_not_proved() -> None:
    false = 0
    for case in cases():
        for other in cases():
            labels = [(proof.goal, proof.level) for proof in other.proofs]
            fits = labels == [(proof.goal, proof.level) for proof in case.proofs]
            if fits and case.is_proof(other.certificate):
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
