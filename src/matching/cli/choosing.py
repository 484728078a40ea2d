"""Choices that commands share: which policy, and where not to write."""

from difflib import get_close_matches
from pathlib import Path

from matching.cli.guarding import UsageError
from matching.cli.policy_file import policy_from_file
from matching.files.strays import problem_files
from matching.problem.policy import Policy, named_policy, policy_names
from matching.problem.problem import Problem

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
    return policy_from_file(path)


def write_input(problem: Problem, target: Path, force: bool) -> None:
    """Write a problem; over another one only when that is asked for.

    Raises
    ------
    UsageError
        If another problem stands there and ``force`` is not set.
    """
    from matching.files.writing import write_problem

    try:
        write_problem(problem, target, overwrite=force)
    except FileExistsError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{target}: {reason}. Nothing was changed. {_FORCE}") from error


_FORCE = "Name another folder, or add --force to replace what stands there."


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
    held = [name for name in problem_files(target) if name not in PLAN_TABLES or not _holds_plan(target)]
    if same or held:
        raise UsageError(f"{target} holds a problem; its tables would be overwritten. Name another folder.")


PLAN_TABLES = ("communes.csv",)
"""Files of a plan that are named like a table of a problem."""


def _holds_plan(folder: Path) -> bool:
    return (folder / "allocation.csv").is_file() and (folder / "result.json").is_file()
