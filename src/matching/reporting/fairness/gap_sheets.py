"""The gap between all need and a plan, part by part."""

from fractions import Fraction

from matching.comparing.gap import Gap
from matching.reporting.sheets import Cell, Column, Sheet
from matching.reporting.wording import phrase


def gap_sheet(gap: Gap, language: str, keys: bool = False) -> Sheet:
    """Return one row per part, with what is met and all need around them; shares are of all need."""
    whole = all(part.denominator == 1 for part in gap.parts.values())
    columns = (
        Column("part"),
        Column(gap.counted, "whole" if whole else "decimal"),
        Column("share", "percent"),
    )
    rows: list[tuple[Cell, ...]] = []
    around = {"met": Fraction(gap.met), **gap.parts, "needed": Fraction(gap.needed)}
    for name, size in around.items():
        shown = name if keys else phrase(f"part.{name}", language)
        share = size / gap.needed if gap.needed else None
        rows.append((shown, int(size) if whole else size, share))
    notes = [phrase(f"note.gap_{gap.method}", language)]
    if not gap.exact:
        notes.append(phrase("note.gap_open", language))
    return Sheet(phrase("title.gap", language), columns, tuple(rows), tuple(notes))
