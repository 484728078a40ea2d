"""Cells that a spreadsheet would run as a formula, made harmless on writing and restored on reading."""

import re
from typing import Final

from matching.problem.fields import registry

LEADS: Final = "=+\\-@\t\r＝＋－＠"
"""First characters that start a formula in a spreadsheet."""

DANGEROUS: Final = f"^'*[{LEADS}]"
GUARDED: Final = f"^'+[{LEADS}]"

_DANGEROUS: Final = re.compile(DANGEROUS)
_GUARDED: Final = re.compile(GUARDED)


def guarded(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet would run it."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that :func:`guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


def text_headers(table: str) -> frozenset[str]:
    """Return the columns of a table's file that hold free text or ids; only they are guarded."""
    return frozenset(
        header
        for field in registry()[table]
        if field.base in ("key", "text", "ref")
        for header in field.headers
    )
