"""Columns of text: the one form that every input takes before it is parsed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]

BLANKS = " \t\r\n\u00a0\u3000\ufeff"
"""Characters stripped from both ends of every cell."""

CONTROL = "[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029]"
"""Characters that no identifier may hold."""

CONTROL_IN_PROSE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
"""Characters that no text may hold; tabs and line ends are allowed."""

SURROGATES = "[\ud800-\udfff]"
"""Halves of characters: they can be written in no file."""


class TextColumn(Protocol):
    """Cells of one column, stripped and in Unicode normal form C; an absent cell is the empty text."""

    def __len__(self) -> int:
        """Return the number of rows."""
        ...

    def at(self, rows: Integers) -> list[str]:
        """Return the texts of some rows."""
        ...

    def array(self) -> NDArray[np.str_]:
        """Return all texts, shape ``(n,)``."""
        ...

    def blank(self) -> Mask:
        """Return the rows without text."""
        ...

    def longer_than(self, limit: int) -> Mask:
        """Return the rows with more characters than the limit."""
        ...

    def containing(self, pattern: str) -> Mask:
        """Return the rows that hold a character of the class, or half a character."""
        ...

    def distinct(self) -> tuple[list[str], Integers]:
        """Return the different texts in order of appearance, and per row the index of its text."""
        ...

    def repeats(self) -> Mask:
        """Return the rows whose text stands in an earlier row."""
        ...

    def near_repeats(self) -> Mask:
        """Return the rows whose text differs from that of an earlier row in nothing but letter case."""
        ...

    def positions_in(self, keys: "TextColumn") -> Integers:
        """Return per row the first row of ``keys`` with the same text, -1 where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A text column that is a plain list; the reference for every other kind."""

    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, rows: Integers) -> list[str]:
        """Return the texts of some rows."""
        return [self.texts[row] for row in rows.tolist()]

    def array(self) -> NDArray[np.str_]:
        """Return all texts, shape ``(n,)``."""
        return np.array(self.texts, dtype=np.str_)

    def blank(self) -> Mask:
        """Return the rows without text."""
        return self._mask(not text for text in self.texts)

    def longer_than(self, limit: int) -> Mask:
        """Return the rows with more characters than the limit."""
        return self._mask(len(text) > limit for text in self.texts)

    def containing(self, pattern: str) -> Mask:
        """Return the rows that hold a character of the class, or half a character."""
        search = re.compile(f"{pattern}|{SURROGATES}").search
        return self._mask(search(text) is not None for text in self.texts)

    def distinct(self) -> tuple[list[str], Integers]:
        """Return the different texts in order of appearance, and per row the index of its text."""
        index: dict[str, int] = {}
        codes = [index.setdefault(text, len(index)) for text in self.texts]
        return list(index), np.array(codes, dtype=np.int64)

    def repeats(self) -> Mask:
        """Return the rows whose text stands in an earlier row."""
        _, codes = self.distinct()
        repeated = np.ones(len(codes), dtype=np.bool_)
        repeated[np.unique(codes, return_index=True)[1]] = False
        return repeated

    def near_repeats(self) -> Mask:
        """Return the rows whose text differs from that of an earlier row in nothing but letter case."""
        lowered = ListColumn([text.lower() for text in self.texts])
        return np.asarray(lowered.repeats() & ~self.repeats())

    def positions_in(self, keys: TextColumn) -> Integers:
        """Return per row the first row of ``keys`` with the same text, -1 where there is none."""
        names = keys.array().tolist()
        index = {name: row for row, name in zip(range(len(names) - 1, -1, -1), reversed(names), strict=True)}
        return np.array([index.get(text, -1) for text in self.texts], dtype=np.int64)

    def _mask(self, flags: Iterable[bool]) -> Mask:
        return np.fromiter(flags, dtype=np.bool_, count=len(self.texts))


def list_column(texts: Iterable[str]) -> ListColumn:
    """Return a column of the texts, stripped and in normal form C."""
    return ListColumn([_normal(text.strip(BLANKS)) for text in texts])


def _normal(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True, eq=False)
class TextTable:
    """One table of the input before parsing: text columns by the header of the file.

    Parameters
    ----------
    columns
        Text columns of equal length by header.
    rows
        Number of data rows.
    faulty
        Rows already known to be wrong, shape ``(rows,)``; ``None`` when there are none.
    """

    columns: Mapping[str, TextColumn]
    rows: int
    faulty: Mask | None = None

    def __getitem__(self, header: str) -> TextColumn:
        return self.columns[header]

    def faulty_rows(self) -> Mask:
        """Return a fresh mask of the rows already known to be wrong."""
        known: Any = self.faulty
        return np.zeros(self.rows, dtype=np.bool_) if known is None else known.copy()
