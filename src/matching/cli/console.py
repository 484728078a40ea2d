"""Where a command speaks: results on standard output, talk on standard error, in one language."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.cli.bug_log import BugLog
from matching.cli.next_command import command_line
from matching.reporting.wording import LANGUAGES, phrase


@dataclass(frozen=True, slots=True)
class Console:
    """How to speak.

    Parameters
    ----------
    language
        ``en`` or ``vi``.
    json
        Whether the result is wanted as JSON.
    colour
        Whether the terminal takes colours.
    quiet
        Whether only results and errors are wanted.
    log
        Log for a report of a mistake, if one is wanted.
    """

    language: str = "en"
    json: bool = False
    colour: bool = False
    quiet: bool = False
    log: BugLog | None = None

    def show(self, text: str) -> None:
        """Print a result."""
        print(text)

    def show_phrase(self, code: str, **values: Any) -> None:
        """Print a sentence of the phrase list as a result."""
        self.show(phrase(code, self.language, **values))

    def show_json(self, data: Any) -> None:
        """Print a result as JSON; as ASCII where the stream cannot carry Vietnamese."""
        unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        print(json.dumps(data, ensure_ascii=not unicode, indent=2))

    def tell(self, text: str) -> None:
        """Print talk: progress and hints, which a quiet console leaves out."""
        if not self.quiet:
            print(text, file=sys.stderr)

    def tell_phrase(self, code: str, **values: Any) -> None:
        """Print a sentence of the phrase list as talk; the log has its code alone."""
        if self.log is not None:
            self.log.write("told", code=code)
        self.tell(phrase(code, self.language, **values))

    def complain(self, text: str) -> None:
        """Print what went wrong, on standard error, in any case."""
        print(text, file=sys.stderr)

    def tell_next(self, *words: object) -> None:
        """Suggest the next command, in the language that was asked for."""
        language = ("--lang", self.language) if self.language != language_of(os.environ) else ()
        self.tell_phrase("command.next", command=command_line(*words, *language))

    def painted(self, text: str, good: bool) -> str:
        """Return the text in green or red where colours are wanted."""
        return f"\x1b[{32 if good else 31}m{text}\x1b[0m" if self.colour else text


def console_of(arguments: Namespace) -> Console:
    """Return the console that the options and the environment ask for."""
    return Console(
        language=getattr(arguments, "lang", "") or language_of(os.environ),
        json=getattr(arguments, "json", False),
        quiet=getattr(arguments, "quiet", False),
        log=BugLog(arguments.log) if getattr(arguments, "log", None) is not None else None,
        colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
    )


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of the first of MATCHING_LANG, LC_ALL, LC_MESSAGES and LANG that is set."""
    for name in ("MATCHING_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name)
        if value:
            language = value.partition("_")[0].partition(".")[0].lower()
            return language if language in LANGUAGES else "en"
    return "en"


def accept_any_text() -> None:
    """Let both streams replace characters that their encoding lacks instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
