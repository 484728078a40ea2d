"""Which policies a certificate on the reference network can prove, and what their network counts."""

from dataclasses import dataclass

from matching.auditing.facts import Facts
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal

GROUPED = ("units", "children_helped")
"""Measures whose groups a single network can carry."""

ON_NETWORK = ("sum", "leximin", "max_min", "alpha_fair")
"""Criteria that prices can prove."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the reference network of a policy holds.

    Parameters
    ----------
    grouping
        A goal with the measure and groups of all grouped goals, or nothing.
    children
        Whether children are nodes.
    linear
        Goals that give every arc a gain or a rank: all but max-min, in order.
    obstacle
        Why no certificate can prove the policy, or an empty text.
    """

    grouping: Goal | None
    children: bool
    linear: tuple[int, ...]
    obstacle: str


def scope_of(goals: tuple[Goal, ...]) -> Scope:
    """Return what the reference network of the goals holds."""
    grouped = [goal for goal in goals if goal.criterion != "sum"]
    children = any(goal.measure in OF_CHILDREN for goal in goals)
    linear = tuple(number for number, goal in enumerate(goals) if goal.criterion != "max_min")
    obstacle = next(
        (
            f"{one.criterion} cannot be proved on a network"
            for one in goals
            if one.criterion not in ON_NETWORK
        ),
        "",
    )
    if any(goal.keep is not None for goal in goals):
        obstacle = "a share of a total that is kept cannot be proved on a network"
    return Scope(next(iter(grouped), None), children, linear, obstacle or _obstacle(grouped, children))


def uncounted(facts: Facts) -> str:
    """Return which goal counts something that no arc of the network carries, or an empty text."""
    measures = {goal.measure for goal in facts.policy.goals}
    offers = facts.problem["offers"]
    if "children_with_nothing" in measures:
        return "children with nothing are proved by integer programming"
    if "visits" in measures:
        return "visits cannot be counted on a network"
    if "cost" in measures and ((offers["visit_cost"] > 0) | (offers["setup_cost"] > 0)).any():
        return "what visits and the use of an offer cost cannot be counted on a network"
    return ""


def _obstacle(grouped: list[Goal], children: bool) -> str:
    if len({(goal.measure, goal.columns, goal.among) for goal in grouped}) > 1:
        return "goals that compare different groups cannot be proved on one network"
    for goal in grouped:
        if goal.measure not in GROUPED:
            return f"{goal.measure} by {goal.group} cannot be proved on a network"
        if children and goal.measure == "units":
            return "children helped and units by group cannot be proved on one network"
    return ""
