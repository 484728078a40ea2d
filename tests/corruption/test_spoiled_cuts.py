"""Cuts of a certificate, spoiled: a spoiled one is refused or proves less, and never makes a worse plan look proved."""

from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

import matching
from corruption.proved_trees import Proved
from matching.plan.cuts import Cut
from matching.plan.tree_certificate import ObjectiveProof, TreeCertificate, tree_certificate_from_dict
from matching.problem.policy import policy_from_dict

MOST_WEIGHT = policy_from_dict({"name": "weight", "version": "1", "goals": [{"measure": "weight"}]})


@cache
def proved() -> Proved:
    """A mixed province whose proof leans on cuts."""
    result = matching.solve(matching.generate("thanh-hoa", 700, 3, "mixed"), MOST_WEIGHT)
    assert isinstance(result.certificate, TreeCertificate)
    assert any(proof.cuts for proof in result.certificate.proofs)
    assert matching.audit(result.problem, result).verdict == "proved"
    return Proved(result, result.certificate)


def place_of_cuts() -> int:
    """Return which part's proof leans on cuts, the first of them."""
    return next(place for place, proof in enumerate(proved().proofs) if proof.cuts)


def leaning() -> ObjectiveProof:
    return proved().proofs[place_of_cuts()]


def with_cut(position: int, cut: Cut) -> TreeCertificate:
    cuts = leaning().cuts
    spoiled = replace(leaning(), cuts=(*cuts[:position], cut, *cuts[position + 1 :]))
    return proved().with_proof(place_of_cuts(), spoiled)


def test_cuts_survive_being_written_and_read() -> None:
    certificate = proved().certificate
    again = tree_certificate_from_dict(certificate.to_dict())
    assert again.to_dict() == certificate.to_dict()
    assert proved().told(again) == "proved"


@pytest.mark.parametrize("name", ["divisor", "shrink"])
def test_a_divisor_of_nothing_is_no_cut(name: str) -> None:
    assert proved().told(with_cut(0, replace(leaning().cuts[0], **{name: 0}))) == "violated"


def test_a_proof_without_its_cuts_is_none() -> None:
    bare = replace(leaning(), cuts=())
    assert proved().told(proved().with_proof(place_of_cuts(), bare)) == "violated"


def test_whatever_is_written_into_a_cut_no_smaller_plan_looks_proved() -> None:
    """The plan of one line less is worth less: with any cuts its proof must leave a gap or be refused."""
    case, rng = proved(), Random(7)
    plan = case.result.plan
    kept = np.arange(len(plan)) != int(np.argmax(plan.quantity))
    worse = type(plan)(**{name: getattr(plan, name)[kept] for name in plan.__slots__})
    verdicts = set()
    for number in range(60):
        position = number % len(leaning().cuts)
        cut = leaning().cuts[position]
        place = rng.randrange(len(cut.row))
        changed = cut.multiplier.copy()
        changed[place] += rng.choice([-(1 << 38), -1, 1, 1 << 38])
        spoiled = with_cut(position, replace(cut, multiplier=changed))
        assert case.told(spoiled) in ("proved", "not proved", "violated")
        verdicts.add(case.told(spoiled, worse))
    assert "proved" not in verdicts
    assert verdicts


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("shrink"),
        lambda data: data.update(more=1),
        lambda data: data.update(divisor=2.0),
        lambda data: data.update(divisor=True),
        lambda data: data.update(row="0"),
        lambda data: data.update(multiplier=[1.5] * len(data["multiplier"])),
        lambda data: data.update(multiplier=[2**70] * len(data["multiplier"])),
        lambda data: data.update(upper=[1] * len(data["upper"])),
    ],
)
def test_a_cut_that_is_told_wrongly_is_not_read(spoil: Any) -> None:
    data = proved().certificate.to_dict()
    spoil(data["objectives"][place_of_cuts()]["cuts"][0])
    with pytest.raises((KeyError, TypeError, ValueError)):
        tree_certificate_from_dict(data)
