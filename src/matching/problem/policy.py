"""Policies: named, versioned, ordered lists of goals; pure data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from matching.errors import PolicyError
from matching.markup import html_list
from matching.problem.goal_language import CRITERIA, MEASURES, MINIMISED, Goal
from matching.problem.goal_reading import goals_from_dict

__all__ = [
    "BASELINES", "CRITERIA", "MEASURES", "MINIMISED", "Disadvantage", "Goal", "Policy", "index_of", "named_policy",
    "policy_from_dict", "policy_names",
]  # fmt: skip

BASELINES = ("first_come", "greedy", "proportional", "lottery")
"""Simple rules of thumb, offered for comparison; they obey every rule and prove nothing."""


@dataclass(frozen=True, slots=True)
class Disadvantage:
    """Published index of disadvantage: parts, weights, and how far targets rise with it.

    The index of a commune is ``Σ weight·part ÷ Σ weight`` with every part in [0, 1]; its target is
    ``100 + round(spread·index)`` per cent.

    Parameters
    ----------
    weights
        Weight of each part (a column of ``communes`` holding a share, or ``zone``), whole numbers ≥ 0.
    zones
        Value of the part ``zone`` for each zone, in hundredths (0 to 100).
    spread
        Rise of the target at index 1, in per cent (0 to 400).
    """

    weights: Mapping[str, int]
    zones: Mapping[str, int]
    spread: int

    def __reduce__(self) -> tuple[Any, ...]:
        return (Disadvantage, (dict(self.weights), dict(self.zones), self.spread))


@dataclass(frozen=True, slots=True)
class Policy:
    """Named, versioned list of goals in strict order; kept promises and hard rules always come first.

    Parameters
    ----------
    name, version
        How the policy is cited in results.
    goals
        Solved in order, each on the optimal face of those before it.
    disadvantage
        Index used by adjusted goals.
    baseline
        Name of a rule of thumb instead of goals, or empty.
    """

    name: str
    version: str
    goals: tuple[Goal, ...]
    disadvantage: Disadvantage
    baseline: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the policy as plain data, for JSON."""
        return {
            "name": self.name,
            "version": self.version,
            "goals": [goal.to_dict() for goal in self.goals],
            "disadvantage": {
                "weights": dict(self.disadvantage.weights),
                "zones": dict(self.disadvantage.zones),
                "spread": self.disadvantage.spread,
            },
            "baseline": self.baseline,
        }

    def _repr_html_(self) -> str:
        told = [goal.describe() for goal in self.goals]
        return html_list(f"{self.name} {self.version}", told or [self.baseline])


def policy_from_dict(data: Mapping[str, Any]) -> Policy:
    """Return the policy told by plain data.

    Raises
    ------
    PolicyError
        If a key is missing or unknown, or a value is out of range.
    """
    try:
        known = {"name", "version", "goals", "disadvantage", "baseline"}
        if set(data) - known:
            raise PolicyError(f"unknown key(s) {sorted(set(data) - known)} in the policy")
        index = data.get("disadvantage", _defaults()["disadvantage"])
        policy = Policy(
            name=str(data["name"]),
            version=str(data["version"]),
            goals=tuple(goal for told in data.get("goals", []) for goal in goals_from_dict(told)),
            disadvantage=Disadvantage(
                MappingProxyType(dict(index["weights"])),
                MappingProxyType(dict(index["zones"])),
                index["spread"],
            ),
            baseline=str(data.get("baseline", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"the policy cannot be read: {error!r}") from error
    _check(policy)
    return policy


def _check(policy: Policy) -> None:
    index = policy.disadvantage
    numbers = [*index.weights.values(), *index.zones.values(), index.spread]
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise PolicyError("disadvantage weights, zones and spread are whole numbers of at least 0")
    if any(value > 100 for value in index.zones.values()) or index.spread > 400:
        raise PolicyError("disadvantage zones lie in 0..100 and the spread in 0..400")
    if policy.baseline and policy.baseline not in BASELINES:
        raise PolicyError(f"unknown baseline {policy.baseline!r}; choose one of {', '.join(BASELINES)}")
    if bool(policy.goals) == bool(policy.baseline):
        raise PolicyError("a policy has either goals or a baseline")


def policy_names() -> tuple[str, ...]:
    """Return the names of the policies shipped with the package."""
    return tuple(_defaults()["policies"])


def named_policy(name: str) -> Policy:
    """Return a shipped policy.

    Raises
    ------
    PolicyError
        If no shipped policy has that name; the message lists them.
    """
    policies = _defaults()["policies"]
    if name not in policies:
        raise PolicyError(f"unknown policy {name!r}; choose one of {', '.join(policies)}, or a file")
    return policy_from_dict({"name": name, **policies[name]})


def index_of(row: Mapping[str, Fraction | None], index: Disadvantage) -> Fraction:
    """Return a commune's index in [0, 1]; absent parts count as 0."""
    total = sum(index.weights.values())
    if not total:
        return Fraction(0)
    return (
        sum((weight * (row.get(part) or Fraction(0)) for part, weight in index.weights.items()), Fraction(0))
        / total
    )


@cache
def _defaults() -> Mapping[str, Any]:
    text = files("matching.problem").joinpath("data/policies.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))
