"""What a plan owes to the weights of the index: one row per change, and who gains or loses most."""

from collections.abc import Mapping

from matching.comparing.sensitivity import Swings, Variant
from matching.reporting.collation import collation_key
from matching.reporting.group_names import GroupNames
from matching.reporting.numerals import share, whole
from matching.reporting.sheets import Cell, Column, Sheet
from matching.reporting.wording import phrase

NAMED = 3
"""Most communes named per change."""

COLUMNS = (
    Column("part"), Column("change", "percent"), Column("targets_moved", "whole"), Column("gain", "whole"),
    Column("lose", "whole"), Column("units_moved", "whole"), Column("worst", "percent"), Column("units", "whole"),
)  # fmt: skip


def sensitivity_sheets(swings: Swings, language: str) -> tuple[Sheet, ...]:
    """Return one table with who gains and who loses most."""
    names = GroupNames(swings.problem, "commune", language)
    columns = (*COLUMNS, Column("gainers"), Column("losers"))
    rows = [
        (phrase(f"part.{variant.part}", language), *_cells(variant)[1:], _named(variant.gains, names, language),
         _named(variant.losses, names, language))
        for variant in swings.variants
    ]  # fmt: skip
    notes = [
        phrase(
            "note.sensitivity", language,
            worst=share(swings.worst, language), met=whole(swings.met, language),
        )
    ]  # fmt: skip
    if not all(variant.proved for variant in swings.variants):
        notes.append(phrase("note.sensitivity_open", language))
    title = phrase("title.sensitivity", language, policy=swings.policy.name)
    return (Sheet(title, columns, tuple(rows), tuple(notes)),)


def sensitivity_data(swings: Swings) -> Sheet:
    """Return one row per change and commune that gains (positive) or loses units."""
    columns = (*COLUMNS, Column("commune"), Column("difference", "whole"))
    rows: list[tuple[Cell, ...]] = []
    for variant in swings.variants:
        losses = {label: -units for label, units in variant.losses.items()}
        moved = {**variant.gains, **losses} or {"": 0}
        rows += [(*_cells(variant), label or None, units) for label, units in moved.items()]
    return Sheet("", columns, tuple(rows))


def _cells(variant: Variant) -> tuple[Cell, ...]:
    return (
        variant.part, variant.change, variant.targets_moved, len(variant.gains), len(variant.losses),
        variant.units_moved, variant.worst, variant.met,
    )  # fmt: skip


def _named(units: Mapping[str, int], names: GroupNames, language: str) -> str:
    largest = sorted(units.items(), key=lambda pair: (-pair[1], collation_key(names.of((pair[0],)))))[:NAMED]
    more = " …" if len(units) > NAMED else ""
    return ", ".join(f"{names.of((label,))} {whole(count, language)}" for label, count in largest) + more
