"""``audit``: replay a plan's rules, claims and proof from its files, without a solver."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.console import Console
from matching.cli.exit_codes import VERDICTS
from matching.cli.guarding import UsageError
from matching.reporting.numerals import whole
from matching.reporting.wording import phrase

if TYPE_CHECKING:
    from matching.cli.judging import Judgement
    from matching.plan.audit_report import Violation

HELP = "check a plan against its problem: every rule, every claim, and the proof"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")


SHOWN = 5
"""Ids told per finding; JSON has all of them."""


def execute(arguments: Namespace, console: Console) -> int:
    """Audit from the files alone and return the exit code of the verdict."""
    from matching.cli.judging import judged
    from matching.files.reading import read_problem

    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    if not arguments.plan.is_dir():
        raise UsageError(f"there is no folder {arguments.plan}; name one that `solve` has written")
    console.tell_phrase("command.reading", folder=arguments.plan)
    judgement = judged(problem, arguments.plan)
    if console.json:
        console.show_json(judgement.to_dict())
    else:
        _show(judgement, console)
    return VERDICTS[judgement.verdict]


def _show(judgement: "Judgement", console: Console) -> None:
    if judgement.plan_id:
        lines = whole(judgement.lines, console.language)
        console.show(phrase("command.audited", console.language, lines=lines, id=judgement.plan_id[:12]))
    for finding in judgement.findings:
        console.show(told(finding))
    for goal in judgement.goals:
        if goal.why_not:
            console.show(f"[goal {goal.goal + 1}] {goal.why_not}")
    count = whole(len(judgement.findings), console.language)
    last = phrase(f"audit.{judgement.verdict.replace(' ', '_')}", console.language, count=count)
    console.show(console.painted(last, judgement.verdict == "proved"))


def told(finding: "Violation") -> str:
    """Return a finding with its rule and the first ids of the offers and needs concerned."""
    ids = [
        f"{name}: {', '.join(keys[:SHOWN])}{f' and {len(keys) - SHOWN} more' if len(keys) > SHOWN else ''}"
        for name, keys in (("offers", finding.offers), ("needs", finding.needs))
        if keys
    ]
    return " ".join([f"[{finding.rule}] {finding.message}", *([f"({'; '.join(ids)})"] if ids else [])])
