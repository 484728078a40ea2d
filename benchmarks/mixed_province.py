"""Cash, lots, visits and whole offers at the size of a province: a plan by flows alone beside a bound."""

import resource
import time
from dataclasses import dataclass, replace

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.registry import broken_rules
from matching.formulation.assembly import Formulation, formulate
from matching.formulation.canonical_order import canonical
from matching.formulation.spreading import spread
from matching.goals.charges import charges_of, relaxed
from matching.goals.slope_scaling import scaled_plan
from matching.plan.allocation import allocation_of
from matching.problem.policy import Goal, Policy, named_policy
from matching.problem.problem import Problem
from matching.synthetic.provinces import generate


@dataclass(frozen=True, slots=True)
class MixedProvince:
    """What was solved, how good it is, and the seconds of every step."""

    name: str
    children: int
    offers: int
    nodes: int
    arcs: int
    value: int
    bound: int
    broken: dict[str, int]
    seconds: dict[str, float]
    peak_mebibytes: int

    @property
    def gap(self) -> float:
        """How much more than the plan the bound leaves room for, as a share of the plan."""
        return self.bound / self.value - 1 if self.value else 0.0


def mixed_province(profile: str, children: int, seed: int = 1) -> MixedProvince:
    """Generate a mixed province and plan it for most weighted need met; the audit's rules check the plan."""
    started, seconds = time.perf_counter(), {}
    ordered = canonical(generate(profile, children, seed, "mixed"), 0).problem
    seconds["generate and order"] = time.perf_counter() - started
    started = time.perf_counter()
    loosened = relaxed(ordered)
    formed = formulate(loosened, _weight_alone())
    charges = charges_of(ordered, formed)
    seconds["classes and network"] = time.perf_counter() - started
    started = time.perf_counter()
    plan = scaled_plan(formed.network, charges)
    seconds["plan and bound"] = time.perf_counter() - started
    started = time.perf_counter()
    broken = _broken(ordered, formed, plan.flow)
    seconds["spread and audit"] = time.perf_counter() - started
    return MixedProvince(
        f"{profile}/mixed", children, len(ordered["offers"]), formed.network.nodes, len(formed.network.tail),
        plan.value, plan.bound, broken, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )  # fmt: skip


def _weight_alone() -> Policy:
    return replace(named_policy("utilitarian"), goals=(Goal("weight"),))


def _broken(problem: Problem, formed: Formulation, flow: np.typing.NDArray[np.int64]) -> dict[str, int]:
    """Return the violations of every rule but the lottery, which is a goal of its own."""
    line, need, units = spread(problem, formed, flow)
    kept = formed.supply.promises
    allocation = allocation_of(
        problem,
        np.concatenate([kept.line, line]),
        np.concatenate([kept.need, need]),
        np.concatenate([kept.quantity, units]),
        np.arange(len(kept.line) + len(line)) < len(kept.line),
    )
    counts = broken_rules(Facts(problem, allocation, _weight_alone(), 0))[1]
    return {rule: count for rule, count in counts.items() if rule != "lottery"}
