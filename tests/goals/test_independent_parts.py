"""Parts of a problem that share no offer, rule or group are solved and proved apart, and give what the whole gives."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.auditing.proof_sequence import ProofSequence
from matching.auditing.reference_program.reference import reference_program
from matching.errors import InfeasibleError
from matching.goals.proving import prove
from matching.plan import program_parts
from matching.plan.bound_tree import BoundTree
from matching.plan.integer_program import UNBOUNDED, IntegerProgram
from matching.plan.program_parts import independent_parts
from matching.plan.result import Result
from matching.plan.tree_certificate import ObjectiveProof, TreeCertificate, tree_certificate_from_dict
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.solving import solve
from oracle.random_problems import FEATURES, TINY, random_problem
from properties.gluing import glued
from properties.policies import CUSTOM, MANY_SIDED, SHIPPED, policy_called

POLICIES = (*SHIPPED, "leave-no-one-behind", *CUSTOM, *MANY_SIDED)
WHOLE = 10**9


def drawn(seed: int, pieces: int) -> list[Problem]:
    """Draw problems with a mix of rules; floors over all communes would join them."""
    rng = Random(seed)
    features = [feature for feature in sorted(FEATURES) if not feature.startswith("floors")]
    return [
        random_problem(rng, TINY, {one for one in features if rng.random() < 0.15}) for _ in range(pieces)
    ]


def answer(problem: Problem, policy: Policy, least: int, monkeypatch: pytest.MonkeyPatch) -> Result | None:
    monkeypatch.setattr(program_parts, "LEAST_COLUMNS", least)
    try:
        return solve(problem, policy)
    except InfeasibleError:
        return None


def told(result: Result | None) -> object:
    if result is None:
        return "infeasible"
    assert result.report is not None
    return result.report.verdict, [finding.value for finding in result.report.goals]


def compare(seeds: range, monkeypatch: pytest.MonkeyPatch) -> int:
    """Compare problems solved whole and apart; return how many were proved in several parts."""
    apart = 0
    for seed in seeds:
        problem, policy = glued(drawn(seed, 2 + seed % 2)), policy_called(POLICIES[seed % len(POLICIES)])
        whole, parts = (answer(problem, policy, least, monkeypatch) for least in (WHOLE, 1))
        assert told(whole) == told(parts), (seed, policy)
        certificate = None if parts is None else parts.certificate
        if isinstance(certificate, TreeCertificate):
            apart += any(proof.part for proof in certificate.proofs)
    return apart


def test_glued_problems_give_the_same_values_and_verdict_apart_as_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert compare(range(10), monkeypatch) >= 3


@pytest.mark.long
def test_many_glued_problems_give_the_same_values_and_verdict_apart_as_whole(
    monkeypatch: pytest.MonkeyPatch, instances: int
) -> None:
    assert compare(range(100, 100 + instances // 10), monkeypatch) >= instances // 50


@pytest.mark.parametrize("name", ["utilitarian", "cells-alike"])
def test_totals_of_parts_add_up_and_their_coverages_merge(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(20, 24):
        problems, policy = drawn(seed, 2), policy_called(name)
        results = [answer(problem, policy, WHOLE, monkeypatch) for problem in problems]
        joint = answer(glued(problems), policy, 1, monkeypatch)
        if joint is None or any(result is None for result in results):
            assert joint is None
            continue
        assert joint.report is not None
        reports = [result.report for result in results if result is not None]
        for number, goal in enumerate(policy.goals):
            values = [report.goals[number].value for report in reports if report is not None]
            if goal.criterion == "leximin":
                assert rising(joint.report.goals[number].value) == rising(*values)
            elif goal.measure != "lottery":
                assert joint.report.goals[number].value == sum(values)


def rising(*values: object) -> list[Fraction]:
    """Return the coverages that leximin values tell, merged."""
    return sorted(Fraction(*pair) for value in values if isinstance(value, tuple) for pair in value)


@cache
def in_parts() -> tuple[Result, ...]:
    """Return results that were proved in several parts."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for seed in range(10):
            policy = policy_called(POLICIES[seed % len(POLICIES)])
            result = answer(glued(drawn(seed, 2)), policy, 1, patch)
            if result is not None and any(proof.part for proof in proofs_of(result)):
                found.append(result)
    return tuple(found)


def proofs_of(result: Result) -> tuple[ObjectiveProof, ...]:
    certificate = result.certificate
    return certificate.proofs if isinstance(certificate, TreeCertificate) else ()


