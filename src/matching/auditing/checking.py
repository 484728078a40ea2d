"""The audit: every rule and every goal recomputed, the certificate replayed, without a solver's word."""

from types import MappingProxyType

from matching.auditing.claims import malformed, misplaced
from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of
from matching.auditing.lagrangian.replay_bounds import replay_bounds
from matching.auditing.record_rules import unreadable
from matching.auditing.registry import broken_rules
from matching.auditing.replay import Replay, replay
from matching.auditing.scope import scope_of, uncounted
from matching.auditing.trees import replay_trees
from matching.auditing.values import goal_values
from matching.plan.allocation import Allocation
from matching.plan.any_certificate import AnyCertificate
from matching.plan.audit_report import EXAMPLES, AuditReport, GoalFinding, Value, Verdict, Violation
from matching.plan.price_certificate import PriceCertificate
from matching.plan.tree_certificate import TreeCertificate
from matching.problem.policy import Policy
from matching.problem.problem import Problem

HARMLESS = frozenset({"order", "lottery"})
"""Rules whose breach leaves the plan a feasible flow, so that its goals can still be proved."""


def audit(
    problem: Problem,
    allocation: Allocation,
    policy: Policy,
    seed: int,
    certificate: AnyCertificate | None,
) -> AuditReport:
    """Check a plan against the problem it answers, and its certificate against both.

    Parameters
    ----------
    problem, allocation, policy
        What was asked, what is given to whom, and what was to be reached.
    seed
        Published seed of the lottery.
    certificate
        Claimed values and prices; ``None`` when nothing is claimed.

    Raises
    ------
    OverflowRefusedError
        If a group is too large to be measured in 64 bits.
    """
    reason = unreadable(problem, allocation)
    if reason:
        return AuditReport(
            "violated", (Violation("order", (), (), reason),), MappingProxyType({"order": 1}), ()
        )
    facts = Facts(problem, allocation, policy, seed)
    violations, counts = broken_rules(facts)
    replayed = _replayed(facts, certificate, bool(set(counts) - HARMLESS))
    claims = [Violation("certificate", (), (), reason) for reason in replayed.false_claims]
    for rule, found, count in (
        ("certificate", claims, len(claims)),
        ("optimality", list(replayed.failures), replayed.failed),
    ):
        violations += found[:EXAMPLES]
        counts |= {rule: count} if count else {}
    bounds = replayed.bounds or (None,) * len(replayed.values)
    steps = replayed.steps or ((),) * len(replayed.values)
    goals = tuple(
        GoalFinding(number, value, not why, why, bound, of_groups)
        for number, (value, why, bound, of_groups) in enumerate(
            zip(replayed.values, replayed.why_not, bounds, steps, strict=True)
        )
    )
    verdict: Verdict = "proved" if goals and all(goal.proved for goal in goals) else "not proved"
    return AuditReport("violated" if counts else verdict, tuple(violations), MappingProxyType(counts), goals)


def _replayed(facts: Facts, certificate: AnyCertificate | None, rules_broken: bool) -> Replay:
    goals = facts.policy.goals
    scope = scope_of(goals)
    if certificate is None:
        return _unproved(goal_values(facts), "there is no certificate")
    if isinstance(certificate, TreeCertificate | PriceCertificate):
        values = goal_values(facts)
        if rules_broken:
            return _unproved(values, "the plan breaks a rule")
        if isinstance(certificate, PriceCertificate):
            return replay_bounds(facts, certificate, values)
        return replay_trees(facts, certificate, values)
    obstacle = scope.obstacle or uncounted(facts)
    if obstacle:
        return _unproved(goal_values(facts), obstacle)
    groups = None if scope.grouping is None else groups_of(facts, scope.grouping)
    faults = list(malformed(facts, scope, certificate)) or list(misplaced(facts, scope, groups, certificate))
    if faults:
        return _unproved(goal_values(facts), "the certificate is not well formed", tuple(faults))
    values = goal_values(facts)
    claims = tuple(
        f"Goal {proof.goal + 1}: the value {proof.value} is claimed, the plan reaches {value}."
        for proof, value in zip(certificate.proofs, values, strict=True)
        if proof.value is not None and proof.value != value
    )
    if rules_broken:
        return _unproved(values, "the plan breaks a rule", claims)
    return replay(facts, scope, groups, certificate, values, claims)


def _unproved(values: tuple[Value, ...], why: str, claims: tuple[str, ...] = ()) -> Replay:
    return Replay(values, tuple(why for _ in values), claims, (), 0)
