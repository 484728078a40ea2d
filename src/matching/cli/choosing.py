"""Choices that commands share: which policy, and where not to write."""

import json
from difflib import get_close_matches
from pathlib import Path

from matching.cli.guarding import UsageError
from matching.errors import PolicyError
from matching.problem.policy import Policy, named_policy, policy_from_dict, policy_names

DEFAULT_POLICY = "equal-coverage"
"""Policy used when none is named."""


def chosen_policy(name: str) -> Policy:
    """Return the shipped policy of that name, or the one in the JSON file at that path.

    Raises
    ------
    UsageError
        If it is neither; names that look similar are suggested.
    PolicyError
        If the file does not hold a policy.
    """
    if name in policy_names():
        return named_policy(name)
    path = Path(name)
    if not path.is_file():
        near = get_close_matches(name, policy_names(), 1)
        hint = (
            f"Did you mean {near[0]}?" if near else f"Choose one of {', '.join(policy_names())}, or a file."
        )
        raise UsageError(f"there is no policy {name!r}. {hint}")
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{path.name} is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise PolicyError(f"{path.name} does not hold an object")
    return policy_from_dict(data)


def refuse_to_overwrite(source: Path, target: Path) -> None:
    """Refuse a target folder that holds the input, whose tables a plan's files would replace.

    Raises
    ------
    UsageError
        If the target is the source, or holds a problem, or is a file.
    """
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a folder for the plan")
    same = source.exists() and target.exists() and target.samefile(source)
    if same or (target / "needs.csv").exists() or (target / "problem.json").exists():
        raise UsageError(f"{target} holds a problem; its tables would be overwritten. Name another folder.")
