"""Why need is not met: the gap between all need and the plan, split among scarcity and the rules that cost something.

Every part is a difference of two optima, found by solving again with families of rules taken away, so the parts add up
to the gap exactly. The split depends on the order in which families are taken away (what two of them hold back together
falls to the later one); Shapley's split takes the mean over all orders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Protocol

from matching.comparing.relaxed_problems import FAMILIES, without_families, without_least
from matching.comparing.solver import Solve, proved
from matching.measuring.amounts import amounts_by
from matching.plan.measures import total_of
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem

CRITERION, SCARCITY = "criterion", "scarcity"

PARTS = (CRITERION, *FAMILIES)
"""Families in the order in which they are taken away unless another is asked for."""

COUNTS = ("units", "weight")
"""What a gap can be counted in."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap between all need and a plan, in parts that add up.

    Parameters
    ----------
    counted
        ``units`` or ``weight``.
    needed, met
        All confirmed need, and what the plan meets of it.
    parts
        Size of every part by name, in the order of the split, ``scarcity`` last; fractions only in Shapley's split. A
        negative part says that taking the family away makes the plan of the policy smaller, as a criterion may.
    method
        ``ordered`` or ``shapley``.
    exact
        Whether every optimum on the way is proved; if not, parts are differences of the plans found.
    """

    counted: str
    needed: int
    met: int
    parts: dict[str, Fraction]
    method: str
    exact: bool


class Optima(Protocol):
    """Tells what is met without a set of families."""

    def without(self, families: frozenset[str]) -> int:
        """Return what is met of the need without some families."""


class _Solved:
    """Most that can be met when a set of families is taken away; every set is solved once."""

    def __init__(
        self, problem: Problem, policy: Policy, solve: Solve, counted: str, seed: int, limit: float | None
    ) -> None:
        self._problem, self._policy, self._solve = problem, policy, solve
        self._counted, self._seed, self._limit = counted, seed, limit
        self._known: dict[frozenset[str], int] = {}
        self.exact = True

    def without(self, families: frozenset[str]) -> int:
        """Return what is met of the need without some families."""
        if families not in self._known:
            relaxed = without_families(self._problem, sorted(families - {CRITERION}))
            policy = self._policy
            if CRITERION in families:
                relaxed = without_least(relaxed)
                policy = Policy("most-met", "1", (Goal(self._counted),), self._policy.disadvantage)
            result = self._solve(relaxed, policy, seed=self._seed, time_limit=self._limit)
            self.exact &= proved(result) or bool(policy.baseline)
            self._known[families] = total_of(relaxed, result.plan, self._counted, self._seed)
        return self._known[families]


def gap_of(
    problem: Problem,
    policy: Policy,
    solve: Solve,
    *,
    counted: str,
    order: Sequence[str],
    shapley: bool,
    seed: int,
    time_limit: float | None,
) -> Gap:
    """Return the gap of a policy's plan in parts.

    Parameters
    ----------
    problem, policy, solve, seed, time_limit
        The question, the solver, and seconds for each integer program.
    counted
        ``units`` or ``weight``.
    order
        Families in the order in which they are taken away, each once; what remains is scarcity: not enough of the right
        kind, size and time.
    shapley
        Whether to take the mean over all orders (16 plans instead of 5) instead of one order.

    Raises
    ------
    ValueError
        If the order does not name every family once, or nothing of that name is counted.
    """
    if sorted(order) != sorted(PARTS):
        raise ValueError(f"the order names each of {', '.join(PARTS)} once, not {', '.join(order)}")
    if counted not in COUNTS:
        raise ValueError(f"a gap is counted in one of {', '.join(COUNTS)}, not {counted!r}")
    optima = _Solved(problem, policy, solve, counted, seed, time_limit)
    met = optima.without(frozenset())
    parts = shapley_parts(optima, order) if shapley else ordered_parts(optima, order)
    nothing = problem["needs"]["quantity"] * 0
    needed = int(amounts_by(problem, nothing, nothing, nothing, 1, counted).needed[0])
    parts[SCARCITY] = Fraction(needed - optima.without(frozenset(PARTS)))
    return Gap(counted, needed, met, parts, "shapley" if shapley else "ordered", optima.exact)


def ordered_parts(optima: Optima, order: Sequence[str]) -> dict[str, Fraction]:
    """Return what taking every family away adds, one after the other."""
    parts: dict[str, Fraction] = {}
    taken: frozenset[str] = frozenset()
    for family in order:
        before, taken = optima.without(taken), taken | {family}
        parts[family] = Fraction(optima.without(taken) - before)
    return parts


def shapley_parts(optima: Optima, order: Sequence[str]) -> dict[str, Fraction]:
    """Return every family's mean contribution over all orders (Shapley 1953)."""
    count = len(order)
    parts: dict[str, Fraction] = {}
    for family in order:
        others = [one for one in order if one != family]
        parts[family] = Fraction(0)
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for chosen in combinations(others, size):
                before = frozenset(chosen)
                parts[family] += weight * (optima.without(before | {family}) - optima.without(before))
    return parts
