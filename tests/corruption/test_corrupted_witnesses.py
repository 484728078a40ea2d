"""A share of the best total is kept only if the best is shown: no spoiled witness, and no other table, passes the audit."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from matching.auditing.checking import audit
from matching.formulation import group_side
from matching.formulation.welfare_steps import WelfareSteps, welfare_steps
from matching.goals.integer_certifying import tree_certificate
from matching.plan.allocation import allocation_of
from matching.plan.any_certificate import certificate_from
from matching.plan.result import Result
from matching.plan.tree_certificate import TreeCertificate
from matching.solving import solve
from oracle.random_problems import TINY, random_problem
from properties.policies import policy_called

Lines = np.ndarray[Any, np.dtype[np.int64]]


@cache
def kept_plans() -> tuple[Result, ...]:
    """Proved plans that keep a share of the most points, with something given in the best plan."""
    found = []
    for seed in range(12):
        result = solve(
            random_problem(Random(seed), TINY, {"zones", "commune_max"}), policy_called("kept-share")
        )
        assert result.report is not None
        assert result.report.verdict == "proved"
        if len(witness(result)):
            found.append(result)
    return tuple(found[:5])


def position(result: Result) -> int:
    assert isinstance(result.certificate, TreeCertificate)
    (own,) = [number for number, proof in enumerate(result.certificate.proofs) if proof.witness is not None]
    return own


def witness(result: Result) -> Lines:
    assert isinstance(result.certificate, TreeCertificate)
    lines = result.certificate.proofs[position(result)].witness
    assert lines is not None
    return lines


def verdict(result: Result, lines: Lines | None) -> str:
    assert isinstance(result.certificate, TreeCertificate)
    proofs, own = list(result.certificate.proofs), position(result)
    proofs[own] = replace(proofs[own], witness=lines)
    certificate = TreeCertificate(tuple(proofs))
    report = audit(result.problem, result.plan, result.policy, result.seed, certificate)
    return "refused" if not report.goals[1].proved and report.verdict != "proved" else report.verdict


def changed(lines: Lines, column: int, amount: int) -> Lines:
    copy = lines.copy()
    copy[0, column] += amount
    return copy


SPOILED: dict[str, Callable[[Lines], Lines | None]] = {
    "missing": lambda lines: None,
    "a line dropped": lambda lines: lines[1:],
    "nothing given": lambda lines: lines[:0],
    "more than is needed": lambda lines: changed(lines, 2, 1000),
    "another need": lambda lines: changed(lines, 1, 10**6),
    "another line": lambda lines: changed(lines, 0, -(10**6)),
    "units below zero": lambda lines: changed(lines, 2, -(10**6)),
    "told twice": lambda lines: np.concatenate([lines, lines, lines, lines]),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_witness_proves_no_share(name: str) -> None:
    assert len(kept_plans()) > 2
    assert {verdict(result, SPOILED[name](witness(result))) for result in kept_plans()} == {"refused"}


def test_a_certificate_with_a_witness_reads_back_as_it_was_written() -> None:
    for result in kept_plans():
        assert result.certificate is not None
        told = result.certificate.to_dict()
        assert certificate_from(told).to_dict() == told


def test_a_plan_below_the_share_is_not_proved_even_with_true_bounds() -> None:
    refused = 0
    for result in kept_plans():
        empty = allocation_of(
            result.problem, *(np.zeros(0, dtype=np.int64) for _ in range(3)), np.zeros(0, dtype=bool)
        )
        lines = result.plan.promised
        if lines.any():
            continue
        certificate = tree_certificate(
            result.problem, result.policy, result.seed, empty, complete=False, witnesses={1: result.plan}
        )
        report = audit(result.problem, empty, result.policy, result.seed, certificate)
        assert report.verdict == "not proved"
        refused += 1
    assert refused > 0


def test_a_solver_with_a_wrong_table_of_worths_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(alpha: Any, needed: Any, steps: Any, share: Any) -> WelfareSteps:
        right = welfare_steps(alpha, needed, steps, share)
        return WelfareSteps(right.start, right.gain[::-1].cumsum()[::-1] + 1, right.first)

    monkeypatch.setattr(group_side, "welfare_steps", wrong)
    policy = policy_called("alpha-half-zones")
    verdicts = [solve(random_problem(Random(seed), features={"zones"}), policy).report for seed in range(12)]
    assert {report.verdict for report in verdicts if report is not None} <= {"violated", "not proved"}
