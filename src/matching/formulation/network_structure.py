"""Is the problem a network? If not, which rule or goal breaks it."""

from dataclasses import dataclass

from matching.formulation.grouping import grouped_goal
from matching.formulation.network_rules import NETWORK_RULES
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Policy
from matching.problem.problem import Problem

ON_NETWORK = ("sum", "leximin", "max_min", "alpha_fair")
"""Criteria that one flow solves."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule or goal that a network cannot hold, and where it is used.

    Parameters
    ----------
    rule
        Name of the rule (see ``docs/rules.md``) or ``"goals"``.
    count
        How many rows use it.
    examples
        Ids of some of them.
    why
        One sentence.
    """

    rule: str
    count: int
    examples: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        where = (
            f" ({', '.join(self.examples)}{', …' if self.count > len(self.examples) else ''})"
            if self.examples
            else ""
        )
        return f"rule {self.rule} needs integer programming{where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Structure:
    """What kind of problem it is: a network when there is no obstacle."""

    obstacles: tuple[Obstacle, ...]

    @property
    def is_network(self) -> bool:
        """Whether the problem is solved exactly as a network flow."""
        return not self.obstacles

    def to_dict(self) -> dict[str, object]:
        """Return plain data, for JSON."""
        return {
            "network": self.is_network,
            "obstacles": [
                {name: getattr(obstacle, name) for name in Obstacle.__slots__} for obstacle in self.obstacles
            ],
        }


def structure(problem: Problem, policy: Policy) -> Structure:
    """Say whether a problem under a policy is a network and, if not, what breaks it."""
    found = []
    for rule in NETWORK_RULES:
        ids = rule.breaks(problem, policy)
        if ids:
            found.append(Obstacle(rule.name, len(ids), tuple(ids[:3]), rule.why))
    return Structure((*found, *_goal_obstacles(policy)))


def _goal_obstacles(policy: Policy) -> list[Obstacle]:
    found = []
    grouped = [goal for goal in policy.goals if goal.group != "everyone"]
    if len(grouped) > 1:
        found.append(Obstacle("goals", len(grouped), (), "two grouped goals do not nest along one flow"))
    for goal in policy.goals:
        if goal.criterion not in ON_NETWORK:
            found.append(Obstacle("goals", 1, (), f"{goal.criterion} is not a flow"))
        if goal.criterion != "sum" and goal.measure not in ("units", "children_helped"):
            found.append(
                Obstacle("goals", 1, (), f"{goal.measure} cannot be compared between groups on a network")
            )
        if goal.measure in OF_CHILDREN and goal.group == "everyone":
            found.append(Obstacle("goals", 1, (), "children helped are counted by group on a network"))
        if goal.keep is not None:
            found.append(Obstacle("goals", 1, (), "a share of a total that is kept spans all groups"))
    measures = {goal.measure for goal in policy.goals}
    if "visits" in measures:
        found.append(Obstacle("goals", 1, (), "visits cannot be counted on a network"))
    if "changes" in measures:
        found.append(Obstacle("goals", 1, (), "changes against the last plan cannot be counted on a network"))
    if {"lottery", "children_helped"} <= measures:
        found.append(Obstacle("goals", 1, (), "a lottery of needs does not nest with counting children"))
    first = grouped_goal(policy)
    if first is not None and first.criterion == "max_min" and first.measure == "children_helped":
        found.append(Obstacle("goals", 1, (), "children helped are compared by leximin on a network"))
    return found
