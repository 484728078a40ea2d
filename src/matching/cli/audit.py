"""``audit``: replay a plan's rules, claims and proof from its files, without a solver."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.console import Console
from matching.cli.exit_codes import VERDICTS
from matching.reporting.numerals import whole
from matching.reporting.wording import phrase

HELP = "check a plan against its problem: every rule, every claim, and the proof"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")


def execute(arguments: Namespace, console: Console) -> int:
    """Audit from the files alone and return the exit code of the verdict."""
    from matching.auditing.checking import audit
    from matching.cli.claims import false_claims
    from matching.files.plan_reading import read_plan
    from matching.files.reading import read_problem

    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    console.tell_phrase("command.reading", folder=arguments.plan)
    stored = read_plan(problem, arguments.plan)
    report = audit(problem, stored.allocation, stored.policy, stored.seed, stored.certificate)
    findings = [
        violation.to_dict() for violation in (*report.violations, *false_claims(problem, stored, report))
    ]
    verdict = "violated" if findings else report.verdict
    if console.json:
        console.show_json({**report.to_dict(), "verdict": verdict, "violations": findings})
        return VERDICTS[verdict]
    lines = whole(len(stored.allocation), console.language)
    console.show(phrase("command.audited", console.language, lines=lines, id=stored.plan_id[:12]))
    for finding in findings:
        console.show(f"[{finding['rule']}] {finding['message']}")
    for goal in report.goals:
        if goal.why_not:
            console.show(f"[goal {goal.goal + 1}] {goal.why_not}")
    last = phrase(
        f"audit.{verdict.replace(' ', '_')}", console.language, count=whole(len(findings), console.language)
    )
    console.show(console.painted(last, verdict == "proved"))
    return VERDICTS[verdict]
