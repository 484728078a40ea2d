"""Acts that take back or confirm what was promised: on which day, for which ids, how many units."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches

from matching.errors import LedgerError
from matching.ledger.entries import RELEASE_REASONS, LineKey, Movement
from matching.ledger.storing import Transaction
from matching.problem.problem import Problem


def iso_text(on: date | str) -> str:
    """Return the day of an act as ISO text.

    Raises
    ------
    LedgerError
        If it is neither a date nor a day written as 2026-03-31.
    """
    if isinstance(on, datetime):
        return on.date().isoformat()
    if isinstance(on, date):
        return on.isoformat()
    try:
        return date.fromisoformat(on).isoformat()
    except (TypeError, ValueError):
        message = f"{on!r} is not a day; give a date, or text such as 2026-03-31"
        raise LedgerError("bad_day", message) from None


def check_reason(reason: str) -> None:
    """Refuse a reason that releases nothing.

    Raises
    ------
    LedgerError
        If it is none of the list.
    """
    if reason not in RELEASE_REASONS:
        known = ", ".join(RELEASE_REASONS)
        raise LedgerError("unknown_reason", f"{reason!r} is no reason to release; use one of {known}")


def refuse_unknown(open_book: Transaction, table: str, subject: str, known: Problem | None) -> None:
    """Refuse an offer or need that neither the ledger nor what is known has ever seen; near ids are told.

    Raises
    ------
    LedgerError
        If there is none of that id.
    """
    what = table.removesuffix("s")
    seen: set[str] = {getattr(line.key, what) for line in open_book.standing()}
    seen |= set(open_book.terms()) if what == "offer" else set()
    seen |= set() if known is None else set(known[table][what].tolist())
    if subject in seen:
        return
    near = get_close_matches(subject, sorted(seen), 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    message = f"the ledger knows no {what} {subject!r}{hint}"
    ids: dict[str, tuple[str, ...]] = {table: (subject,)}
    raise LedgerError("unknown_id", message, ids.get("offers", ()), ids.get("needs", ()))


def open_moves(open_book: Transaction, chosen: Callable[[LineKey], bool]) -> list[Movement]:
    """Return the release of everything that chosen lines have promised and not delivered, with its đồng."""
    moves = []
    for line in open_book.standing():
        units = line.quantity - line.delivered
        if units and chosen(line.key):
            moves.append(Movement(line.key, released=units, amount=-(line.amount * units // line.quantity)))
    return moves


def limited(moves: list[Movement], quantity: int | None, offer: str, need: str, act: str) -> list[Movement]:
    """Return the first moves that add up to a quantity."""
    held = sum(move.released for move in moves)
    wanted = held if quantity is None else quantity
    if not 0 < wanted <= held:
        message = f"{wanted} units are to be {act}, and {held} are promised and open"
        raise LedgerError("nothing_open", message, (offer,), (need,))
    result = []
    for move in moves:
        units = min(wanted, move.released)
        if units:
            result.append(replace(move, released=units, amount=move.amount * units // move.released))
        wanted -= units
    return result
