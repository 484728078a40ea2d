"""What tells itself: as text, in notebooks, as a data frame and as plain data, all from the same tables."""

from typing import Any

from matching.reporting.frames import Backend
from matching.reporting.sheets import Sheet, sheet_frame, sheet_html, sheet_rows, sheet_text


class Shown:
    """Base of everything that shows itself by tables; it holds no data of its own."""

    __slots__ = ()

    def summary(self, language: str = "en") -> str:
        """Return the tables as text in English (``en``) or Vietnamese (``vi``)."""
        return "\n\n".join(sheet_text(sheet, language) for sheet in self._sheets(language))

    def to_frame(self, backend: Backend = "pandas") -> Any:
        """Return all columns as one frame of pandas, polars or pyarrow; shares are numbers between 0 and 1."""
        return sheet_frame(self._data(), backend)

    def to_rows(self) -> list[dict[str, str | int | float | None]]:
        """Return one dictionary per row, for JSON."""
        return sheet_rows(self._data())

    def _repr_html_(self) -> str:
        return "".join(sheet_html(sheet, "en") for sheet in self._sheets("en"))

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        """Return the tables that people read."""
        raise NotImplementedError

    def _data(self) -> Sheet:
        """Return the table that programs read."""
        raise NotImplementedError
