"""Whether a ledger's file is sound: the chain of entries, and sums that cannot be."""

from collections.abc import Iterator

from matching.ledger.entries import chained
from matching.ledger.storing import Transaction


def faults(open_book: Transaction) -> tuple[str, ...]:
    """Return what is wrong, a sentence each."""
    return (*_chain(open_book), *_sums(open_book))


def _chain(open_book: Transaction) -> Iterator[str]:
    before, movements, terms = "", open_book.movements(), open_book.terms_by_version()
    for number, entry in enumerate(open_book.entries(), start=1):
        if entry.version != number:
            yield f"Entry {number} is missing."
            return
        told = chained(before, entry, movements.pop(number, ()), terms.pop(number, {}))
        if told != entry.digest:
            yield f"Entry {number} was changed after it was written."
            return
        before = entry.digest
    if movements or terms:
        yield "There are lines that belong to no entry."


def _sums(open_book: Transaction) -> Iterator[str]:
    for line in open_book.standing():
        if line.quantity < 0:
            yield f"More was released than offer {line.key.offer} promised to need {line.key.need}."
        elif line.delivered > line.quantity:
            yield f"More was delivered than offer {line.key.offer} promises to need {line.key.need}."
