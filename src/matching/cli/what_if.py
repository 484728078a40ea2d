"""``what-if``: the problem changed, or another policy, solved again and compared with a stored plan."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.console import Console
from matching.cli.guarding import UsageError
from matching.cli.parsing import positive_number, whole_number

HELP = "solve again with offers, prices, needs or the policy changed, and tell what would be different"

LARGEST = 1_000_000
"""Bytes above which a file holds no changes."""


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")
    parser.add_argument("--changes", type=Path, metavar="FILE", help="JSON list of changes")
    parser.add_argument("--policy", metavar="NAME|FILE", help="another policy")
    parser.add_argument("--seed", type=whole_number, metavar="N", help="another seed of the lottery")
    parser.add_argument("--time-limit", type=positive_number, metavar="S", help="seconds for the search")


def execute(arguments: Namespace, console: Console) -> int:
    """Solve again, tell the difference, and return the exit code."""
    from matching.cli.choosing import chosen_policy
    from matching.cli.exit_codes import ExitCode
    from matching.explaining import read_result, what_if
    from matching.files.reading import read_problem
    from matching.intake.changes import change_from_dict

    if arguments.changes is None and arguments.policy is None and arguments.seed is None:
        raise UsageError("nothing is changed; name --changes, --policy or --seed")
    changes = () if arguments.changes is None else tuple(map(change_from_dict, _listed(arguments.changes)))
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    if not arguments.plan.is_dir():
        raise UsageError(f"there is no folder {arguments.plan}; name one that `solve` has written")
    result = read_result(problem, arguments.plan)
    policy = None if arguments.policy is None else chosen_policy(arguments.policy)
    told = what_if(result, changes, policy=policy, seed=arguments.seed, time_limit=arguments.time_limit)
    if console.json:
        console.show_json(told.to_dict())
    else:
        console.show(told.describe(console.language))
    return ExitCode.PROVED


def _listed(path: Path) -> list[dict[str, object]]:
    """Return the changes that a JSON file lists."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is too large for a list of changes")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path.name} is not JSON: {error}") from error
    if not isinstance(data, list):
        raise UsageError(f"{path.name} does not hold a list of changes")
    return data
