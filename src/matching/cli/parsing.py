"""The command line's grammar; what looks like a slip of the pen is answered with what was probably meant."""

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from matching.cli.exit_codes import ExitCode
from matching.cli.help_language import help_text, translate_help, usage_error
from matching.reporting.wording import LANGUAGES

PROGRAM = "donor-need-matching"

COMMANDS = (
    "demo", "template", "generate", "check", "solve", "audit", "report", "explain", "appeals", "what-if", "compare",
    "frontier", "apply", "ledger", "release", "deliver", "schema", "completion", "versions",
)  # fmt: skip
"""Commands in the order of the help; each is the module of that name in this package, ``_`` for ``-``."""

_EXIT_CODES = """exit codes:
  0 proved, or done          5 a plan, but not proved best
  2 wrong usage              6 the audit refuses
  3 wrong data, all listed   130 interrupted
  4 no plan                  1 anything else (disk, memory)
"""


class Parser(argparse.ArgumentParser):
    """A parser that suggests commands and options close to an unknown one, in the reader's language."""

    language = "en"

    def _get_formatter(self) -> argparse.HelpFormatter:
        formatter = super()._get_formatter()
        add_usage = formatter.add_usage
        prefix = help_text("usage: ", self.language)

        def in_language(usage: Any, actions: Any, groups: Any, prefix: str | None = prefix) -> None:
            add_usage(usage, actions, groups, prefix)

        formatter.add_usage = in_language  # type: ignore[method-assign]
        return formatter

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error with suggestions, and leave with the code of wrong usage."""
        words = [
            word
            for pair in re.findall(r"choice: '([^']+)'|(?:: | )(--?[\w-]+)", message)
            for word in pair
            if word
        ]
        known = sorted(set(_words(self)))
        slips = [word for word in words if word not in known]
        near = list(dict.fromkeys(match for word in slips for match in get_close_matches(word, known, 1)))
        either = f" {usage_error('or', self.language)} ".join(near)
        hint = f"\n{usage_error(f'Did you mean {either}?', self.language)}" if near else ""
        self.print_usage(sys.stderr)
        told = f"{usage_error('error', self.language)}: {usage_error(message, self.language)}"
        self.exit(ExitCode.USAGE, f"{self.prog}: {told}{hint}\n")


def _words(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices
            for command in action.choices.values():
                yield from _words(command)


def command_parser(language: str = "en") -> Parser:
    """Return the parser of every command, which speaks the language."""
    parser = Parser(
        prog=PROGRAM,
        description="Match children's needs to donors' offers: every rule exact, the worst-off communes "
        "first, every plan proved.",
        epilog=_EXIT_CODES,
        parents=[_shared_options(lang="", flag=False, log=None)],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    shared = _shared_options(*[argparse.SUPPRESS] * 3)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for name in COMMANDS:
        module = import_module(f"matching.cli.{name.replace('-', '_')}")
        command = commands.add_parser(
            name, help=module.HELP, description=module.HELP, parents=[shared], allow_abbrev=False
        )
        module.add_options(command)
        command.set_defaults(execute=module.execute)
        command.language = language
    parser.language = language
    translate_help(parser, language)
    return parser


def _shared_options(lang: str, flag: bool | str, log: str | None) -> Parser:
    """Return the options that stand before or after the command; after it they have no defaults to undo the others."""
    shared = Parser(add_help=False)
    shared.add_argument("--json", action="store_true", default=flag, help="print the result as JSON")
    shared.add_argument(
        "--quiet", action="store_true", default=flag, help="say nothing but results and errors"
    )
    shared.add_argument(
        "--lang", choices=LANGUAGES, default=lang,
        help="language (default: MATCHING_LANG, else the terminal's)",
    )  # fmt: skip
    shared.add_argument(
        "--log", type=Path, default=log, metavar="FILE",
        help="write a log without personal data, to attach to a report of a mistake",
    )  # fmt: skip
    return shared


def whole_number(text: str) -> int:
    """Return a whole number of at least 0 and below 2**63, for options such as ``--seed``."""
    if not re.fullmatch("[0-9]{1,19}", text) or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 below 2^63")
    return int(text)


def iso_day(text: str) -> date:
    """Return a day written as 2026-03-31, for options such as ``--on``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-03-31") from None


def positive_number(text: str) -> float:
    """Return a number above 0 in plain digits, for options such as ``--time-limit``."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text) or float(text) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return float(text)
