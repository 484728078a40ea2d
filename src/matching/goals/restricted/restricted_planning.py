"""A plan by exact goals on a restricted network, better round by round while time lasts."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation, formulate
from matching.formulation.canonical_order import Canonical, canonical
from matching.formulation.network_rules import NETWORK_RULES
from matching.formulation.spreading import spread
from matching.goals.planning import Planned, allocation_from
from matching.goals.restricted.charges import Charges, charges_of, relaxed, undivided
from matching.goals.restricted.life_saving import Lives, lines_of, saved_lives
from matching.goals.restricted.money_network import MoneyPlan
from matching.goals.restricted.restriction import carried_over
from matching.goals.restricted.rounds import (
    Round,
    first_round,
    life_saving_lines,
    next_round,
    relaxation,
    solved,
)
from matching.plan.allocation import Allocation
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch

Integers = NDArray[np.int64]

FREE = ("life_saving_units", "weight")
"""Goals of the first relaxation."""

PLAIN_COLUMNS = ((), ("commune",), ("commune", "kind"))
"""Groupings that restricted networks know."""

MOST_NEEDS = 3_000
"""More needs than this are planned by restricted networks where no network holds every rule."""

ROUNDS = 1
"""How often money left over is spent again."""


@dataclass(frozen=True, eq=False)
class Restricted:
    """A plan with what its bounds are made of.

    Parameters
    ----------
    policy, planned
        Whose goals the plan follows, and the plan.
    ordered
        The problem in canonical order.
    formed, charges, goals
        The network on which the restriction was sought, and the goals solved on the final one.
    free, money
        The relaxation with the weight alone, and with all goals it can hold, lives saved first.
    last
        The last round.
    final
        Stages of all goals on the network of the whole policy.
    lives
        What saves lives, planned apart.
    """

    policy: Policy
    planned: Planned
    ordered: Canonical
    formed: Formulation
    charges: Charges
    goals: tuple[Goal, ...]
    free: MoneyPlan
    money: MoneyPlan
    last: Round
    final: Round
    lives: Lives | None


def is_large(problem: Problem) -> bool:
    """Return whether a problem is beyond one integer program: more needs than :data:`MOST_NEEDS`."""
    return len(problem["needs"]) > MOST_NEEDS


def can_restrict(problem: Problem, policy: Policy) -> bool:
    """Return whether every goal and floor stays on a restricted network; all other rules do, or give nothing."""
    if not all(map(_is_plain, policy.goals)):
        return False
    floors = next(rule for rule in NETWORK_RULES if rule.name == "floors")
    return not floors.breaks(problem, replace(policy, goals=held_goals(policy)))


def plan_restricted(
    problem: Problem,
    policy: Policy,
    seed: int,
    watch: Stopwatch,
    *,
    time_limit: float | None = None,
    found: Callable[[Allocation], None] | None = None,
) -> Restricted:
    """Plan a problem that is no network by exact goals on a network with fixed visits, splits and whole offers.

    Lives, where they come first, are saved by an integer program of their own.

    Parameters
    ----------
    problem, policy, seed
        The question.
    watch
        Takes the time of every step.
    time_limit
        Seconds after which no further round begins.
    found
        Told every plan on the way.

    Raises
    ------
    InfeasibleError
        If floors and promises cannot all be kept under the restriction, which says nothing of the problem.
    """
    deadline = None if time_limit is None else time.monotonic() + time_limit
    ordered = canonical(problem, seed)
    lives = saved_lives(ordered.problem, policy, seed, deadline)
    watch.lap("lives apart")
    loosened = relaxed(ordered.problem)
    single = undivided(ordered.problem)
    held = held_goals(policy)
    goals = tuple(goal for goal in held if goal.measure != "lottery")
    formed = formulate(loosened, replace(policy, goals=goals), seed, single)
    charges = charges_of(ordered.problem, formed)
    watch.lap("classes and network")
    nobody = np.zeros(len(charges.line_offer), dtype=np.int64)
    free = relaxation(
        formed, charges, [goal for goal in goals if goal.measure in FREE and goal.criterion == "sum"], nobody
    )
    saving = life_saving_lines(formed, charges, goals, free)
    if lives is not None and int(saving.sum()) < int(lives.units.sum()):
        saving = lines_of(lives, formed, charges)
    watch.lap("lives")
    rest = [goal for goal in goals if goal.measure != "life_saving_units"]
    money = relaxation(formed, charges, rest, saving)
    watch.lap("relaxation")
    last = first_round(formed, charges, goals, rest, saving, money)
    watch.lap("first round")
    for number in range(ROUNDS + 1):
        if number and deadline is not None and time.monotonic() > deadline:
            break
        last = next_round(formed, charges, goals, last, spend=number < ROUNDS)
        watch.lap("rounds")
        if not number and found is not None:
            found(allocation_from(problem, ordered, formed, spread(ordered.problem, formed, last.flow)))
    whole, final = _with_lottery(
        loosened, ordered, replace(policy, goals=held), seed, (formed, charges), last
    )
    watch.lap("lottery")
    lines = spread(ordered.problem, whole, final.flow)
    allocation = allocation_from(problem, ordered, whole, lines)
    watch.lap("spread")
    planned = Planned(allocation, None, ordered, whole, (), final.flow, finished=True)
    return Restricted(policy, planned, ordered, formed, charges, held, free, money, last, final, lives)


def held_goals(policy: Policy) -> tuple[Goal, ...]:
    """Return the goals that one network holds together; the others are bounded, but nothing is done for them."""
    grouped = next((goal for goal in policy.goals if _compares_on_network(goal)), None)
    dropped = ["visits", "children_helped"]
    if grouped is not None and grouped.measure == "children_helped":
        dropped.append("lottery")
    return tuple(
        goal
        for goal in policy.goals
        if goal is grouped or (goal.criterion == "sum" and goal.measure not in dropped)
    )


def _is_plain(goal: Goal) -> bool:
    """Return whether a goal is one that restricted networks and their bounds know."""
    known = goal.criterion in ("sum", "leximin", "max_min") and goal.measure != "children_with_nothing"
    return known and not goal.among and goal.keep is None and goal.columns in PLAIN_COLUMNS


def _compares_on_network(goal: Goal) -> bool:
    if goal.measure == "children_helped":
        return goal.criterion == "leximin" and goal.group == "commune"
    return goal.criterion != "sum" and goal.measure == "units"


def _with_lottery(
    loosened: Problem,
    ordered: Canonical,
    policy: Policy,
    seed: int,
    before: tuple[Formulation, Charges],
    last: Round,
) -> tuple[Formulation, Round]:
    """Return the network of all goals, and its best flow under the last restriction."""
    if all(goal.measure != "lottery" for goal in policy.goals):
        return before[0], last
    whole = formulate(loosened, policy, seed, undivided(ordered.problem))
    charges = charges_of(ordered.problem, whole)
    restriction = carried_over(last.restriction, before, (whole, charges))
    return whole, solved(whole, charges, policy.goals, restriction)
