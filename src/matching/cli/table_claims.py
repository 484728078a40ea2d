"""The tables beside a plan's lines, compared cell by cell with what the lines and the problem give."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from matching.files.guarding import unguarded
from matching.files.plan_columns import commune_columns, disadvantage_columns, unmet_columns, unused_columns
from matching.files.plan_csv import csv_bytes
from matching.files.plan_reading import StoredPlan
from matching.plan.left_over import unused_without_reasons
from matching.plan.result import unmet_without_evidence
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS

Columns = Mapping[str, Sequence[str]]


def false_tables(problem: Problem, stored: StoredPlan) -> Iterator[str]:
    """Yield the name of every table that is missing or not true; reasons are only read, not proved."""
    communes = commune_columns(problem, stored.allocation, stored.policy.disadvantage)
    if stored.contents.get("communes.csv") != csv_bytes(communes):
        yield "communes.csv"
    index = disadvantage_columns(problem, stored.policy.disadvantage)
    if stored.contents.get("disadvantage.csv") != csv_bytes(index):
        yield "disadvantage.csv"
    if not _agrees(stored, "unmet.csv", _unmet(problem, stored), "Reason"):
        yield "unmet.csv"
    if not _agrees(stored, "unused.csv", _unused(problem, stored), "UnusedReason"):
        yield "unused.csv"


def _unmet(problem: Problem, stored: StoredPlan) -> Columns:
    left = problem["needs"]["quantity"] - stored.allocation.per_need(problem)
    rows = np.flatnonzero(left > 0)
    return unmet_columns(problem, unmet_without_evidence(rows, left[rows], np.zeros_like(rows)))


def _unused(problem: Problem, stored: StoredPlan) -> Columns:
    return unused_columns(problem, unused_without_reasons(problem, stored.allocation))


def units_by_reason(
    stored: StoredPlan, name: str, enumeration: str, column: str = "quantity"
) -> dict[str, int]:
    """Return the units, or đồng, that a table tells per reason, in the order of the reasons, as far as it can be read."""
    rows = _cells(stored, name) or [[]]
    if not {"reason", column} <= set(rows[0]):
        return {}
    reason, quantity = rows[0].index("reason"), rows[0].index(column)
    units: Counter[str] = Counter()
    for row in rows[1:]:
        if len(row) == len(rows[0]) and re.fullmatch("[0-9]{1,18}", row[quantity]):
            units[row[reason]] += int(row[quantity])
    return {known: units[known] for known in ENUMERATIONS[enumeration] if units[known]}


def _agrees(stored: StoredPlan, name: str, expected: Columns, reasons: str) -> bool:
    """Return whether a stored table holds the expected columns; reasons need only be known words."""
    rows = _cells(stored, name)
    if not rows or rows[0] != list(expected) or any(len(row) != len(expected) for row in rows):
        return False
    cells = list(zip(*rows[1:], strict=True)) or [()] * len(expected)
    told: dict[str, Sequence[str]] = dict(zip(expected, cells, strict=True))
    known = set(told.pop("reason")) <= set(ENUMERATIONS[reasons])
    for evidence in ("goal", "nearest_offer"):
        told.pop(evidence, None)
    return known and all(list(told[column]) == list(expected[column]) for column in told)


def _cells(stored: StoredPlan, name: str) -> list[list[str]]:
    """Return the rows of a stored table, the header first, none if it cannot be read."""
    try:
        text = stored.contents.get(name, b"").decode("utf-8-sig")
        return [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    except (UnicodeDecodeError, csv.Error):
        return []
