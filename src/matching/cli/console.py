"""Where a command speaks: results on standard output, talk on standard error, in one language."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    """

    language: str = "en"
    json: bool = False
    colour: bool = False

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
        """Print talk: progress, hints, errors."""
        print(text, file=sys.stderr)

    def tell_phrase(self, code: str, **values: Any) -> None:
        """Print a sentence of the phrase list as talk."""
        self.tell(phrase(code, self.language, **values))

    def painted(self, text: str, good: bool) -> str:
        """Return the text in green or red where colours are wanted."""
        return f"\x1b[{32 if good else 31}m{text}\x1b[0m" if self.colour else text


def console_of(arguments: Namespace) -> Console:
    """Return the console that the options and the environment ask for."""
    return Console(
        language=getattr(arguments, "lang", "") or language_of(os.environ),
        json=getattr(arguments, "json", False),
        colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
    )


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of the terminal: that of the first of LC_ALL, LC_MESSAGES and LANG that is set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
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
