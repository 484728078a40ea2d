"""The audit accepts true optima with true prices, and nothing else (yardstick: the reference network)."""

import random
from dataclasses import replace

import numpy as np
import pytest
from random_problems import random_problem, random_promises
from reference_network import (
    Reference,
    allocation,
    certificate,
    holds,
    improve,
    plus_all,
    potentials,
    reference,
    values,
)  # fmt: skip
from small import COST, FAIR, FAIR_COMMUNES, FAIR_HELP, HELPED, LIFE_SAVING, UNITS, WEIGHT, policy_of, table

from matching.auditing.checking import audit
from matching.plan.certificate import Certificate
from matching.problem.policy import Policy
from matching.problem.problem import Problem

POLICIES = {
    "utilitarian": policy_of(LIFE_SAVING, WEIGHT),
    "cheapest": policy_of(UNITS, COST),
    "equal coverage": policy_of(LIFE_SAVING, {**FAIR, "adjusted": True}, WEIGHT, COST),
    "equal communes": policy_of(FAIR_COMMUNES, UNITS),
    "nobody with nothing": policy_of(LIFE_SAVING, {**FAIR_HELP, "adjusted": True}, WEIGHT),
    "most children": policy_of(HELPED, WEIGHT),
}
SEEDS = range(32)


def solved(seed: int, policy: Policy) -> tuple[Problem, Reference]:
    problem = random_problem(seed)
    promised = random_promises(problem, seed)
    stock = problem["stock"]["offer"]
    rows = [
        {"offer": int(stock[line]), "need": need, "quantity": units}
        for (line, need), units in promised.items()
    ]
    problem = problem.replace(commitments=table("commitments", rows))
    net = reference(problem, policy, promised)
    improve(net)
    return problem, net


@pytest.mark.parametrize("name", POLICIES)
def test_optimum_with_shortest_path_prices_is_proved(name: str) -> None:
    for seed in SEEDS:
        problem, net = solved(seed, POLICIES[name])
        proof = certificate(net, potentials(net), values(net))
        report = audit(problem, allocation(net), POLICIES[name], 1, proof)
        assert report.verdict == "proved", (seed, report.violations)


@pytest.mark.parametrize("name", POLICIES)
def test_worse_plan_is_never_proved_by_the_prices_of_the_best(name: str) -> None:
    refused = 0
    for seed in SEEDS:
        problem, net = solved(seed, POLICIES[name])
        proof, best = certificate(net, potentials(net), values(net)), plus_all(net)
        served = [arc for arc in net.pairs.values() if arc.flow]
        if not served:
            continue
        worse = reference(problem, POLICIES[name], net.promised)
        for arc in worse.pairs.values():
            arc.capacity = min(arc.capacity, 1)
        for line, need in list(net.pairs)[:1]:
            worse.pairs[line, need].capacity = 0
        improve(worse)
        if plus_all(worse) == best:
            continue
        claims = tuple(
            replace(one, value=value) for one, value in zip(proof.proofs, values(worse), strict=True)
        )
        report = audit(problem, allocation(worse), POLICIES[name], 1, replace(proof, proofs=claims))
        assert report.verdict == "violated"
        assert set(report.counts) <= {"optimality", "lottery"}
        refused += 1
    assert refused >= 5


def changed(proof: Certificate, draw: random.Random) -> Certificate:
    """Return the certificate with one price moved by one."""
    goal = draw.randrange(len(proof.proofs))
    prices = proof.proofs[goal].prices
    name = draw.choice(
        [one for one in ("line", "visit", "need", "child", "group", "slot") if len(getattr(prices, one))]
    )
    column = getattr(prices, name).copy()
    column[draw.randrange(len(column))] += draw.choice([-1, 1])
    proofs = list(proof.proofs)
    proofs[goal] = replace(proofs[goal], prices=replace(prices, **{name: column}))
    return replace(proof, proofs=tuple(proofs))


@pytest.mark.parametrize("name", POLICIES)
def test_changed_price_is_judged_as_by_the_theorem_pair_by_pair(name: str) -> None:
    draw, false = random.Random(name), 0
    for seed in SEEDS:
        problem, net = solved(seed, POLICIES[name])
        best = certificate(net, potentials(net), values(net))
        for _ in range(5):
            proof = changed(best, draw)
            report = audit(problem, allocation(net), POLICIES[name], 1, proof)
            if set(report.counts) == {"certificate"}:
                continue
            if holds(net, proof):
                assert report.verdict == "proved", (seed, report.violations)
            elif report.verdict == "violated":
                assert set(report.counts) == {"optimality"}
                false += 1
            else:
                assert _only_closed_nodes(net, proof), seed
    assert false >= 20


def _only_closed_nodes(net: Reference, proof: Certificate) -> bool:
    """Return whether the theorem fails only on arcs that no unit can ever pass."""
    arcs, size = [arc for arc in net.arcs if arc.capacity], -1
    while size != len(arcs):
        size = len(arcs)
        entered, left = {arc.head for arc in arcs}, {arc.tail for arc in arcs}
        arcs = [arc for arc in arcs if arc.tail in entered and arc.head in left]
    return holds(replace(net, arcs=arcs), proof)


def test_claimed_value_that_differs_is_a_false_certificate() -> None:
    problem, net = solved(3, POLICIES["utilitarian"])
    told = values(net)
    proof = certificate(net, potentials(net), [told[0], told[1] + 1])
    report = audit(problem, allocation(net), POLICIES["utilitarian"], 1, proof)
    assert report.verdict == "violated"
    assert report.counts == {"certificate": 1}


def test_no_certificate_proves_nothing() -> None:
    problem, net = solved(3, POLICIES["utilitarian"])
    report = audit(problem, allocation(net), POLICIES["utilitarian"], 1, None)
    assert report.verdict == "not proved"
    assert [goal.value for goal in report.goals] == values(net)
    assert all(goal.why_not for goal in report.goals)


MALFORMED = {
    "too short": lambda p: replace(p, line=p.line[:-1]),
    "floats": lambda p: replace(p, need=p.need.astype(np.float64)),
    "below range": lambda p: replace(p, need=p.need - 100),
    "above range": lambda p: replace(p, group=p.group + 100),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_prices_are_a_false_certificate(name: str) -> None:
    policy = POLICIES["equal communes"]
    problem, net = solved(3, policy)
    proof = certificate(net, potentials(net), values(net))
    first = replace(proof.proofs[0], prices=MALFORMED[name](proof.proofs[0].prices))
    report = audit(problem, allocation(net), policy, 1, replace(proof, proofs=(first, *proof.proofs[1:])))
    assert report.verdict == "violated"
    assert "certificate" in report.counts


def test_levels_that_do_not_rise_are_a_false_certificate() -> None:
    policy = POLICIES["equal communes"]
    problem, net = solved(3, policy)
    proof = certificate(net, potentials(net), values(net))
    first = replace(proof.proofs[0], levels=proof.proofs[0].levels[::-1])
    report = audit(problem, allocation(net), policy, 1, replace(proof, proofs=(first, *proof.proofs[1:])))
    assert "certificate" in report.counts


def test_groups_that_need_nothing_or_are_left_out_are_a_false_certificate() -> None:
    policy = POLICIES["equal communes"]
    problem, net = solved(3, policy)
    proof = certificate(net, potentials(net), values(net))
    wrong = proof.groups.copy()
    wrong[0, 1] = 0
    report = audit(problem, allocation(net), policy, 1, replace(proof, groups=wrong))
    assert "certificate" in report.counts
