"""Coverage commune by commune, the worst covered first: the table that every reader looks at."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from matching.plan.result import Result
from matching.problem.problem import Problem
from matching.reporting.collation import collation_key
from matching.reporting.numerals import percent, whole
from matching.reporting.text_table import aligned, bar
from matching.reporting.wording import phrase
from matching.vocabulary import ENUMERATIONS, MISSING


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One commune's line: what it is called, its zone, and the units needed and met."""

    key: str
    name: str
    zone: str
    needed: int
    met: int


def commune_rows(result: Result) -> list[CommuneRow]:
    """Return every commune with needs, the worst covered first, equals by name and key."""
    names = commune_names(result.problem)
    table = result.coverage("commune")
    rows = [
        CommuneRow(key, *names[key], int(needed), int(met))
        for key, needed, met in zip(table.labels, table.needed, table.met, strict=True)
    ]
    return sorted(rows, key=lambda row: (Fraction(row.met, row.needed), collation_key(row.name), row.key))


def commune_table(result: Result, language: str = "en", limit: int = 40) -> str:
    """Return the coverage of communes as an aligned table with bars and a total.

    Parameters
    ----------
    result
        A result with a plan.
    language
        ``en`` or ``vi``.
    limit
        Most communes shown; the rest, all covered at least as well, are counted in a last line.

    Raises
    ------
    NoPlanError
        If there is no plan.
    """
    rows = commune_rows(result)
    total = CommuneRow(
        "", phrase("row.total", language), "", sum(r.needed for r in rows), sum(r.met for r in rows)
    )
    titles = [phrase(f"column.{name}", language) for name in ("commune", "zone", "needed", "met", "coverage")]
    cells = [_cells(row, language) for row in [*rows[:limit], total]]
    text = aligned([*titles, ""], cells, (False, False, True, True, True, False))
    if len(rows) <= limit:
        return text
    return f"{text}\n{phrase('table.more', language, count=whole(len(rows) - limit, language))}"


def _cells(row: CommuneRow, language: str) -> list[str]:
    counts = [whole(row.needed, language), whole(row.met, language), percent(row.met, row.needed, language)]
    return [row.name, row.zone, *counts, bar(row.met, row.needed)]


def commune_names(problem: Problem) -> dict[str, tuple[str, str]]:
    """Return, per commune key, the name shown and the zone; names that repeat carry their key."""
    table = problem["communes"]
    keys = [
        f"{vintage}:{code}"
        for vintage, code in zip(table["vintage"].tolist(), table["code"].tolist(), strict=True)
    ]
    names = table["name"].tolist()
    repeated = {name for name, count in Counter(names).items() if count > 1}
    shown = [
        f"{name} ({key})" if name in repeated else name or key for key, name in zip(keys, names, strict=True)
    ]
    zones = ["" if zone == MISSING else ENUMERATIONS["Zone"][zone] for zone in table["zone"].tolist()]
    return dict(zip(keys, zip(shown, zones, strict=True), strict=True))
