"""Columns of text as one CSV file that opens well in spreadsheets and runs nothing there."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from matching.files.guarding import LEADS, guarded

_BETWEEN: Final = "\x1f"
_UNSAFE: Final = re.compile(f'[",\r\n]|(?:^|{_BETWEEN})[\'{LEADS}]')
_QUOTED: Final = re.compile('[",\r\n]')


def csv_bytes(columns: Mapping[str, Sequence[str]]) -> bytes:
    """Return the columns as CSV: UTF-8 with a byte-order mark, lines ended by a line feed.

    A column is looked through as one text first; its cells are treated one by one only where that finds
    something to quote or to guard.
    """
    safe = [_safe(texts) for texts in columns.values()]
    lines = [",".join(columns), *map(",".join, zip(*safe, strict=True)), ""]
    return "\n".join(lines).encode("utf-8-sig")


def _safe(texts: Sequence[str]) -> Sequence[str]:
    if not _UNSAFE.search(_BETWEEN.join(texts)):
        return texts
    return [_cell(guarded(text)) for text in texts]


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
