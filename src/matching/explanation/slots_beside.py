"""The slot with which an added procedure comes: a listed period of its provider, widened by as many units."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.explanation.remedy_cases import Case
from matching.intake.changes import Change, amend_rows
from matching.problem.people import iso_day
from matching.vocabulary import MISSING


@dataclass(frozen=True, eq=False)
class SlotBeside:
    """Where and when added procedures take place.

    Parameters
    ----------
    place
        Fields of the stock row that name provider and period.
    more
        Changes that open so many more slots.
    """

    place: dict[str, object]
    more: Callable[[int], tuple[Change, ...]]


NO_SLOT = SlotBeside({}, lambda number: ())
"""What needs no slot comes without one."""


def slot_beside(case: Case, item: int) -> SlotBeside | None:
    """Return a slot for a procedure in the window of the need, ``None`` where no provider has one.

    A period that is listed for the procedure is taken first, else a provider that lists none.
    """
    problem, slots = case.problem, case.problem["slots"]
    names = problem["providers"]["provider"]
    first, last = (int(problem["needs"][name][case.need]) for name in ("window_from", "window_to"))
    listed = slots["item"] == item
    late = (slots["window_from"] != MISSING) & (last != MISSING) & (slots["window_from"] > last)
    over = (slots["window_to"] != MISSING) & (slots["window_to"] < first)
    rows = np.flatnonzero(listed & ~late & ~over)
    if len(rows):
        row = int(rows[0])
        days = {name: iso_day(int(slots[name][row])) or None for name in ("window_from", "window_to")}
        place: dict[str, object] = {"provider": str(names[slots["provider"][row]]), **days}
        where = {**place, "item": str(problem["items"]["item"][item])}
        old = int(slots["capacity"][row])
        return SlotBeside(place, lambda number: (amend_rows("slots", where, capacity=old + number),))
    unlisted = np.setdiff1d(np.arange(len(names)), slots["provider"][listed])
    return SlotBeside({"provider": str(names[unlisted[0]])}, lambda number: ()) if len(unlisted) else None
