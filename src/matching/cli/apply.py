"""``apply``: turn a stored plan into promises in a ledger, once."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.reporting.numerals import whole
from matching.reporting.wording import phrase

if TYPE_CHECKING:
    from matching.plan.allocation import Allocation
    from matching.plan.any_certificate import AnyCertificate
    from matching.problem.policy import Policy
    from matching.problem.problem import Problem

HELP = "turn a plan into promises in a ledger, once; refused if its offers were used since it was made"


@dataclass(frozen=True)
class _Stored:
    problem: "Problem"
    plan: "Allocation"
    policy: "Policy"
    seed: int
    certificate: "AnyCertificate | None"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")
    parser.add_argument("--ledger", type=Path, required=True, metavar="FILE", help="made when absent")
    parser.add_argument("--plan-id", default="", metavar="ID", help="refuse any other plan")
    parser.add_argument("--operator", default="", metavar="NAME", help="who applies it, by an opaque name")
    parser.add_argument(
        "--amended",
        nargs="+",
        default=[],
        metavar="OFFER",
        help="offers that hold more than before, on purpose",
    )


def execute(arguments: Namespace, console: Console) -> int:
    """Judge the stored plan as ``audit`` does, then apply it."""
    from matching.cli.audit import told
    from matching.cli.judging import judged
    from matching.files.plan_reading import read_plan
    from matching.files.reading import read_problem
    from matching.ledger.applying import apply
    from matching.ledger.book import Ledger

    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    judgement = judged(problem, arguments.plan)
    if judgement.verdict == "violated":
        for finding in judgement.findings:
            console.complain(told(finding))
        console.tell_phrase("audit.violated", count=len(judgement.findings))
        return ExitCode.REFUSED
    stored = read_plan(problem, arguments.plan)
    plan = _Stored(problem, stored.allocation, stored.policy, stored.seed, stored.certificate)
    receipt = apply(
        plan,
        Ledger(arguments.ledger),
        plan_id=arguments.plan_id,
        amended=arguments.amended,
        operator=arguments.operator,
    )
    if console.json:
        console.show_json({name: getattr(receipt, name) for name in type(receipt).__slots__})
        return ExitCode.PROVED
    code = "ledger.applied" if receipt.applied else "ledger.applied_before"
    counts = {name: whole(getattr(receipt, name), console.language) for name in ("lines", "units", "version")}
    console.show(phrase(code, console.language, id=receipt.plan_id[:12], **counts))
    return ExitCode.PROVED