def verdict(result: Result, *proofs: ObjectiveProof) -> str:
    """Return what the audit says of the plan with other proofs, told and read again."""
    shown = tree_certificate_from_dict(TreeCertificate(proofs).to_dict())
    return audit(result.problem, result.plan, result.policy, result.seed, shown).verdict


def test_a_proof_of_one_part_does_not_pass_for_another_and_none_may_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(in_parts()) >= 3
    monkeypatch.setattr(program_parts, "LEAST_COLUMNS", 1)
    for result in in_parts():
        proofs = proofs_of(result)
        assert verdict(result, *proofs) == "proved"
        assert verdict(result, *proofs[:-1]) == "not proved"
        assert verdict(result, *proofs[1:]) == "violated"
        for place, proof in list(enumerate(proofs))[:: max(len(proofs) // 3, 1)]:
            moved = replace(proof, part=proof.part + 1)
            assert verdict(result, *proofs[:place], moved, *proofs[place + 1 :]) == "violated"


def test_better_plans_stay_points_of_every_part_whatever_earlier_proofs_leave_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(program_parts, "LEAST_COLUMNS", 1)
    assert sum(pieces_kept(result, Random(number)) for number, result in enumerate(in_parts())) > 30


def pieces_kept(result: Result, rng: Random) -> int:
    """Follow the best plan through proofs of one that is best on the first goal; some of them show little.

    Returns
    -------
    How many pieces kept it.
    """
    first = replace(result.policy, goals=result.policy.goals[:1])
    plans = (result.plan, solve(result.problem, first).plan)
    best, poor = (Facts(result.problem, plan, result.policy, result.seed) for plan in plans)
    reference = reference_program(poor)
    point, sequence = reference.point(best), ProofSequence(reference)
    for number, piece in enumerate(sequence.pieces):
        program = sequence.program
        assert inside(program, point[sequence.columns(piece.part)])
        tree, splits = NOTHING_SHOWN, np.zeros(program.columns, dtype=np.int64)
        if rng.random() < 0.5:
            tree = prove(program, piece.coefficients, piece.value, splits, nodes=3).tree
        sequence.replay(tree)
        if (
            sequence.pieces[number + 1 : number + 2]
            and sequence.pieces[number + 1].objective == piece.objective
        ):
            continue
        objective = reference.objectives[piece.objective]
        value = objective.constant + int((objective.gain * point[objective.column]).sum())
        assert sequence.bound is not None
        assert sequence.bound >= value
        if value != objective.value:
            return number + 1
    return len(sequence.pieces)


NOTHING_SHOWN = BoundTree(
    *(np.array(values, dtype=np.int64) for values in ([-1], [0], [-1], [-1], [1], [0, 0], [], [])),
    open=np.array([True]),
)
"""A proof that uses the bounds of the columns alone."""


def inside(program: IntegerProgram, point: NDArray[np.int64]) -> bool:
    total = program.activity(point)
    rows = ((total >= program.row_lower) & (total <= program.row_upper)).all()
    return bool(rows and ((point >= program.lower) & (point <= program.upper)).all())


def test_parts_are_the_components_of_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_parts, "LEAST_COLUMNS", 1)
    for seed in range(100):
        program = sparse_program(Random(seed))
        graph = nx.Graph()
        graph.add_nodes_from(range(program.columns))
        for row, column in zip(program.entry_rows().tolist(), program.column.tolist(), strict=True):
            graph.add_edge(column, -1 - row)
        wanted = {frozenset(node for node in one if node >= 0) for one in nx.connected_components(graph)}
        parts = independent_parts(program)
        assert {frozenset(columns.tolist()) for columns in parts.columns} == wanted - {frozenset()}
        programs = parts.programs(program)
        assert sum(one.rows for one in programs) == program.rows
        assert sum(len(one.column) for one in programs) == len(program.column)


def sparse_program(rng: Random) -> IntegerProgram:
    columns, lengths = rng.randrange(1, 30), [rng.randrange(4) for _ in range(rng.randrange(12))]
    entries = [rng.sample(range(columns), min(length, columns)) for length in lengths]
    start = np.cumsum([0, *map(len, entries)])
    column = np.array([one for row in entries for one in row], dtype=np.int64)
    rows = np.full(len(lengths), UNBOUNDED, dtype=np.int64)
    bounds = np.zeros(columns, dtype=np.int64), np.ones(columns, dtype=np.int64)
    return IntegerProgram(*bounds, start.astype(np.int64), column, np.ones_like(column), -rows, rows)
