"""The ledger as users hold it: what stands, and the acts that need no plan."""

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NoReturn

import numpy as np

from matching.errors import LedgerError
from matching.ledger.entries import Entry, EntryKind, EntryReason, LineKey, Movement, Standing
from matching.ledger.holdings import holdings, newly_held, refuse_grown
from matching.ledger.releasing import check_reason, iso_text, limited, open_moves, refuse_unknown
from matching.ledger.storing import Transaction, transaction
from matching.ledger.verifying import faults
from matching.problem.problem import Problem


@dataclass(frozen=True)
class Ledger:
    """A file of everything that was promised, released and delivered; it only grows.

    Every act is one transaction, kept whole or not at all, also when the power fails. Several operators may use one
    file on one machine, or on a file system with working locks.

    Parameters
    ----------
    path
        The file; it is made at the first use.
    """

    path: str | os.PathLike[str]

    @property
    def file(self) -> Path:
        """The file as a path."""
        return Path(self.path)

    @property
    def version(self) -> int:
        """The number of the last entry, 0 in a new ledger."""
        with transaction(self.file, write=False) as open_book:
            return open_book.version

    def entries(self) -> tuple[Entry, ...]:
        """Return every entry in order."""
        with transaction(self.file, write=False) as open_book:
            return open_book.entries()

    def movements(self, version: int) -> tuple[Movement, ...]:
        """Return the lines that an entry moves."""
        with transaction(self.file, write=False) as open_book:
            return open_book.movements(version - 1).get(version, ())

    def standing(self) -> tuple[Standing, ...]:
        """Return every line with units promised and not released, by offer, need and stock line."""
        with transaction(self.file, write=False) as open_book:
            return tuple(line for line in open_book.standing() if line.quantity)

    def closed(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the offers and the needs that were withdrawn."""
        with transaction(self.file, write=False) as open_book:
            return closed_in(open_book)

    def verify(self) -> tuple[str, ...]:
        """Return what is wrong with the file, a sentence each; nothing when every entry and every sum is right."""
        with transaction(self.file, write=False) as open_book:
            return faults(open_book)

    def record_offers(
        self, problem: Problem, *, amended: Collection[str] = (), operator: str = ""
    ) -> Entry | None:
        """Record what a problem's offers hold, those not seen before; later plans may not hold more of them.

        Raises
        ------
        LedgerError
            If an offer seen before holds more now and is not named as amended.
        """
        told = holdings(problem, np.arange(len(problem["offers"])))
        with transaction(self.file, write=True) as open_book:
            before = open_book.terms()
            refuse_grown(before, {offer: holds for offer, holds in told.items() if offer not in amended})
            new = newly_held(before, told, amended)
            if not new:
                return None
            return open_book.append(
                _entry(EntryKind.OFFERS, "", "", problem.reference_date, operator), (), new
            )

    def promise(
        self,
        lines: Iterable[Movement],
        *,
        version: int,
        on: date | str,
        reason: str = EntryReason.CONTINUITY,
        operator: str = "",
    ) -> Entry | None:
        """Record promises made outside a plan, for example that a sponsor stays with a child; nothing for no lines.

        Parameters
        ----------
        lines
            Promises, checked against the state of the ledger at a version.
        version
            That version; later entries must not touch the offers and needs.
        on, reason, operator
            When, why and by whom.

        Raises
        ------
        LedgerError
            If an offer or need was used or withdrawn since.
        """
        moves = tuple(lines)
        if not moves:
            return None
        offers, needs = {move.key.offer for move in moves}, {move.key.need for move in moves}
        with transaction(self.file, write=True) as open_book:
            closed = closed_in(open_book)
            refuse_closed(offers & closed[0], needs & closed[1])
            refuse_later(open_book, version, offers, needs)
            return open_book.append(_entry(EntryKind.PROMISE, reason, "", on, operator), moves)

    def release(
        self,
        *,
        reason: str,
        on: date | str,
        offer: str = "",
        need: str = "",
        quantity: int | None = None,
        operator: str = "",
    ) -> Entry:
        """Release what an offer promised to a need and has not delivered; all of it, or some units.

        Raises
        ------
        LedgerError
            If the reason is none of the list, the day is no day, or less is open than is to be released.
        """
        check_reason(reason)
        with transaction(self.file, write=True) as open_book:
            moves = open_moves(open_book, lambda key: (key.offer, key.need) == (offer, need))
            moves = limited(moves, quantity, offer, need, "released")
            return open_book.append(_entry(EntryKind.RELEASE, reason, "", on, operator), moves)

    def withdraw_offer(
        self, offer: str, *, reason: str, on: date | str, operator: str = "", known: Problem | None = None
    ) -> Entry:
        """Close an offer, for example of a donor who fails: what it has not delivered is released, nothing is added.

        Parameters
        ----------
        offer, reason, on, operator
            Id of the offer, and why, when and by whom it is closed.
        known
            What is known so far; needed for an offer that the ledger has not seen, because no plan has used it.

        Raises
        ------
        LedgerError
            If the reason is none of the list, or the id is unknown.
        """
        check_reason(reason)
        kind = EntryKind.WITHDRAW_OFFER
        return self._close(kind, offer, lambda key: key.offer == offer, reason, on, operator, known)

    def withdraw_need(
        self, need: str, *, reason: str, on: date | str, operator: str = "", known: Problem | None = None
    ) -> Entry:
        """Close a need, for example of a child who leaves: what was not delivered is released, nothing is added.

        Parameters
        ----------
        need, reason, on, operator
            Id of the need, and why, when and by whom it is closed.
        known
            What is known so far; needed for a need that was never promised anything, of which the ledger knows nothing.

        Raises
        ------
        LedgerError
            If the reason is none of the list, or the id is unknown.
        """
        check_reason(reason)
        kind = EntryKind.WITHDRAW_NEED
        return self._close(kind, need, lambda key: key.need == need, reason, on, operator, known)

    def deliver(
        self, offer: str, need: str, *, on: date | str, quantity: int | None = None, operator: str = ""
    ) -> Entry:
        """Confirm that promised units reached the need; all that are open, or some.

        Raises
        ------
        LedgerError
            If fewer units are promised and open, or the day is no day.
        """
        with transaction(self.file, write=True) as open_book:
            moves = open_moves(open_book, lambda key: (key.offer, key.need) == (offer, need))
            moves = limited(moves, quantity, offer, need, "delivered")
            delivered = [replace(move, released=0, delivered=move.released, amount=0) for move in moves]
            return open_book.append(_entry(EntryKind.DELIVERY, "", "", on, operator), delivered)

    def _close(
        self,
        kind: EntryKind,
        subject: str,
        chosen: Callable[[LineKey], bool],
        reason: str,
        on: date | str,
        operator: str,
        known: Problem | None,
    ) -> Entry:
        table = "offers" if kind == EntryKind.WITHDRAW_OFFER else "needs"
        with transaction(self.file, write=True) as open_book:
            refuse_unknown(open_book, table, subject, known)
            entry = _entry(kind, reason, subject, on, operator)
            return open_book.append(entry, open_moves(open_book, chosen))


def closed_in(open_book: Transaction) -> tuple[frozenset[str], frozenset[str]]:
    """Return the offers and the needs that were withdrawn."""
    entries = open_book.entries()
    return (
        frozenset(entry.subject for entry in entries if entry.kind == EntryKind.WITHDRAW_OFFER),
        frozenset(entry.subject for entry in entries if entry.kind == EntryKind.WITHDRAW_NEED),
    )


def refuse_closed(offers: Collection[str], needs: Collection[str]) -> None:
    """Refuse lines of offers and needs that were withdrawn.

    Raises
    ------
    LedgerError
        If there are any.
    """
    if offers or needs:
        message = "the offer or the need was withdrawn; take up the ledger's state and solve again"
        raise LedgerError("withdrawn", message, sorted(offers), sorted(needs))


def refuse_later(open_book: Transaction, version: int, offers: set[str], needs: set[str]) -> None:
    """Refuse what was made at a version where later entries touch its offers or needs.

    Raises
    ------
    LedgerError
        If they do, or if the ledger has no such version.
    """
    if version > open_book.version:
        message = f"the ledger has {open_book.version} entries, and version {version} is named"
        raise LedgerError("another_ledger", message)
    keys = {move.key for moves in open_book.movements(version).values() for move in moves}
    since = {key.offer for key in keys} & offers, {key.need for key in keys} & needs
    if since[0] or since[1]:
        used_since(*since)


def used_since(offers: Collection[str], needs: Collection[str]) -> NoReturn:
    """Refuse because promises of some offers and needs have changed."""
    message = "promises have changed since the plan was made; take up the ledger's state and solve again"
    raise LedgerError("offer_used_since", message, sorted(offers), sorted(needs))


def _entry(kind: str, reason: str, subject: str, on: date | str, operator: str) -> Entry:
    return Entry(0, str(kind), str(reason), subject, iso_text(on), operator, "", "")
