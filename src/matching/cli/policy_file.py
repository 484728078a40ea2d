"""Policies of the user's own, from a JSON file: what is wrong with it is told in words."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.errors import PolicyError
from matching.problem.criterion_forms import PARAMETERS
from matching.problem.policy import Policy, policy_from_dict
from matching.vocabulary import ENUMERATIONS

LARGEST = 1_000_000
"""Bytes above which a file is no policy."""

_GOAL_KEYS = ("measure", "criterion", "group", "adjusted", "target", "among", "keep", "order", *PARAMETERS)
_INDEX_KEYS = ("weights", "zones", "spread")


def policy_from_file(path: Path) -> Policy:
    """Return the policy that a JSON file holds.

    Raises
    ------
    PolicyError
        If the file does not hold a policy; the message names the file and what is missing or wrong.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise PolicyError("the file is too large for a policy")
        data = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_unique)
        _check(data)
        return policy_from_dict(data)
    except PolicyError as error:
        raise PolicyError(f"{path.name}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{path.name} is not JSON: {error}") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise PolicyError(f"the key {name[:64]!r} stands twice")
    return dict(pairs)


def _check(data: Any) -> None:
    if not isinstance(data, dict):
        raise PolicyError('the file does not hold an object; write {"name": …, "version": …, "goals": […]}')
    for key in ("name", "version"):
        _check_line(key, data)
    if not data.get("goals") and not data.get("baseline"):
        raise PolicyError(
            '"goals" is missing: write a list of at least one goal, such as [{"measure": "units"}]'
        )
    _check_goals(data.get("goals", []))
    if "disadvantage" in data:
        _check_index(data["disadvantage"])


def _check_line(key: str, data: Mapping[str, Any]) -> None:
    text = data.get(key)
    if key not in data:
        raise PolicyError(f'"{key}" is missing: write a short text')
    if not isinstance(text, str) or not text.strip() or not text.isprintable() or len(text) > 200:
        raise PolicyError(f'"{key}" is not one line of text of at most 200 characters')


def _check_goals(goals: Any) -> None:
    if not isinstance(goals, list):
        raise PolicyError('"goals" is not a list')
    for number, goal in enumerate(goals, 1):
        if not isinstance(goal, dict):
            raise PolicyError(f'goal {number} is not an object such as {{"measure": "units"}}')
        if "measure" not in goal:
            raise PolicyError(f'"measure" is missing in goal {number}')
        _refuse_unknown(f"goal {number}", goal, _GOAL_KEYS)
        if not isinstance(goal.get("adjusted", False), bool):
            raise PolicyError(f'"adjusted" in goal {number} is neither true nor false')


def _check_index(index: Any) -> None:
    if not isinstance(index, dict):
        raise PolicyError('"disadvantage" is not an object')
    _refuse_unknown('"disadvantage"', index, _INDEX_KEYS)
    for key in _INDEX_KEYS:
        if key not in index:
            raise PolicyError(f'"{key}" is missing in "disadvantage"')
    for key in ("weights", "zones"):
        if not isinstance(index[key], dict):
            raise PolicyError(f'"{key}" in "disadvantage" is not an object')
    _refuse_unknown('"zones"', index["zones"], ENUMERATIONS["Zone"])


def _refuse_unknown(what: str, data: Mapping[str, Any], known: tuple[str, ...]) -> None:
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise PolicyError(f"{what} has the unknown key {unknown[0][:64]!r}; use {', '.join(known)}")
