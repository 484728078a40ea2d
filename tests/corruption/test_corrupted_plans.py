"""No corrupted plan or certificate passes the audit; every corruption is shown to matter first."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from random import Random

import pytest

from corruption.misfits import MISFITS, Claim, Misfit, claim_of
from corruption.spoiled_certificates import FORGERS, Forger
from corruption.spoiled_plans import MISWRITERS, SPOILERS, Right, Spoiler, right
from matching.auditing.checking import audit
from matching.errors import InfeasibleError, NotANetworkError
from matching.plan.certificate import Certificate
from matching.plan.result import Result
from matching.problem.policy import named_policy
from matching.solving import solve
from oracle.random_problems import NETWORK_FEATURES, Size, random_problem

ROOM = Size(communes=(2, 3), needs=(4, 8), quantity=3, units=16, offers=(2, 4), stock=4)
POLICIES = ("equal-coverage", "utilitarian", "cheapest", "equal-coverage", "max-min", "proportional-fairness")
EACH = 8
"""Corruptions of each kind, each on another problem."""


def by_prices(result: Result) -> bool:
    """Return whether the plan is one of a network, proved by prices; bound trees are corrupted elsewhere."""
    return isinstance(result.certificate, Certificate)


@cache
def right_plans() -> tuple[Right, ...]:
    """Proved plans of random problems that use all rules."""
    found = []
    for seed in range(120):
        rng = Random(seed)
        problem = random_problem(rng, ROOM, {name for name in sorted(NETWORK_FEATURES) if rng.random() < 0.3})
        try:
            result = solve(problem, named_policy(POLICIES[seed % len(POLICIES)]))
        except (InfeasibleError, NotANetworkError):
            continue
        if (
            result.report is not None
            and result.report.verdict == "proved"
            and len(result.plan)
            and by_prices(result)
        ):
            found.append(right(result, seed))
    return tuple(found)


def told(claim: Claim) -> str:
    return audit(claim.problem, claim.plan, claim.policy, claim.seed, claim.certificate).verdict


def one_each(claims: Callable[[Right], Iterator[Claim]]) -> list[Claim]:
    """Return the claims of several problems, one from each."""
    firsts = (claim for case in right_plans() for claim in islice(claims(case), 1))
    return list(islice(firsts, EACH))


def harmful(spoiler: Spoiler) -> Callable[[Right], Iterator[Claim]]:
    return lambda case: (claim_of(case, plan=plan) for plan in spoiler(case) if case.harms(plan))


def miswritten(spoiler: Spoiler) -> Callable[[Right], Iterator[Claim]]:
    return lambda case: (claim_of(case, plan=plan) for plan in spoiler(case))


def forged(forger: Forger) -> Callable[[Right], Iterator[Claim]]:
    def claims(case: Right) -> Iterator[Claim]:
        assert case.result.certificate is not None
        for certificate in forger(case):
            assert certificate.to_dict() != case.result.certificate.to_dict()
            yield claim_of(case, certificate=certificate)

    return claims


CORRUPTIONS: dict[str, Callable[[Right], Iterator[Claim]]] = {
    **{spoiler.__name__: harmful(spoiler) for spoiler in SPOILERS},
    **{spoiler.__name__: miswritten(spoiler) for spoiler in MISWRITERS},
    **{forger.__name__: forged(forger) for forger in FORGERS},
    **{misfit.__name__: misfit for misfit in MISFITS},
}

ALL_KINDS: tuple[Spoiler | Forger | Misfit, ...] = (*SPOILERS, *MISWRITERS, *FORGERS, *MISFITS)


def test_the_plans_are_proved_before_they_are_spoiled() -> None:
    assert len(right_plans()) > 30
    assert {told(claim_of(case)) for case in right_plans()} == {"proved"}


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_every_corruption_is_called_a_violation(kind: str) -> None:
    claims = one_each(CORRUPTIONS[kind])
    assert len(claims) >= 2, "too few problems where this corruption applies"
    assert [told(claim) for claim in claims] == ["violated"] * len(claims)


def test_at_least_two_hundred_corruptions_of_twenty_kinds_are_planted() -> None:
    planted = {kind: len(one_each(claims)) for kind, claims in CORRUPTIONS.items()}
    assert len(CORRUPTIONS) == len(ALL_KINDS) >= 20
    assert sum(planted.values()) >= 200


def test_a_plan_without_a_certificate_is_never_proved() -> None:
    assert {told(claim_of(case, certificate=None)) for case in right_plans()} == {"not proved"}


@pytest.mark.long
@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_no_corruption_of_any_plan_is_ever_proved(kind: str) -> None:
    for case in right_plans():
        verdicts = {told(claim) for claim in islice(CORRUPTIONS[kind](case), 40)}
        assert verdicts <= {"violated"}
