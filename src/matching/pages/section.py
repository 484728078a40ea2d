"""What a page is made of: sections with sentences, tables and figures, as plain data that the template escapes."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text, and a bar as a share in per cent where there is one."""

    text: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table to read.

    Parameters
    ----------
    titles
        Heads of the columns.
    numeric
        Whether every column holds numbers, set at the right.
    rows
        Cells, or plain texts.
    total
        Whether the last row is a total.
    narrow
        Whether heads are written upwards, for many columns.
    breaking
        Whether long words may be broken, such as digests.
    """

    titles: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Sequence[str | Cell]]
    total: bool = False
    narrow: bool = False
    breaking: bool = False

    def lines(self) -> list[list[Cell]]:
        """Return the rows with every text as a cell."""
        return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture drawn as curves and points in a square of 100 by 100 units, the origin at the lower left.

    Parameters
    ----------
    caption
        What is seen, for those who cannot see it as well.
    curves
        Points of every curve; the first curve is drawn as the ideal, thin and dashed.
    horizontal, vertical
        What the axes measure.
    """

    caption: str
    curves: Sequence[Sequence[tuple[float, float]]]
    horizontal: str
    vertical: str

    def lines(self) -> list[str]:
        """Return the points of every curve as a list of coordinates, the vertical ones counted downwards."""
        return [" ".join(f"{x:.2f},{100 - y:.2f}" for x, y in curve) for curve in self.curves]


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on a map: units from the lower left, shade from 1 to 5 or 0 for none, what it is, and its name if written."""

    x: float
    y: float
    shade: int
    label: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class DotMap:
    """A map of dots.

    Parameters
    ----------
    caption
        What is seen.
    dots
        The places.
    wide, high
        Size of the map in the units of the dots.
    margin
        Room for names at the left and at the right.
    """

    caption: str
    dots: Sequence[Dot]
    wide: float
    high: float
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; nothing in it is trusted, and everything is escaped.

    Parameters
    ----------
    title
        Its heading.
    sentences
        What is said first.
    items
        A numbered list behind the sentences.
    commands
        Lines to type.
    tables, figures
        What is shown.
    notes
        What is said last, in small print.
    """

    title: str
    sentences: Sequence[str] = ()
    items: Sequence[str] = ()
    commands: Sequence[str] = ()
    tables: Sequence[PageTable] = field(default=())
    figures: Sequence[Figure | DotMap] = field(default=())
    notes: Sequence[str] = ()
