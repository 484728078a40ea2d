"""Goals in order: each solved on the face of those before, the last flow spread to needs, the proof written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation, formulate
from matching.formulation.canonical_order import Canonical, canonical
from matching.formulation.preparation import Parts, cut_of
from matching.formulation.spreading import spread
from matching.goals.baselines import baseline_units
from matching.goals.certifying import Stage, certificate_of
from matching.goals.face import whole_face
from matching.goals.goal_order import solve_goals
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.any_certificate import AnyCertificate
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and for explanations the network, its flow and what was found for each goal.

    Baselines prove nothing; a plan that is not ``finished`` is the best when time ran out. ``witnesses`` reach the best
    total of the goals that keep a share of it.
    """

    allocation: Allocation
    certificate: AnyCertificate | None
    canonical: Canonical
    formulation: Formulation
    stages: tuple[Stage, ...]
    flow: Integers
    finished: bool = True
    witnesses: Mapping[int, Allocation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem in canonical order under a seed, with the parts that all policies share."""

    ordered: Canonical
    parts: Parts


def prepared(problem: Problem, seed: int) -> Prepared:
    """Return a problem made ready for several policies; its parts are made when the first policy needs them."""
    ordered = canonical(problem, seed)
    return Prepared(ordered, Parts(ordered.problem))


def plan_goals(
    problem: Problem, policy: Policy, seed: int, watch: Stopwatch, ready: Prepared | None = None
) -> Planned:
    """Solve the goals of a policy on a problem whose structure is a network.

    Parameters
    ----------
    problem, policy, seed
        The question.
    watch
        Told of every step.
    ready
        The same problem under the same seed, prepared; what it holds already costs nothing.

    Raises
    ------
    InfeasibleError
        If floors and promises cannot all be kept.
    OverflowRefusedError
        If numbers are too large to be exact.
    """
    ready = prepared(problem, seed) if ready is None else ready
    ordered = ready.ordered
    watch.lap("order")
    ready.parts.classes(cut_of(policy))
    watch.lap("classes")
    formed = formulate(ordered.problem, policy, seed, parts=ready.parts)
    watch.lap("network")
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
    flow, stages = solve_goals(
        formed.network, whole_face(formed.network), policy.goals, formed.gains, told=watch.lap,
        first_unit=0 if formed.steps is None else formed.steps.first,
    )  # fmt: skip
    allocation = allocation_from(problem, ordered, formed, spread(ordered.problem, formed, flow))
    watch.lap("spread")
    certificate = certificate_of(problem, ordered, formed, policy, stages, allocation)
    watch.lap("certificate")
    return Planned(allocation, certificate, ordered, formed, tuple(stages), flow)


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
