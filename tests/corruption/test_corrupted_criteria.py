"""No worse plan, no cut or swapped proof and no solver that counts wrongly passes for the best by any criterion."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import pytest

from corruption.spoiled_plans import line_dropped, one_unit_less, right, unit_moved_to_another_welcome_need
from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.auditing.reference_program.reference import reference_program
from matching.auditing.tree_replay import tree_bound
from matching.errors import SolverError
from matching.formulation.integer_criteria import (
    at_least,
    at_most,
    bounded_disparity,
    group_totals,
    lowest_sums,
    most_at_least,
    threshold,
)
from matching.plan.result import Result
from matching.plan.tree_certificate import TreeCertificate
from matching.solving import solve
from oracle.brute_force import best_value, evaluate
from oracle.random_problems import TINY, random_problem
from properties.policies import UNSEPARABLE, policy_called

FEATURES = {"zones", "special_children", "earmarks"}


@dataclass(frozen=True)
class Case:
    """A proved plan and its trees."""

    result: Result
    certificate: TreeCertificate

    def told(self, certificate: TreeCertificate | None, plan: object = None) -> str:
        result = self.result
        shown = result.plan if plan is None else plan
        return audit(result.problem, shown, result.policy, result.seed, certificate).verdict  # type: ignore[arg-type]


@cache
def cases() -> tuple[Case, ...]:
    """A proved plan by every policy."""
    found = []
    for number, name in enumerate(UNSEPARABLE):
        for seed in range(number, number + 20):
            result = solve(random_problem(Random(seed), TINY, FEATURES), policy_called(name))
            if len(result.plan) > 1 and isinstance(result.certificate, TreeCertificate):
                found.append(Case(result, result.certificate))
                break
    return tuple(found)


def test_the_plans_are_proved_before_they_are_spoiled() -> None:
    assert {case.result.policy.name for case in cases()} == set(UNSEPARABLE)
    assert {case.told(case.certificate) for case in cases()} == {"proved"}


@pytest.mark.parametrize("spoiler", [line_dropped, one_unit_less, unit_moved_to_another_welcome_need])
def test_a_worse_plan_is_not_proved_by_the_proof_of_the_best(spoiler: object) -> None:
    verdicts = []
    for number, case in enumerate(cases()):
        before = right(case.result, number)
        for plan in spoiler(before):  # type: ignore[operator]
            if before.harms(plan):
                verdicts.append(case.told(case.certificate, plan))
    assert len(verdicts) > 10
    assert set(verdicts) <= {"violated", "not proved"}


def spoiled(case: Case) -> Iterator[tuple[TreeCertificate, set[str]]]:
    """Yield certificates with proofs left out, swapped, or told of another level, and what may be said of them."""
    proofs = case.certificate.proofs
    yield TreeCertificate(proofs[:-1]), {"not proved"}
    yield TreeCertificate(proofs[1:]), {"violated"}
    yield TreeCertificate((proofs[1], proofs[0], *proofs[2:])), {"violated"}
    for place, proof in enumerate(proofs):
        level = 1 if proof.level is None else None
        yield (
            TreeCertificate((*proofs[:place], replace(proof, level=level), *proofs[place + 1 :])),
            {"violated"},
        )


def test_proofs_left_out_swapped_or_mislabelled_are_found_out() -> None:
    for case in cases():
        for certificate, allowed in spoiled(case):
            assert case.told(certificate) in allowed


def test_no_changed_multiplier_or_split_brings_a_bound_below_what_the_plan_reaches() -> None:
    weaker = 0
    for number, case in enumerate(cases()):
        rng, result = Random(number), case.result
        reference = reference_program(Facts(result.problem, result.plan, result.policy, result.seed))
        for position, proof in enumerate(case.certificate.proofs):
            objective = reference.objectives[position]
            for _ in range(12):
                name = rng.choice(("multiplier", "scale", "split_value", "row"))
                values = getattr(proof.tree, name).copy()
                if len(values):
                    values[rng.randrange(len(values))] += rng.choice((-2, -1, 1, 2))
                    tree = replace(proof.tree, **{name: values})
                    bound = tree_bound(reference.restricted(position), objective.coefficients, tree)
                    assert bound is None or bound + objective.constant >= objective.value
                    weaker += bound is None or bound + objective.constant > objective.value
    assert weaker > 50


WRONG = {
    "worths of units reversed": (
        (lowest_sums, threshold, bounded_disparity),
        "in_parts",
        lambda size, multiple=1: (lambda parts, unit: (parts, unit[::-1].copy()))(*group_totals.in_parts(size, multiple)),
        ("gini-communes", "two-worst-communes", "disparity-after-points", "threshold-cells"),
    ),
    "levels turned upside down": (
        (at_least, at_most, most_at_least),
        "in_units",
        lambda totals, level, up: totals.needed - group_totals.in_units(totals, level, up=up) // 2,
        ("half-for-all", "floor-of-points", "none-above-sixty", "most-at-half", "ceiling-and-floor"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_solver_that_counts_coverages_wrongly_is_found_out(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules, function, wrong, policies = WRONG[name]
    for module in modules:
        monkeypatch.setattr(module, function, wrong)
    found_out = 0
    for called in policies:
        policy = policy_called(called)
        for seed in range(6):
            problem = random_problem(Random(seed), TINY, FEATURES)
            try:
                result = solve(problem, policy)
            except SolverError:
                found_out += 1
                continue
            assert result.report is not None
            best = evaluate(problem, policy, result.plan) == best_value(problem, policy)
            assert best or result.report.verdict != "proved"
            found_out += not best
    assert found_out > 0
