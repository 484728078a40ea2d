"""Columns of text as one CSV file that opens well in spreadsheets and runs nothing there."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from matching.files.guarding import guarded

_QUOTED: Final = re.compile('[",\r\n]')
_STARTS: Final = "=+-@\t\r＝＋－＠'"


def csv_bytes(columns: Mapping[str, Sequence[str]]) -> bytes:
    """Return the columns as CSV: UTF-8 with a byte-order mark, lines ended by a line feed.

    A column is looked through as one text first; its cells are treated one by one only where that finds
    something to quote or to guard.
    """
    safe = [_safe(texts) for texts in columns.values()]
    lines = [",".join(columns), *map(",".join, zip(*safe, strict=True)), ""]
    return "\n".join(lines).encode("utf-8-sig")


def _safe(texts: Sequence[str]) -> Sequence[str]:
    joined = "\n" + "\n".join(texts)
    quoted = joined.count("\n") > max(len(texts), 1) or any(mark in joined for mark in '",\r')
    if not quoted and not any(f"\n{start}" in joined for start in _STARTS):
        return texts
    return [_cell(guarded(text)) for text in texts]


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
