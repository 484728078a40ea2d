"""``check``: everything that is wrong with a problem's files, in one go."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.choosing import DEFAULT_POLICY, chosen_policy
from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError
from matching.cli.sizes import problem_sizes
from matching.cli.template import workbook_option
from matching.reporting.issue_sentences import issue_sentence
from matching.reporting.wording import phrase

if TYPE_CHECKING:
    from matching.errors import Issue
    from matching.formulation.network_structure import Structure
    from matching.problem.problem import Problem

HELP = "list everything that is wrong with a problem's files"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder, workbook or JSON file")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE.xlsx",
        help="of a workbook: write a copy with all mistakes marked",
    )
    parser.add_argument("--force", action="store_true", help="replace another file that stands there")
    parser.add_argument("--policy", default=DEFAULT_POLICY, metavar="NAME|FILE", help="default: %(default)s")


def execute(arguments: Namespace, console: Console) -> int:
    """Check the files and show every problem; warnings alone do not refuse them."""
    from matching.files.reading import check_problem
    from matching.formulation.network_structure import structure

    policy = chosen_policy(arguments.policy)
    copied = arguments.output is not None
    problem, issues = _marked(arguments, console) if copied else check_problem(arguments.input)
    if console.log is not None:
        console.log.issues(issues)
    found = None if problem is None else structure(problem, policy)
    if console.json:
        rows = {} if problem is None else dict(problem_sizes(problem, console.language).rows)
        listed = [issue.to_dict() for issue in issues]
        shape = {} if found is None else found.to_dict()
        console.show_json({"sound": problem is not None, "rows": rows, "issues": listed, **shape})
    else:
        for issue in issues:
            console.show(issue_sentence(issue, console.language))
    if problem is None or found is None:
        console.tell_phrase("command.problems", count=len(issues))
        return ExitCode.BAD_DATA
    if not console.json:
        _show(problem, found, arguments.input, console)
    return ExitCode.PROVED


def _marked(arguments: Namespace, console: Console) -> "tuple[Problem | None, tuple[Issue, ...]]":
    """Check a workbook, write a copy with all mistakes marked, and return what was found."""
    from matching.workbooks.checked_copy import checked_workbook_copy

    target = workbook_option(arguments.output)
    if arguments.input.suffix.lower() != ".xlsx":
        raise UsageError(f"--output marks the mistakes of a workbook (.xlsx); {arguments.input} is none")
    if target.exists() and arguments.input.exists() and target.samefile(arguments.input):
        raise UsageError(f"{target} is the input, which is never written over; name another file")
    try:
        found = checked_workbook_copy(arguments.input, target, console.language, arguments.force)
    except FileExistsError as error:
        raise UsageError(f"{error}. Name another file, or add --force.") from error
    console.tell_phrase("command.checked", file=target)
    return found


def _show(problem: "Problem", found: "Structure", folder: Path, console: Console) -> None:
    console.show(problem_sizes(problem, console.language).sentence("command.sound", folder=folder))
    if found.is_network:
        console.show(phrase("command.network", console.language))
    for obstacle in found.obstacles:
        console.show(phrase("command.not_network", console.language, obstacle=obstacle))
