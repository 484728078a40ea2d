"""Text columns on polars, for big files; they answer exactly as the plain ones do."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matching.intake.text_column import BLANKS, Integers, Mask, TextColumn

_FEW = 10_000
"""Keys up to which a lookup by code is faster than a join."""


class PolarsColumn:
    """A text column held by a polars series of texts without nulls.

    Parameters
    ----------
    series
        Stripped texts in normal form C; see :func:`polars_columns`.
    """

    __slots__ = ("_different", "series")

    def __init__(self, series: Any) -> None:
        self.series: Any = series
        self._different: int | None = None

    def __len__(self) -> int:
        return len(self.series)

    def at(self, rows: Integers) -> list[str]:
        """Return the texts of some rows."""
        texts: list[str] = self.series.gather(rows).to_list()
        return texts

    def array(self) -> NDArray[np.str_]:
        """Return all texts, shape ``(n,)``."""
        width = max(1, int(self.series.str.len_chars().max() or 0))
        joined = self.series.str.pad_end(width, "\0").str.join("").item() if len(self) else ""
        return np.frombuffer(joined.encode("utf-32-le"), dtype=f"<U{width}").astype(f"=U{width}")

    def blank(self) -> Mask:
        """Return the rows without text."""
        return _mask(self.series == "")

    def longer_than(self, limit: int) -> Mask:
        """Return the rows with more characters than the limit."""
        return _mask(self.series.str.len_chars() > limit)

    def containing(self, pattern: str) -> Mask:
        """Return the rows that hold a character of the class."""
        return _mask(self.series.str.contains(pattern))

    def distinct(self) -> tuple[list[str], Integers]:
        """Return the different texts in order of appearance, and per row the index of its text."""
        texts = self.series.unique(maintain_order=True)
        codes = self.series.cast(pl.Enum(texts)).to_physical().to_numpy()
        return texts.to_list(), codes.astype(np.int64)

    def repeats(self) -> Mask:
        """Return the rows whose text stands in an earlier row."""
        if self.count() == len(self):
            return np.zeros(len(self), dtype=np.bool_)
        return ~_mask(self.series.is_first_distinct())

    def near_repeats(self) -> Mask:
        """Return the rows whose text differs from that of an earlier row in nothing but letter case."""
        lowered = PolarsColumn(self.series.str.to_lowercase())
        if lowered.count() == self.count():
            return np.zeros(len(self), dtype=np.bool_)
        return np.asarray(lowered.repeats() & ~self.repeats())

    def positions_in(self, keys: TextColumn) -> Integers:
        """Return per row the first row of ``keys`` with the same text, -1 where there is none."""
        listed = keys if isinstance(keys, PolarsColumn) else PolarsColumn(_series(keys))
        unique = listed.count() == len(listed)
        found = self._by_code(listed) if unique and len(listed) <= _FEW else self._by_join(listed, unique)
        return np.array(found.fill_null(-1).to_numpy(), dtype=np.int64)

    def count(self) -> int:
        """Return the number of different texts."""
        if self._different is None:
            self._different = int(self.series.n_unique())
        return self._different

    def _by_code(self, keys: "PolarsColumn") -> Any:
        return self.series.cast(pl.Enum(keys.series), strict=False).to_physical().cast(pl.Int64)

    def _by_join(self, keys: "PolarsColumn", unique: bool) -> Any:
        listed = pl.DataFrame({"text": keys.series, "row": np.arange(len(keys), dtype=np.int64)})
        firsts = listed if unique else listed.unique("text", keep="first")
        return (
            self.series.alias("text")
            .to_frame()
            .join(firsts, on="text", how="left", maintain_order="left")["row"]
        )


def polars_columns(frame: Any, *, ascii_only: bool = False) -> dict[str, PolarsColumn]:
    """Return the text columns of a frame, stripped and in normal form C; nulls become empty."""
    filled = frame.select(pl.all().fill_null("").str.strip_chars(BLANKS))
    return {
        title: PolarsColumn(
            filled[title] if ascii_only or _is_ascii(filled[title]) else filled[title].str.normalize("NFC")
        )
        for title in filled.columns
    }


def _is_ascii(series: Any) -> bool:
    """Return whether every character takes one byte, as all texts in it then are in normal form C."""
    return bool((series.str.len_bytes() == series.str.len_chars()).all())


def _series(column: TextColumn) -> Any:
    return pl.Series(column.array().tolist(), dtype=pl.String)


def _mask(series: Any) -> Mask:
    return np.asarray(series.to_numpy(), dtype=np.bool_)
