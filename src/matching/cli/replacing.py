"""What a solve may replace: its own earlier results, everything else only when that is asked for."""

from argparse import Namespace
from pathlib import Path

from matching.cli.guarding import UsageError
from matching.cli.template import workbook_option
from matching.errors import DataError
from matching.files.plan_reading import REQUIRED, claimed_input
from matching.problem.problem import Problem


def workbook_target(arguments: Namespace) -> Path | None:
    """Return where the workbook goes, if one is wanted.

    Raises
    ------
    UsageError
        If it is the input, or another file than a result's workbook stands there and ``--force`` is not set.
    """
    if arguments.workbook is None:
        return None
    from matching.workbooks.result_workbook import is_result_workbook

    target = workbook_option(arguments.workbook)
    if target.exists() and arguments.input.exists() and target.samefile(arguments.input):
        raise UsageError(f"{target} is the input; name another file for the workbook")
    if target.exists() and not arguments.force and not is_result_workbook(target):
        raise UsageError(f"{target} exists and is no result of `solve`; name another file, or add --force")
    return target


def refuse_another_plan(problem: Problem, target: Path, force: bool) -> None:
    """Refuse a folder that holds the plan of another input; that of the same input may be made anew.

    Raises
    ------
    UsageError
        If it does, or its plan cannot be read, and ``force`` is not set.
    """
    stands = any((target / name).exists() for name in REQUIRED)
    if stands and not force and _claimed(target) != problem.digest:
        raise UsageError(
            f"{target} holds the plan of another input, or of this one before it was changed; "
            "name another folder, or add --force"
        )


def _claimed(folder: Path) -> str:
    try:
        return claimed_input(folder)
    except DataError:
        return ""
