"""Which policies a certificate on the reference network can prove, and what their network counts."""

from dataclasses import dataclass

from matching.auditing.facts import Facts
from matching.problem.policy import Goal

GROUPED = (("units", "commune"), ("units", "commune_kind"), ("children_helped", "commune"))
"""Measures and groupings that a single network can carry."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the reference network of a policy holds.

    Parameters
    ----------
    grouping
        Measure and grouping of the grouped goals, or nothing.
    children
        Whether children are nodes.
    linear
        Goals that give every arc a gain or a rank: all but max-min, in order.
    obstacle
        Why no certificate can prove the policy, or an empty text.
    """

    grouping: tuple[str, str] | None
    children: bool
    linear: tuple[int, ...]
    obstacle: str


def scope_of(goals: tuple[Goal, ...]) -> Scope:
    """Return what the reference network of the goals holds."""
    groupings = {(goal.measure, goal.group) for goal in goals if goal.criterion != "sum"}
    children = any(goal.measure == "children_helped" for goal in goals)
    linear = tuple(number for number, goal in enumerate(goals) if goal.criterion != "max_min")
    return Scope(next(iter(groupings), None), children, linear, _obstacle(groupings, children))


def uncounted(facts: Facts) -> str:
    """Return which goal counts something that no arc of the network carries, or an empty text."""
    measures = {goal.measure for goal in facts.policy.goals}
    offers = facts.problem["offers"]
    if "visits" in measures:
        return "visits cannot be counted on a network"
    if "cost" in measures and ((offers["visit_cost"] > 0) | (offers["setup_cost"] > 0)).any():
        return "what visits and the use of an offer cost cannot be counted on a network"
    return ""


def _obstacle(groupings: set[tuple[str, str]], children: bool) -> str:
    if len(groupings) > 1:
        return "goals that compare different groups cannot be proved on one network"
    for grouping in groupings:
        if grouping not in GROUPED:
            return f"{grouping[0]} by {grouping[1]} cannot be proved on a network"
        if children and grouping[0] == "units":
            return "children helped and units by group cannot be proved on one network"
    return ""
