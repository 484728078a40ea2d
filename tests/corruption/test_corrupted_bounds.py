"""Spoiled certificates of bounds: refused, or a bound that is still true; never a better claim."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching.auditing.checking import audit
from matching.plan.any_certificate import certificate_from
from matching.plan.price_certificate import PriceCertificate, PricedProof
from matching.plan.result import Result
from matching.problem.policy import named_policy
from matching.solving import solve
from matching.synthetic.provinces import generate


@pytest.fixture(scope="module")
def result() -> Result:
    return solve(generate("dien-bien", 200, 1, "mixed"), "equal-coverage", large=True)


def certificate(result: Result) -> PriceCertificate:
    assert isinstance(result.certificate, PriceCertificate)
    return result.certificate


def spoiled(result: Result, number: int, **changes: object) -> PriceCertificate:
    proofs = list(certificate(result).proofs)
    proofs[number] = replace(proofs[number], **changes)  # type: ignore[arg-type]
    return PriceCertificate(tuple(proofs))


def verdict(result: Result, changed: PriceCertificate) -> str:
    assert result.allocation is not None
    return audit(result.problem, result.allocation, result.policy, result.seed, changed).verdict


def test_a_certificate_of_bounds_survives_its_plain_data(result: Result) -> None:
    told = certificate(result).to_dict()
    assert certificate_from(told).to_dict() == told


def test_any_prices_give_a_true_bound(result: Result) -> None:
    rng, own = Random(1), certificate(result).proofs
    assert result.allocation is not None
    for _ in range(8):
        number = rng.randrange(len(own))
        need = own[number].need.copy()
        rows = np.array(rng.sample(range(len(need)), 20))
        need[rows] = rng.choice([0, 1, 2**30])
        changed = spoiled(result, number, need=need)
        report = audit(result.problem, result.allocation, result.policy, result.seed, changed)
        assert report.verdict != "violated"
        for finding in report.goals:
            if isinstance(finding.value, int) and isinstance(finding.bound, int):
                assert finding.bound >= finding.value


def broken_forms(proof: PricedProof) -> list[dict[str, object]]:
    negative = proof.need.copy()
    negative[0] = -1
    return [
        {"need": proof.need[:-1]},
        {"need": negative},
        {"need": proof.need.astype(np.float64)},
        {"need": proof.need + 2**45},
        {"slot": np.zeros(1, dtype=np.int64)},
        {"child": np.zeros(1, dtype=np.int64)},
        {"goal": 7},
        {"goal": -1},
        {"aside": 3},
        {"scale": 0},
        {"scale": -1},
        {"scale": True},
        {"earlier": (1,)},
        {"groups": (proof.need,)},
    ]


@pytest.mark.parametrize("number", range(14))
def test_a_certificate_of_the_wrong_form_is_refused(result: Result, number: int) -> None:
    changes = broken_forms(certificate(result).proofs[0])[number]
    assert verdict(result, spoiled(result, 0, **changes)) == "violated"


def test_bounds_out_of_order_or_told_twice_are_refused(result: Result) -> None:
    proofs = certificate(result).proofs
    assert verdict(result, PriceCertificate(proofs[::-1])) == "violated"
    assert verdict(result, PriceCertificate((proofs[0], *proofs))) == "violated"


def test_weights_of_the_wrong_length_are_refused(result: Result) -> None:
    goals = named_policy("equal-coverage").goals
    number = next(
        at for at, one in enumerate(certificate(result).proofs) if goals[one.goal].criterion == "leximin"
    )
    proof = certificate(result).proofs[number]
    for changes in (
        {"groups": (proof.groups[0][:-1],)},
        {"groups": ()},
        {"earlier": (0, 0)},
    ):
        assert verdict(result, spoiled(result, number, **changes)) == "violated"


@pytest.mark.parametrize(
    "change",
    [{"version": 4}, {"more": 1}, {"bounds": {}}, {"bounds": [1]}, {"bounds": [{"goal": 0}]}],
)
def test_plain_data_of_another_form_are_not_read(result: Result, change: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        certificate_from(certificate(result).to_dict() | change)


@pytest.mark.parametrize(
    ("name", "value"), [("need", ["1"]), ("need", [-1]), ("goal", 1.0), ("earlier", 0), ("slot", [True])]
)
def test_plain_data_with_other_than_whole_numbers_are_not_read(
    result: Result, name: str, value: object
) -> None:
    told = certificate(result).to_dict()
    told["bounds"][0] = told["bounds"][0] | {name: value}
    with pytest.raises((KeyError, TypeError, ValueError)):
        certificate_from(told)
