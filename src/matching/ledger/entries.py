"""What stands in a ledger: entries in order, each with the lines it moves."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry does."""

    OFFERS = "offers"
    PLAN = "plan"
    PROMISE = "promise"
    RELEASE = "release"
    WITHDRAW_OFFER = "withdraw_offer"
    WITHDRAW_NEED = "withdraw_need"
    DELIVERY = "delivery"


class EntryReason(StrEnum):
    """Why a promise was made outside a plan, or released."""

    NONE = ""
    CONTINUITY = "continuity"
    DONOR_FAILED = "donor_failed"
    CHILD_LEFT = "child_left"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    MET_ELSEWHERE = "met_elsewhere"
    LINE_CANCELLED = "line_cancelled"
    CORRECTION = "correction"


RELEASE_REASONS = tuple(
    reason for reason in EntryReason if reason not in (EntryReason.NONE, EntryReason.CONTINUITY)
)
"""Reasons that release a promise."""


@dataclass(frozen=True, slots=True, order=True)
class LineKey:
    """An offer, a need, and the stock line between them, all by name.

    Parameters
    ----------
    offer, need
        Ids.
    item, provider
        Keys, empty where the line names none.
    window_from, window_to
        ISO days, empty where open.
    price
        Đồng of one unit, -1 where the line has no price of its own.
    """

    offer: str
    need: str
    item: str = ""
    provider: str = ""
    window_from: str = ""
    window_to: str = ""
    price: int = -1


@dataclass(frozen=True, slots=True)
class Movement:
    """Units of one line that an entry promises, releases or confirms as delivered, and đồng promised with them."""

    key: LineKey
    promised: int = 0
    released: int = 0
    delivered: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of one line: units promised and not released, those of them delivered, and the đồng promised in all."""

    key: LineKey
    quantity: int
    delivered: int
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal; its version is its number, counted from 1.

    Parameters
    ----------
    version, kind, reason
        Number, what it does and why.
    subject
        Plan id, offer or need that it is about.
    on
        ISO day of the act.
    operator
        Who did it, by any opaque name.
    lines
        SHA-256 over the plan's lines, for plans.
    digest
        SHA-256 over the entry before, this entry, its movements and the terms it records.
    """

    version: int
    kind: str
    reason: str
    subject: str
    on: str
    operator: str
    lines: str
    digest: str


def chained(before: str, entry: Entry, movements: tuple[Movement, ...], terms: Mapping[str, str]) -> str:
    """Return the digest of an entry, which covers the digest of the entry before it."""
    told = [before, *astuple(entry)[:-1], [[*astuple(move.key), *astuple(move)[1:]] for move in movements]]
    told.append(sorted(terms.items()))
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
