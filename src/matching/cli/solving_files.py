"""From a problem's files to an audited plan's files; the search runs in a process of its own that can be ended."""

import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.choosing import chosen_policy, refuse_to_overwrite
from matching.cli.console import Console
from matching.cli.exit_codes import VERDICTS, ExitCode
from matching.cli.progress import progress_of
from matching.cli.replacing import refuse_another_plan, workbook_target
from matching.errors import InfeasibleError, NoPlanError
from matching.reporting.wording import phrase

if TYPE_CHECKING:
    from matching.plan.result import Result
    from matching.problem.problem import Problem


def solve_files(arguments: Namespace, console: Console) -> int:
    """Read, solve, write and tell; a time limit counts from now, reading included."""
    from matching.cli.telling import tell_result
    from matching.doors import solve
    from matching.files.reading import read_problem

    began = time.monotonic()
    policy = chosen_policy(arguments.policy)
    refuse_to_overwrite(arguments.input, arguments.output)
    workbook = workbook_target(arguments)
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    refuse_another_plan(problem, arguments.output, arguments.force)
    console.tell_phrase("command.solving", policy=policy.name)
    left = None if arguments.time_limit is None else arguments.time_limit - (time.monotonic() - began)
    if left is not None and left <= 0:
        return _none_yet(arguments.time_limit, console)
    try:
        with progress_of(console, "progress.solving") as progress:
            result = solve(
                problem, policy, seed=arguments.seed, time_limit=left, isolate=True, steps=progress.step
            )
    except NoPlanError:
        if arguments.time_limit is None:
            raise
        return _none_yet(arguments.time_limit, console)
    except InfeasibleError as error:
        _tell_conflict(problem, error, console)
        raise
    if workbook is not None and result.allocation is not None:
        _write_workbook(result, workbook, console)
    if not len(problem["needs"]):
        console.complain(phrase("command.nothing_to_plan", console.language))
    return tell_result(result, arguments.input, arguments.output, console)


def _write_workbook(result: "Result", target: Path, console: Console) -> None:
    """Write the workbook to print, unless the audit refuses the plan."""
    from matching.workbooks.result_workbook import write_workbook

    if result.report is not None and VERDICTS[result.report.verdict] != ExitCode.REFUSED:
        write_workbook(result, target, console.language, overwrite=True)
        console.tell_phrase("command.workbook", file=target)


def _tell_conflict(problem: "Problem", error: InfeasibleError, console: Console) -> None:
    """Say which rules clash and what would end it, where that is known."""
    from matching.reporting.conflict_sentences import conflict_sentences

    if error.conflict is not None:
        for sentence in conflict_sentences(problem, error.conflict, console.language):
            console.complain(sentence)


def _none_yet(seconds: float, console: Console) -> int:
    if console.json:
        console.show_json({"error": NoPlanError.code, "message": "none yet", "time_limit": seconds})
    console.complain(phrase("command.none_yet", console.language, seconds=f"{seconds:g}"))
    return ExitCode.NO_PLAN
