"""Max-min goals: the lowest coverage is proved by a cut, and later goals may not go below it."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from random_problems import random_problem
from reference_network import (
    SINK,
    Reference,
    allocation,
    certificate,
    improve,
    potentials,
    reference,
    residual,
    values,
)  # fmt: skip
from small import (
    LOWEST,
    WEIGHT,
    certificate_of,
    child,
    commune,
    need,
    offer,
    plan_of,
    policy_of,
    prices,
    problem_of,
    stock,
)  # fmt: skip

from matching.auditing.checking import audit
from matching.plan.certificate import Certificate, GoalProof
from matching.problem.problem import Problem

POLICY = policy_of(LOWEST, WEIGHT)


def two_communes(units: int, first_weight: int, second_weight: int) -> Problem:
    """A needs 4 and B needs 2 of one kind; one offer serves both."""
    return problem_of(
        communes=[commune("00"), commune("01")],
        children=[child("a", 0), child("b", 1)],
        needs=[need("na", 0, 0, 4, weight=first_weight), need("nb", 1, 0, 2, weight=second_weight)],
        offers=[offer("o")],
        stock=[stock(0, 0, units)],
    )


def proof(line: int, needs: tuple[int, int], groups: tuple[int, int], value: int) -> Certificate:
    cut = prices(line=[1], need=[1, 1], group=[1, 1])
    weights = prices(line=[line], need=needs, group=groups)
    # kinds by id: kit before meal
    return certificate_of(GoalProof(0, None, cut), GoalProof(1, value, weights), groups=[(0, 1), (1, 1)])


def test_equal_halves_are_the_highest_lowest_coverage() -> None:
    problem = two_communes(3, 10, 10)
    report = audit(
        problem, plan_of(problem, [(0, 0, 2), (0, 1, 1)]), POLICY, 1, proof(10, (10, 10), (0, 0), 30)
    )
    assert report.verdict == "proved"
    assert report.goals[0].value == Fraction(1, 2)


def test_protected_units_may_be_worth_less_than_the_units_they_displace() -> None:
    problem = two_communes(3, 1, 10)
    report = audit(
        problem, plan_of(problem, [(0, 0, 2), (0, 1, 1)]), POLICY, 1, proof(10, (10, 10), (9, 0), 12)
    )
    assert report.verdict == "proved"


def test_unit_above_the_protected_ones_must_earn_its_place() -> None:
    problem = two_communes(4, 5, 10)
    report = audit(
        problem, plan_of(problem, [(0, 0, 3), (0, 1, 1)]), POLICY, 1, proof(10, (10, 10), (5, 0), 25)
    )
    assert report.verdict == "violated"
    assert [goal.proved for goal in report.goals] == [True, False]


def test_lowest_coverage_that_could_rise_is_a_false_claim() -> None:
    problem = two_communes(3, 10, 10)
    report = audit(problem, plan_of(problem, [(0, 0, 3)]), POLICY, 1, proof(10, (10, 10), (0, 0), 30))
    assert report.verdict == "violated"
    assert report.counts == {"optimality": 1}
    assert report.goals[0].value == 0


def test_commune_that_nobody_can_reach_does_not_freeze_the_lowest_coverage() -> None:
    problem = two_communes(3, 10, 10)
    problem = problem.replace(
        earmarks=problem_of(earmarks=[{"offer": 0, "field": "commune", "values": "2025-07:00"}])["earmarks"]
    )
    report = audit(problem, plan_of(problem, [(0, 0, 3)]), POLICY, 1, None)
    assert report.goals[0].value == Fraction(3, 4)


def _favouring(problem: Problem, wanted: dict[tuple[int, int], int]) -> Reference:
    """Return the best flow that first gives every group its wanted units."""
    net = reference(problem, POLICY, {})
    for arc in net.arcs:
        group = arc.tail[1:]
        arc.gain = (int(arc.tail[0] == "group" and arc.unit <= wanted.get(group, 0)), arc.gain[1])
    improve(net)
    return net


def _given(net: Reference) -> dict[tuple[int, int], int]:
    given = dict.fromkeys(net.groups, 0)
    for arc in net.arcs:
        if arc.tail[0] == "group":
            given[arc.tail[1:]] += arc.flow
    return given


def _reachable(net: Reference) -> set[tuple[int, int]]:
    open_lines = {
        line
        for line, _ in net.pairs
        if all(arc.capacity for arc in net.arcs if arc.head in (("line", line), _slot(net, line)))
    }
    shut = {arc.head for arc in net.arcs if arc.head[0] == "visit" and not arc.capacity}
    heads = {arc.tail[1]: arc.head for arc in net.arcs if arc.tail[0] == "need"}
    return {
        heads[need][1:]
        for (line, need), arc in net.pairs.items()
        if line in open_lines and arc.tail not in shut
    }


def _slot(net: Reference, line: int) -> tuple:
    return next(arc.tail for arc in net.arcs if arc.head == ("line", line) or arc.head == SINK)


def _cut(net: Reference, wanted: dict[tuple[int, int], int]) -> set[tuple]:
    """Return the nodes from which a unit could still reach a group that has less than it wants."""
    given = _given(net)
    side = {("group", *group) for group, units in wanted.items() if given[group] < units}
    while True:
        edges = [edge for edge in residual(net.arcs) if edge[3].tail[0] != "group"]
        more = {tail for tail, head, *_ in edges if head in side and tail not in side}
        if not more:
            return side
        side |= more


@pytest.mark.parametrize("seed", range(40))
def test_random_optimum_with_its_smallest_cut_is_proved_and_a_lower_one_is_not(seed: int) -> None:
    problem = next(
        candidate
        for candidate in map(random_problem, range(seed, seed + 40 * 25, 40))
        if _reachable(reference(candidate, POLICY, {}))
    )
    reached = _reachable(reference(problem, POLICY, {}))
    groups = reference(problem, POLICY, {}).groups
    thresholds = {Fraction(k, groups[g][0]) for g in reached for k in range(groups[g][0] + 1)}
    for level in sorted(thresholds, reverse=True):
        wanted = {g: -(-level.numerator * groups[g][0] // level.denominator) for g in reached}
        net = _favouring(problem, wanted)
        if all(_given(net)[g] >= units for g, units in wanted.items()):
            break
    higher = {g: min(int(level * groups[g][0]) + 1, groups[g][0]) for g in reached}
    side = _cut(_favouring(problem, higher), higher)
    for arc in net.arcs:
        arc.gain = (0, arc.gain[1])
        arc.least = int(arc.tail[0] == "group" and arc.unit <= wanted.get(arc.tail[1:], 0))
    improve(net)
    found = potentials(net)
    names = {arc.tail for arc in net.arcs} | {arc.head for arc in net.arcs}
    told = {
        node: (int(node in side), found.get(node, (0, -(10**6) * (1 + (node[0] == "visit"))))[1])
        for node in names
    }
    proof = certificate(net, told, [None, values(net)[1]])
    report = audit(problem, allocation(net), POLICY, 1, proof)
    assert report.goals[0].value == level
    assert report.verdict == "proved", report.violations
    if level:
        nothing = plan_of(problem, [])
        lower = replace(proof, proofs=(proof.proofs[0], replace(proof.proofs[1], value=0)))
        assert audit(problem, nothing, POLICY, 1, lower).verdict == "violated"


def test_arrays_of_the_cut_hold_sides_only() -> None:
    problem = two_communes(3, 10, 10)
    wrong = proof(10, (10, 10), (0, 0), 30)
    sides = replace(wrong.proofs[0], prices=replace(wrong.proofs[0].prices, line=np.array([2])))
    report = audit(
        problem,
        plan_of(problem, [(0, 0, 2), (0, 1, 1)]),
        POLICY,
        1,
        replace(wrong, proofs=(sides, wrong.proofs[1])),
    )
    assert report.counts == {"certificate": 1}
