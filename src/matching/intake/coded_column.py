"""A text column kept as its different texts and a number per row: small however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.intake.text_column import Integers, ListColumn, Mask, TextColumn


@dataclass(frozen=True, eq=False)
class CodedColumn:
    """A text column by its different texts.

    Parameters
    ----------
    texts
        The different texts in order of appearance; every one appears.
    codes
        Number of its text for every row, of any whole type.
    """

    texts: ListColumn
    codes: NDArray[Any]

    def __len__(self) -> int:
        return len(self.codes)

    def at(self, rows: Integers) -> list[str]:
        """Return the texts of some rows."""
        return self.texts.at(self.codes[rows])

    def array(self) -> NDArray[np.str_]:
        """Return all texts, shape ``(n,)``."""
        return np.asarray(self.texts.array()[self.codes])

    def blank(self) -> Mask:
        """Return the rows without text."""
        return np.asarray(self.texts.blank()[self.codes])

    def longer_than(self, limit: int) -> Mask:
        """Return the rows with more characters than the limit."""
        return np.asarray(self.texts.longer_than(limit)[self.codes])

    def containing(self, pattern: str) -> Mask:
        """Return the rows that hold a character of the class."""
        return np.asarray(self.texts.containing(pattern)[self.codes])

    def distinct(self) -> tuple[list[str], Integers]:
        """Return the different texts in order of appearance, and per row the index of its text."""
        return list(self.texts.texts), self.codes.astype(np.int64)

    def repeats(self) -> Mask:
        """Return the rows whose text stands in an earlier row."""
        return _after_first(self.codes)

    def near_repeats(self) -> Mask:
        """Return the rows whose text differs from that of an earlier row in nothing but letter case."""
        _, lowered = ListColumn([text.lower() for text in self.texts.texts]).distinct()
        return _after_first(lowered[self.codes]) & ~self.repeats()

    def positions_in(self, keys: TextColumn) -> Integers:
        """Return per row the first row of ``keys`` with the same text, -1 where there is none."""
        return np.asarray(self.texts.positions_in(keys)[self.codes])


def joined_codes(parts: Sequence[tuple[Sequence[str], NDArray[Any]]]) -> CodedColumn:
    """Return the column of all parts one after another, each its different texts in order of appearance and its codes."""
    index: dict[str, int] = {}
    codes: list[NDArray[Any]] = []
    for texts, numbers in parts:
        own = np.array([index.setdefault(text, len(index)) for text in texts], dtype=np.int32)
        codes.append(own[numbers])
    joined = np.concatenate(codes) if codes else np.zeros(0, dtype=np.int32)
    return CodedColumn(ListColumn(list(index)), joined.astype(np.min_scalar_type(max(len(index) - 1, 0))))


def _after_first(codes: NDArray[Any]) -> Mask:
    repeated = np.ones(len(codes), dtype=np.bool_)
    repeated[np.unique(codes, return_index=True)[1]] = False
    return repeated
