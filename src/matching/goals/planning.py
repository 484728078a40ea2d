"""Goals in order: each solved on the face of those before, the last flow spread to needs, the proof written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation, formulate
from matching.formulation.canonical_order import Canonical, canonical
from matching.formulation.network import Network
from matching.formulation.spreading import spread
from matching.goals.baselines import baseline_units
from matching.goals.certifying import Stage, certificate_of
from matching.goals.face import Face, whole_face
from matching.goals.leximin import best_leximin
from matching.goals.max_min import best_max_min
from matching.goals.prices import prices_of
from matching.goals.totals import best_total
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.certificate import Certificate
from matching.plan.tree_certificate import TreeCertificate
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and for explanations the network, its flow and each goal's node prices.

    Baselines prove nothing; a plan that is not ``finished`` is the best when time ran out. ``witnesses`` reach the best
    total of the goals that keep a share of it.
    """

    allocation: Allocation
    certificate: Certificate | TreeCertificate | None
    canonical: Canonical
    formulation: Formulation
    prices: tuple[Integers, ...]
    flow: Integers
    finished: bool = True
    witnesses: Mapping[int, Allocation] = field(default_factory=dict)


def plan_goals(problem: Problem, policy: Policy, seed: int, watch: Stopwatch) -> Planned:
    """Solve the goals of a policy on a problem whose structure is a network.

    Raises
    ------
    InfeasibleError
        If floors and promises cannot all be kept.
    OverflowRefusedError
        If numbers are too large to be exact.
    """
    ordered = canonical(problem, seed)
    watch.lap("order")
    formed = formulate(ordered.problem, policy, seed)
    watch.lap("classes and network")
    if policy.baseline:
        lines = baseline_units(ordered.problem, formed, policy.baseline)
        watch.lap(policy.baseline)
        return Planned(
            allocation_from(problem, ordered, formed, lines),
            None,
            ordered,
            formed,
            (),
            np.zeros(len(formed.network.tail), dtype=np.int64),
        )
    flow, stages = _solve_stages(formed, policy, watch)
    allocation = allocation_from(problem, ordered, formed, spread(ordered.problem, formed, flow))
    watch.lap("spread")
    certificate = certificate_of(problem, ordered, formed, policy, stages, allocation)
    watch.lap("certificate")
    return Planned(allocation, certificate, ordered, formed, tuple(stage.prices for stage in stages), flow)


def _solve_stages(formed: Formulation, policy: Policy, watch: Stopwatch) -> tuple[Integers, list[Stage]]:
    """Return the last flow and the prices of every goal."""
    network = formed.network
    face, stages = whole_face(network), []
    flow: Integers | None = None
    for number, goal in enumerate(policy.goals):
        stage, face, flow = _solve_goal(formed, face, goal, flow)
        stages.append(stage)
        watch.lap(f"goal {number + 1}")
    if flow is None:
        flow = best_total(network, face, np.zeros(len(network.tail), dtype=np.int64))
        watch.lap("flow")
    return flow, stages


def _solve_goal(
    formed: Formulation, face: Face, goal: Goal, flow: Integers | None
) -> tuple[Stage, Face, Integers | None]:
    network = formed.network
    if goal.criterion == "leximin":
        best = best_leximin(network, face)
        return Stage(best.prices, best.levels), best.face, None
    if goal.criterion == "max_min":
        raised = best_max_min(network, face)
        return Stage(raised.prices, ()), raised.face, None
    if goal.criterion == "alpha_fair" and formed.steps is not None and formed.steps.first:
        return _solve_first_units_first(network, face, formed.steps.first)
    gains = formed.gains(goal)
    free = face.free
    if flow is None or gains[free].any():
        flow = best_total(network, face, gains)
    prices = prices_of(network, face, gains, flow)
    slack = prices[network.tail] - gains - prices[network.head]
    return Stage(prices, ()), face.restricted(slack), flow


def _solve_first_units_first(network: Network, face: Face, worth: int) -> tuple[Stage, Face, Integers | None]:
    """Solve for first units, then for welfare beyond them; their prices together are prices of the sum of both.

    A first unit is worth more than prices of the others can differ, so that the first prices decide wherever they do.
    """
    first = (network.welfare == worth).astype(np.int64)
    prices, flow = np.zeros(network.nodes, dtype=np.int64), face.lower
    for gains, weight in ((first, worth), (network.welfare - worth * first, 1)):
        flow = best_total(network, face, gains)
        own = prices_of(network, face, gains, flow)
        face = face.restricted(own[network.tail] - gains - own[network.head])
        prices += weight * own
    return Stage(prices, ()), face, flow


def allocation_from(
    problem: Problem, ordered: Canonical, formed: Formulation, lines: tuple[Integers, Integers, Integers]
) -> Allocation:
    """Return the plan of some lines in canonical order (stock row, need, units), and of all promises."""
    line, need, units = lines
    kept = formed.supply.promises
    return allocation_of(
        problem,
        ordered.stock[np.concatenate([kept.line, line])],
        ordered.need[np.concatenate([kept.need, need])],
        np.concatenate([kept.quantity, units]),
        np.arange(len(kept.line) + len(line)) < len(kept.line),
    )
