"""Checks on pairs of limits, on zones' validity, and on totals."""

from collections.abc import Iterator

import numpy as np

from matching.errors import Issue
from matching.intake.draft import Draft
from matching.intake.findings import Fault, Place, issue_at
from matching.intake.text_column import Integers
from matching.problem.fields import fields_of
from matching.vocabulary import MISSING

LARGEST_TOTAL = 2**53
"""Totals stay below it, so that they are exact even where a tool reads them as floating-point numbers."""

PERIODS = (
    ("communes", "zone_from", "zone_to"),
    ("children", "consent_date", "consent_expiry"),
    ("needs", "window_from", "window_to"),
    ("offers", "window_from", "window_to"),
    ("stock", "window_from", "window_to"),
    ("slots", "window_from", "window_to"),
)
"""Table, first day, last day."""

LIMITS = (
    ("kinds", "min_age", "max_age"),
    ("items", "min_age", "max_age"),
    ("items", "min_height", "max_height"),
    ("offers", "child_min", "child_max"),
    ("offers", "commune_min", "commune_max"),
    ("floors", "minimum", "maximum"),
)
"""Table, lower limit, upper limit."""

TOTALS = (
    ("needs", "quantity"),
    ("stock", "quantity"),
    ("commitments", "quantity"),
    ("slots", "capacity"),
    ("offers", "budget"),
)
"""Columns whose total must stay exact."""


def periods_are_in_order(draft: Draft) -> Iterator[Issue]:
    """No period ends before it begins."""
    fault = Fault("window_reversed", "The period ends before it begins.", "Exchange or correct the days.")
    for table, first, last in PERIODS:
        yield from _reversed(draft, table, first, last, fault)


def limits_are_in_order(draft: Draft) -> Iterator[Issue]:
    """No upper limit is below its lower limit."""
    fault = Fault("minimum_above_maximum", "The upper limit is below the lower one.", "Correct the limits.")
    for table, low, high in LIMITS:
        yield from _reversed(draft, table, low, high, fault)


def _reversed(draft: Draft, table: str, low: str, high: str, fault: Fault) -> Iterator[Issue]:
    lower, upper = draft[table][low], draft[table][high]
    wrong = (lower != MISSING) & (upper != MISSING) & (lower > upper)
    return draft.issues(table, high, wrong, fault, reads=(low, high))


def zones_are_valid(draft: Draft) -> Iterator[Issue]:
    """A zone holds on the reference date."""
    if not draft.dated:
        return iter(())
    communes, today = draft["communes"], draft.problem.today
    over = (communes["zone_to"] != MISSING) & (communes["zone_to"] < today)
    wrong = (communes["zone"] != MISSING) & ((communes["zone_from"] > today) | over)
    fault = Fault(
        "zone_not_valid", "The zone does not hold on the reference date.", "Give the zone of that day."
    )
    return draft.issues("communes", "zone", wrong, fault, reads=("zone", "zone_from", "zone_to"))


def totals_are_exact(draft: Draft) -> Iterator[Issue]:
    """The total of every quantity stays below 2**53."""
    for table, column in TOTALS:
        values = draft[table][column]
        total = exact_sum(values[values != MISSING])
        if total >= LARGEST_TOTAL:
            fault = Fault("overflow", f"The total {total:,} cannot be computed exactly.", "Check the unit.")
            yield issue_at(Place(table, column, fields_of(table)[column].personal), 0, "", fault)


def exact_sum(values: Integers) -> int:
    """Return the sum of non-negative integers without overflow."""
    low = int(np.sum(values & 0xFFFF_FFFF, dtype=np.int64))
    return (int(np.sum(values >> 32, dtype=np.int64)) << 32) + low
