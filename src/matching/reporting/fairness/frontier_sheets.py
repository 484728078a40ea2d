"""The frontier of equity and total as a table, and its points as rows for charts."""

from fractions import Fraction

from matching.comparing.trade_off import FrontierPoint, TradeOff
from matching.reporting.numerals import whole
from matching.reporting.sheets import Column, Sheet
from matching.reporting.wording import phrase

SHOWN = 16
"""Most points in the table that people read; all are in frames."""

COLUMNS = (
    Column("point", "whole"), Column("level", "percent"), Column("lowest", "percent"), Column("total", "whole"),
    Column("cost", "percent"), Column("held", "whole"), Column("bound", "whole"),
)  # fmt: skip


def frontier_sheets(frontier: TradeOff, language: str) -> tuple[Sheet, ...]:
    """Return one table: the ends, and points between them at even distances."""
    count = len(frontier.points)
    step = max(count - 1, 1) / (min(count, SHOWN) - 1 or 1)
    chosen = sorted({min(round(number * step), count - 1) for number in range(min(count, SHOWN))})
    title = phrase(
        "title.frontier", language,
        by=phrase(f"by.{frontier.by}", language), counted=phrase(f"counted.{frontier.measure}", language),
    )  # fmt: skip
    rows = tuple(_row(frontier, number) for number in chosen)
    columns = COLUMNS if _has_gap(frontier) else COLUMNS[:-1]
    if not _has_gap(frontier):
        rows = tuple(row[:-1] for row in rows)
    return (Sheet(title, columns, rows, tuple(_notes(frontier, len(chosen), language))),)


def frontier_data(frontier: TradeOff) -> Sheet:
    """Return every point."""
    return Sheet("", COLUMNS, tuple(_row(frontier, number) for number in range(len(frontier.points))))


def _row(frontier: TradeOff, number: int) -> tuple[int | Fraction | None, ...]:
    point = frontier.points[number]
    return (number, point.level, point.lowest, point.total, cost_of(frontier, point), point.held, point.bound)


def cost_of(frontier: TradeOff, point: FrontierPoint) -> Fraction | None:
    """Return the share of the best total that a point gives up; ``None`` where nothing can be met."""
    best = frontier.points[0].total
    return Fraction(best - point.total, best) if best else None


def _has_gap(frontier: TradeOff) -> bool:
    return any(point.bound != point.total for point in frontier.points)


def _notes(frontier: TradeOff, shown: int, language: str) -> list[str]:
    target = "target" if frontier.adjusted else "need"
    notes = [phrase(f"note.frontier_{target}", language)]
    if shown < len(frontier.points):
        notes.append(phrase("note.frontier_shown", language, count=whole(len(frontier.points), language)))
    notes.append(phrase("note.frontier_complete" if frontier.complete else "note.frontier_cut", language))
    notes.append(phrase("note.frontier_proved" if frontier.ends_proved else "note.frontier_open", language))
    return notes
