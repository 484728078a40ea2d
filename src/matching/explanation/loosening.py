"""What would loosen each rule that keeps the nearest stock from a need."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from matching.explanation.more_money import more_money
from matching.explanation.remedy_cases import Case, Idea, given_up, loosened
from matching.intake.changes import amend_rows, remove_rows
from matching.problem.people import iso_day
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, HIDDEN_CIRCUMSTANCES, MISSING, code_of


def _wish(case: Case) -> Iterator[Idea]:
    """Yield one condition less, where the need fails only one of a clause."""
    assert case.nearest is not None
    if len(case.nearest.wishes) != 1:
        return
    table, row = case.problem["earmarks"], case.nearest.wishes[0].row
    where = {
        "offer": case.nearest.offer,
        "clause": int(table["clause"][row]),
        "field": ENUMERATIONS["EarmarkField"][table["field"][row]],
        "exclude": bool(table["exclude"][row]),
        "values": str(table["values"][row]),
    }
    yield given_up("drop_wish", case.nearest.offer, remove_rows("earmarks", **where))


def _consent(case: Case) -> Iterator[Idea]:
    """Yield recorded consent, never for a child of a group that is never shown."""
    problem = case.problem
    child = int(problem["needs"]["child"][case.need])
    hidden = sum(1 << code_of(group) for group in HIDDEN_CIRCUMSTANCES)
    if child < 0 or problem["children"]["circumstances"][child] & hidden:
        return
    given: dict[str, object] = {
        "consent_representative": True,
        "consent_child": True,
        "consent_date": problem.reference_date.isoformat(),
        "consent_expiry": None,
    }
    name = str(problem["children"]["child"][child])
    yield given_up("record_consent", case.id, amend_rows("children", {"child": name}, **given))


def _refusal(case: Case) -> Iterator[Idea]:
    assert case.nearest is not None
    quotes, offer = case.problem["quotes"], case.nearest.offer
    rows = case.problem["offers"]["offer"][quotes["offer"]] == offer
    rows &= quotes["refused"] == 1
    changes = []
    if (rows & (quotes["need"] == case.need)).any():
        changes.append(amend_rows("quotes", {"offer": offer, "need": case.id}, refused=False))
    if (rows & (quotes["commune"] == case.standing.facts.commune[case.need])).any():
        changes.append(amend_rows("quotes", {"offer": offer, "commune": case.commune}, refused=False))
    yield given_up("withdraw_refusal", offer, *changes)


def _window(case: Case) -> Iterator[Idea]:
    """Yield days moved so that offer and stock have one in common with the need."""
    assert case.nearest is not None
    problem, line = case.problem, case.nearest.line
    offer = int(problem["stock"]["offer"][line])
    needs = problem["needs"]
    first, last = int(needs["window_from"][case.need]), int(needs["window_to"][case.need])
    changes = []
    for table, row, where in (
        ("offers", offer, {"offer": case.nearest.offer}),
        ("stock", line, {"offer": case.nearest.offer, **_stock_row(problem, line)}),
    ):
        start, end = (int(problem[table][name][row]) for name in ("window_from", "window_to"))
        if end != MISSING and first != MISSING and end < first:
            changes.append(amend_rows(table, where, window_to=iso_day(first)))
        if start != MISSING and last != MISSING and start > last:
            changes.append(amend_rows(table, where, window_from=iso_day(last)))
    if changes and not len(problem["slots"]):
        yield given_up("move_window", case.nearest.offer, *changes)


def _stock_row(problem: Problem, line: int) -> dict[str, object]:
    """Return what tells a stock row apart from the others of its offer."""
    stock = problem["stock"]
    price = int(stock["price"][line])
    days = {name: iso_day(int(stock[name][line])) or None for name in ("window_from", "window_to")}
    return {
        "kind": _name(problem, "kinds", "kind", stock["kind"][line]),
        "item": _name(problem, "items", "item", stock["item"][line]),
        "provider": _name(problem, "providers", "provider", stock["provider"][line]),
        "price": None if price == MISSING else price,
        **days,
    }


def _name(problem: Problem, table: str, key: str, row: int) -> str | None:
    return None if row == MISSING else str(problem[table][key][row])


def _lowered(column: str, lowest: int) -> Callable[[Case], Iterator[Idea]]:
    def found(case: Case) -> Iterator[Idea]:
        assert case.nearest is not None
        old = case.number(column)
        yield loosened(
            f"lower_{column}", case.nearest.offer, old - lowest,
            lambda number: (case.amend(**{column: max(old - number, lowest) or None}),),
            lambda number: max(old - number, lowest),
        )  # fmt: skip

    return found


def _raised(column: str, room: Callable[[Case], int]) -> Callable[[Case], Iterator[Idea]]:
    def found(case: Case) -> Iterator[Idea]:
        assert case.nearest is not None
        old = case.number(column)
        yield loosened(
            f"raise_{column}", case.nearest.offer, room(case),
            lambda number: (case.amend(**{column: old + number}),),
        )  # fmt: skip

    return found


def _commune_room(case: Case) -> int:
    commune = case.standing.facts.commune
    return case.wanted(commune == commune[case.need])


def _child_room(case: Case) -> int:
    owner = case.standing.facts.owner
    return case.wanted(owner == owner[case.need])


def _kind_room(case: Case) -> int:
    return case.wanted(case.problem["needs"]["kind"] == case.kind)


def _dropped(code: str, **values: object) -> Callable[[Case], Iterator[Idea]]:
    def found(case: Case) -> Iterator[Idea]:
        assert case.nearest is not None
        yield given_up(code, case.nearest.offer, case.amend(**values))

    return found


def _of_need(code: str, **values: object) -> Callable[[Case], Iterator[Idea]]:
    def found(case: Case) -> Iterator[Idea]:
        yield given_up(code, case.id, amend_rows("needs", {"need": case.id}, **values))

    return found


def _slot(case: Case) -> Iterator[Idea]:
    assert case.nearest is not None
    problem, slots = case.problem, case.problem["slots"]
    row = int(case.standing.facts.slot[case.nearest.line])
    where = {
        "provider": str(problem["providers"]["provider"][slots["provider"][row]]),
        "item": str(problem["items"]["item"][slots["item"][row]]),
    }
    for name in ("window_from", "window_to"):
        where[name] = iso_day(int(slots[name][row]))
    old = int(slots["capacity"][row])
    yield loosened(
        "more_slots", where["provider"], _kind_room(case),
        lambda number: (amend_rows("slots", where, capacity=old + number),),
    )  # fmt: skip


def _ceiling(case: Case) -> Iterator[Idea]:
    problem, floors = case.problem, case.problem["floors"]
    full = []
    rows = np.flatnonzero(floors["maximum"] != MISSING).tolist()
    for row, (member, room) in zip(rows, case.standing.ceilings, strict=True):
        if room[member[case.need]] < case.units:
            full.append(row)
    if len(full) != 1:
        return
    row = full[0]
    where: dict[str, object] = {
        "group": ENUMERATIONS["FloorGroup"][floors["group"][row]],
        "value": str(floors["value"][row]),
        "kind": _name(problem, "kinds", "kind", floors["kind"][row]),
        "maximum": int(floors["maximum"][row]),
    }
    old = int(floors["maximum"][row])
    yield loosened(
        "raise_ceiling",
        "",
        _kind_room(case),
        lambda number: (amend_rows("floors", where, maximum=old + number),),
    )


LOOSENED: Mapping[str, Callable[[Case], Iterator[Idea]]] = {
    "earmark": _wish,
    "consent": _consent,
    "refused": _refusal,
    "window": _window,
    "commune_min": _lowered("commune_min", 1),
    "child_min": _lowered("child_min", 1),
    "reserve": _lowered("reserve", 0),
    "max_communes": _raised("max_communes", lambda case: len(case.problem["communes"])),
    "commune_max": _raised("commune_max", _commune_room),
    "child_max": _raised("child_max", _child_room),
    "all_or_nothing": _dropped("give_in_part", all_or_nothing=False),
    "exclusive": _dropped("share_child", exclusive=False),
    "cofunding": _dropped("share_need", cofunding=True),
    "excludes_group": _dropped("leave_group", excludes_group=None),
    "matches": _dropped("give_unmatched", matches=None),
    "unsplittable": _of_need("split_need", splittable=True),
    "bundle": _of_need("leave_bundle", bundle=None),
    "budget": more_money,
    "slots": _slot,
    "floors": _ceiling,
}
"""Rule that keeps the nearest stock from a need → what would loosen it."""
