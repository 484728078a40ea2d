"""Random small problems against enumeration: rules, values and proofs, a family per kind of solving."""

from random import Random

from oracle.random_problems import FEATURES, SMALL, TINY, Size, random_problem
from properties.comparing import Tally, compare
from properties.policies import CUSTOM, FAIR, FAIR_PROGRAMS, MANY_SIDED, SHIPPED, UNSEPARABLE, policy_called
from trust.suite import Suite

FIRST = 7_000_000
"""Seed of the first problem, far from those of other tests."""

NETWORKS = (*SHIPPED, *CUSTOM)
RULES = (*SHIPPED, *CUSTOM, *MANY_SIDED)
SHARES = (0.1, 0.2, 0.4)
"""Share of all rules in force in mixes of rules."""


def _against_enumeration(
    number: int, policies: tuple[str, ...], size: Size, features: set[str] | None = None
) -> str:
    problem = random_problem(Random(FIRST + number), size, features)
    tally = Tally()
    difference = compare(problem, policy_called(policies[number % len(policies)]), tally)
    refused = [reason for reason in tally.refused if "floors" not in reason]
    return difference or "; ".join(refused)


def networks(number: int) -> str:
    """Solve a problem of network rules under a policy of one flow."""
    return _against_enumeration(number, NETWORKS, SMALL)


def criteria_on_flows(number: int) -> str:
    """Solve under a criterion of fairness that one flow holds."""
    return _against_enumeration(number, tuple(FAIR), SMALL)


def mixed_rules(number: int) -> str:
    """Solve a mix of all rules, by integer programming where need be."""
    rng = Random(FIRST - number)
    features = {feature for feature in sorted(FEATURES) if rng.random() < SHARES[number % len(SHARES)]}
    return _against_enumeration(number, RULES, TINY, features)


def criteria_of_programs(number: int) -> str:
    """Solve under groupings and criteria that need an integer program."""
    return _against_enumeration(number, tuple(FAIR_PROGRAMS), TINY)


def criteria_with_corners(number: int) -> str:
    """Solve under criteria whose value is no sum over groups."""
    return _against_enumeration(number, tuple(UNSEPARABLE), TINY)


SUITES = (
    Suite("brute-networks", "Network rules against enumeration", networks, 10_000, 420, 40, (1, 2)),
    Suite(
        "brute-flows",
        "Fair criteria on flows against enumeration",
        criteria_on_flows,
        10_000,
        330,
        40,
        (1, 2),
    ),
    Suite("brute-rules", "All rules mixed against enumeration", mixed_rules, 10_000, 780, 40, (1, 2)),
    Suite(
        "brute-programs",
        "Fair criteria by integer programs against enumeration",
        criteria_of_programs,
        10_000,
        420,
        40,
        (1, 2),
    ),
    Suite(
        "brute-corners",
        "Criteria that are no sums against enumeration",
        criteria_with_corners,
        10_000,
        420,
        40,
        (1, 2),
    ),
)
