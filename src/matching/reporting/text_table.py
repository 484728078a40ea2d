"""Aligned tables in plain text, for terminals and for files read in a fixed-width font."""

import unicodedata
from collections.abc import Sequence

_GAP = "  "


def display_width(text: str) -> int:
    """Return the columns a terminal needs: marks that combine take none, wide characters two."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Return a table with a rule below its header.

    Parameters
    ----------
    header
        Titles of the columns.
    rows
        Cells, as many per row as there are titles.
    right
        Whether each column is aligned to the right.
    """
    grid = [list(header), *[list(row) for row in rows]]
    widths = [max(display_width(row[column]) for row in grid) for column in range(len(header))]
    lines = [_GAP.join(map(_padded, row, widths, right)).rstrip() for row in grid]
    rule = "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    return "\n".join([lines[0], rule, *lines[1:]])


def bar(part: int, total: int, width: int = 10) -> str:
    """Return a bar of ``width`` cells, filled in proportion; full only when nothing is missing."""
    filled = part * width // total if total else 0
    return "█" * filled + "░" * (width - filled)


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - display_width(cell))
    return space + cell if right else cell + space
