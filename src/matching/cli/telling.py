"""Results told to people: the plan's files named, the table shown, the next command suggested."""

from pathlib import Path

from matching.cli.console import Console
from matching.cli.exit_codes import VERDICTS, ExitCode
from matching.files.plan_writing import write_plan
from matching.files.result_json import plan_document
from matching.plan.outcome import StopReason
from matching.plan.result import Result
from matching.reporting.summaries import summary, verdict
from matching.reporting.wording import phrase


def tell_result(result: Result, source: Path, target: Path, console: Console) -> int:
    """Write a plan that the audit does not refuse, show it, and return the exit code.

    Of a search that was cut short it is told what its plan reaches and what is not proved.
    """
    if result.allocation is None or result.report is None:
        _show(result, verdict(result, console.language), console)
        return ExitCode.NO_PLAN
    code = VERDICTS[result.report.verdict]
    files = () if code == ExitCode.REFUSED else write_plan(result, target)
    _show(result, _coloured(summary(result, console.language), code, console), console)
    if not files:
        console.complain(
            "\n".join(
                f"[{violation.rule}] {violation.message}" for violation in result.report.violations[:20]
            )
        )
        return code
    stop = result.outcome.stop
    if stop is not StopReason.FINISHED:
        _tell_stop(result, console)
    console.tell_phrase("command.written", folder=target, files=", ".join(files))
    console.tell_next("audit", source, target)
    return ExitCode.INTERRUPTED if stop is StopReason.INTERRUPTED else code


def _tell_stop(result: Result, console: Console) -> None:
    """Say why the search stopped, and which goals are proved best possible and which are not."""
    language = console.language
    console.tell_phrase("command.stopped", stop=phrase(f"stop.{result.outcome.stop}", language))
    told = {
        code: [value.goal.describe(language) for value in result.goals if (value.gap == 0) is proved]
        for code, proved in (("command.goals_proved", True), ("command.goals_open", False))
    }
    for code, goals in told.items():
        if goals:
            console.tell_phrase(code, goals="; ".join(goals))


def _show(result: Result, text: str, console: Console) -> None:
    if console.json:
        console.show_json(plan_document(result))
    else:
        console.show(text)


def _coloured(text: str, code: ExitCode, console: Console) -> str:
    body, _, last = text.rpartition("\n")
    return f"{body}\n{console.painted(last, code == ExitCode.PROVED)}"
