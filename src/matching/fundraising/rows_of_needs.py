"""Needs gathered into rows by kind, item, commune, zone or month."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.formulation.canonical_order import commune_keys
from matching.fundraising.unit_order import still_open
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]
Labels = NDArray[np.str_]

MOST_MONTHS = 120
"""Longest span of months that is told apart; later months are joined to the last."""


def gathered(facts: Facts, by: Sequence[str]) -> tuple[Integers, Integers, dict[str, Labels]]:
    """Return pairs of a need and its row, and the labels of every row.

    Parameters
    ----------
    facts
        The problem.
    by
        Some of :data:`DIMENSIONS`; a need belongs to every month that its window touches. Needs that are over are left out.

    Raises
    ------
    KeyError
        If one is unknown.
    """
    for name in by:
        if name not in DIMENSIONS:
            raise KeyError(f"unknown grouping {name!r}; choose among {', '.join(DIMENSIONS)}")
    need = np.flatnonzero(still_open(facts))
    codes: list[Integers] = []
    names: dict[str, Labels] = {}
    if "month" in by:
        need, month, names["month"] = _months(facts, need)
    for name in by:
        if name == "month":
            codes.append(month)
            continue
        code, names[name] = DIMENSIONS[name](facts)
        codes.append(code[need])
    table = np.stack(codes) if codes else np.zeros((1, len(need)), dtype=np.int64)
    rows, row = np.unique(table, axis=1, return_inverse=True)
    labels = {name: names[name][rows[number]] for number, name in enumerate(by)}
    return need, row.reshape(-1), labels


def _kind(facts: Facts) -> tuple[Integers, Labels]:
    return facts.problem["needs"]["kind"].astype(np.int64), facts.problem["kinds"]["kind"]


def _item(facts: Facts) -> tuple[Integers, Labels]:
    names = np.append(facts.problem["items"]["item"], "")
    return np.where(facts.item == MISSING, len(names) - 1, facts.item), names


def _commune(facts: Facts) -> tuple[Integers, Labels]:
    return facts.commune.astype(np.int64), commune_keys(facts.problem["communes"])


def _zone(facts: Facts) -> tuple[Integers, Labels]:
    names = np.array([*ENUMERATIONS["Zone"], ""])
    code = facts.problem["communes"]["zone"][facts.commune].astype(np.int64)
    return np.where(code == MISSING, len(names) - 1, code), names


def _months(facts: Facts, need: Integers) -> tuple[Integers, Integers, Labels]:
    """Return needs repeated for every month their windows touch, the month of each, and the months' names."""
    needs = facts.problem["needs"]
    begin, end = (_month_of(needs[name][need]) for name in ("window_from", "window_to"))
    known = np.concatenate(
        [begin[begin != MISSING], end[end != MISSING], [_month_of(np.array([facts.problem.today]))[0]]]
    )
    first = int(known.min())
    last = min(int(known.max()), first + MOST_MONTHS - 1)
    begin = np.where(begin == MISSING, first, np.minimum(begin, last))
    end = np.maximum(np.where(end == MISSING, last, np.minimum(end, last)), begin)
    count = end - begin + 1
    place = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    names = np.arange(first, last + 1).astype("datetime64[M]").astype(str)
    return np.repeat(need, count), np.repeat(begin, count) + place - first, names


def _month_of(days: Integers) -> Integers:
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.where(days == MISSING, MISSING, month)


DIMENSIONS: Mapping[str, Callable[[Facts], tuple[Integers, Labels]]] = {
    "kind": _kind,
    "item": _item,
    "commune": _commune,
    "zone": _zone,
    "month": _kind,
}
"""What needs can be gathered by; ``month`` is handled apart, because a need belongs to several."""
