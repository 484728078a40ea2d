"""Places where one rule is broken, as columns, and how they are told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.packing import Flags, Integers
from matching.plan.audit_report import EXAMPLES, Violation


@dataclass(frozen=True, eq=False)
class Breaches:
    """Places where a rule is broken, one row each.

    Parameters
    ----------
    message
        Sentence with the names of ``numbers`` in braces.
    size
        How many places there are.
    offers, needs
        Rows of the tables, shape ``(size,)``, or nothing.
    numbers
        Columns that the sentence tells, shape ``(size,)`` each.
    """

    message: str
    size: int
    offers: Integers | None = None
    needs: Integers | None = None
    numbers: Mapping[str, Integers] = field(default_factory=dict)


Check = Callable[[Facts], Iterable[Breaches]]
"""Recomputes one rule; nothing is yielded, or empty breaches, where it holds."""


def broken(
    message: str,
    where: Flags,
    *,
    offers: Integers | None = None,
    needs: Integers | None = None,
    **numbers: Integers,
) -> Breaches:
    """Return the breaches at the flagged rows; all columns have the shape of ``where``."""
    rows = np.flatnonzero(where)
    return Breaches(
        message,
        len(rows),
        None if offers is None else offers[rows],
        None if needs is None else needs[rows],
        {name: column[rows] for name, column in numbers.items()},
    )


def told(facts: Facts, rule: str, breaches: Breaches) -> list[Violation]:
    """Return the first breaches as violations, with ids instead of rows."""
    offer_ids, need_ids = facts.problem["offers"]["offer"], facts.problem["needs"]["need"]
    result = []
    for row in range(min(breaches.size, EXAMPLES)):
        offers = () if breaches.offers is None else (str(offer_ids[breaches.offers[row]]),)
        needs = () if breaches.needs is None else (str(need_ids[breaches.needs[row]]),)
        numbers = {name: int(column[row]) for name, column in breaches.numbers.items()}
        message = breaches.message.format(**numbers) if numbers else breaches.message
        result.append(Violation(rule, offers, needs, message))
    return result
