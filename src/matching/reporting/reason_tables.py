"""Reasons of all unmet units as tables: need by need, and added up by reason, commune and offer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan.result import Result
from matching.problem.people import communes_of_needs
from matching.reporting.frames import Backend, framed, named
from matching.reporting.numerals import money, whole
from matching.reporting.wording import phrase
from matching.vocabulary import ENUMERATIONS, MISSING

Columns = Mapping[str, NDArray[Any]]

LISTED = 5
"""So many reasons of an offer are told."""


def reason_frames(result: Result, backend: Backend = "pandas") -> dict[str, Any]:
    """Return ``needs`` (one row per need with units left), ``reasons``, ``communes`` and ``offers`` (units added up).

    Parameters
    ----------
    result
        A result with a plan.
    backend
        One of pandas, polars or pyarrow; it must be installed.

    Raises
    ------
    ValueError
        If the backend is unknown.
    """
    return framed(reason_columns(result), backend)


def reason_columns(result: Result) -> dict[str, Columns]:
    """Return the tables of :func:`reason_frames` as columns."""
    problem, unmet = result.problem, result.unmet
    table = problem["communes"]
    commune = communes_of_needs(problem)[unmet.need]
    keys = np.char.add(np.char.add(table["vintage"], ":"), table["code"])
    return {
        "needs": {
            "need_id": problem["needs"]["need"][unmet.need],
            "kind": problem["kinds"]["kind"][problem["needs"]["kind"][unmet.need]],
            "commune": keys[commune],
            "quantity": unmet.quantity,
            "reason": np.array(ENUMERATIONS["Reason"])[unmet.reason],
            "goal": unmet.goal + 1,
            "nearest_offer": named(problem["offers"]["offer"], unmet.offer),
        },
        "reasons": _added_up(result, {}),
        "communes": _added_up(result, {"commune": (keys, commune.astype(np.int64))}),
        "offers": _added_up(result, {"nearest_offer": (problem["offers"]["offer"], unmet.offer)}),
    }


def _added_up(result: Result, by: Mapping[str, tuple[NDArray[np.str_], NDArray[np.int64]]]) -> Columns:
    """Return needs and units per reason and goal, and per what is asked beside; rows without it are left out."""
    unmet = result.unmet
    inside = np.ones(len(unmet.need), dtype=np.bool_)
    for _, rows in by.values():
        inside &= rows != MISSING
    codes = [rows[inside] for _, rows in by.values()]
    codes += [unmet.reason[inside].astype(np.int64), unmet.goal[inside]]
    distinct, place = np.unique(np.stack(codes), axis=1, return_inverse=True)
    place = place.reshape(-1)
    size = distinct.shape[1]
    units = np.bincount(place, weights=unmet.quantity[inside], minlength=size).astype(np.int64)
    columns: dict[str, NDArray[Any]] = {
        name: names[distinct[number]] for number, (name, (names, _)) in enumerate(by.items())
    }
    columns["reason"] = np.array(ENUMERATIONS["Reason"])[distinct[-2]]
    columns["goal"] = distinct[-1] + 1
    columns["needs"] = np.bincount(place, minlength=size).astype(np.int64)
    columns["units"] = units
    order = np.lexsort((*(distinct[number] for number in range(len(codes) - 1, len(by) - 1, -1)), -units))
    return {name: column[order] for name, column in columns.items()}


def reason_rows(result: Result) -> list[dict[str, Any]]:
    """Return the units and needs of every reason and goal as plain data, for JSON; goal 0 stands for none."""
    table = reason_columns(result)["reasons"]
    return [
        dict(zip(table, row, strict=True))
        for row in zip(*(one.tolist() for one in table.values()), strict=True)
    ]


def reason_summary(result: Result, language: str = "en") -> str:
    """Return how many units each reason keeps, the most frequent first."""
    table = reason_columns(result)["reasons"]
    head = phrase(
        "explain.total", language,
        units=whole(int(result.unmet.quantity.sum()), language), needs=whole(len(result.unmet.need), language),
    )  # fmt: skip
    numbers = [whole(int(units), language) for units in table["units"]]
    width = max((len(number) for number in numbers), default=0)
    lines = []
    for number, reason, goal in zip(numbers, table["reason"], table["goal"], strict=True):
        told = phrase(f"reason.{reason}", language)
        if goal:
            told += f" — {int(goal)}. {result.policy.goals[int(goal) - 1].describe(language)}"
        lines.append(f"  {number:>{width}}  {told}")
    return "\n".join([head, *lines])


def offer_summary(result: Result, offer: str, language: str = "en") -> str:
    """Return how one offer was used, what is left and why, and which needs it came nearest to.

    Raises
    ------
    KeyError
        If there is no offer with this id.
    """
    problem, plan = result.problem, result.plan
    found = np.flatnonzero(problem["offers"]["offer"] == offer)
    if not len(found):
        raise KeyError(f"there is no offer {offer!r} in this problem")
    lines = np.flatnonzero(plan.offer == found[0])
    own = problem["stock"]["offer"][result.unused.line] == found[0]
    money_own = result.unused.money.offer == found[0]
    left = whole(int(result.unused.quantity[own].sum()), language)
    if problem["offers"].is_("modality", "cash")[found[0]]:
        left = money(int(result.unused.money.amount[money_own].sum()), language)
    needs = np.unique(plan.need[lines])
    counts = {
        "units": int(plan.quantity[lines].sum()), "needs": len(needs),
        "communes": len(np.unique(communes_of_needs(problem)[needs])),
    }  # fmt: skip
    numbers = {name: whole(count, language) for name, count in counts.items()}
    told = [phrase("explain.offer", language, offer=offer, left=left, **numbers)]
    for code in np.unique(result.unused.reason[own]).tolist():
        units = int(result.unused.quantity[own & (result.unused.reason == code)].sum())
        why = phrase(f"unused.{ENUMERATIONS['UnusedReason'][code]}", language)
        told.append(phrase("explain.offer_unused", language, units=whole(units, language), why=why))
    for row in np.flatnonzero(money_own).tolist():
        why = phrase(f"unused.{ENUMERATIONS['UnusedReason'][result.unused.money.reason[row]]}", language)
        amount = money(int(result.unused.money.amount[row]), language)
        told.append(phrase("explain.offer_unused", language, units=amount, why=why))
    near = reason_columns(result)["offers"]
    for row in np.flatnonzero(near["nearest_offer"] == offer)[:LISTED].tolist():
        why = phrase(f"reason.{near['reason'][row]}", language)
        values = {name: whole(int(near[name][row]), language) for name in ("needs", "units")}
        told.append(phrase("explain.offer_kept", language, why=why, **values))
    return "\n".join(told)
