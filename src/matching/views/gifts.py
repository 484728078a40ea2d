"""Use of one donor's offers, by kind."""

from dataclasses import dataclass

import numpy as np

from matching.plan.result import Result
from matching.problem.people import communes_of_needs
from matching.reporting.collation import collation_key
from matching.views.labels import kind_labels, kind_units


@dataclass(frozen=True, slots=True)
class Gift:
    """What one donor gives of a kind: units used, units left, money spent, and communes reached.

    Of a kind that the donor only buys no units are left (``None``), but money (see :func:`money_of`).
    """

    kind: str
    unit: str
    used: int
    left: int | None
    amount: int
    communes: int


def gifts(result: Result, donor: int, language: str) -> tuple[Gift, ...]:
    """Return the use of a donor's offers, one row per kind of its stock."""
    problem, plan = result.problem, result.plan
    stock = problem["stock"]
    used, left = plan.per_line(problem), np.zeros(len(stock), dtype=np.int64)
    left[result.unused.line] = result.unused.quantity
    own = problem["offers"]["donor"][stock["offer"]] == donor
    goods = ~problem["offers"].is_("modality", "cash")[stock["offer"]]
    labels, units = kind_labels(problem, language), kind_units(problem, language)
    communes = communes_of_needs(problem)
    found = []
    for kind in sorted(np.unique(stock["kind"][own]).tolist(), key=lambda kind: collation_key(labels[kind])):
        rows = np.flatnonzero(own & (stock["kind"] == kind))
        lines = np.isin(plan.line, rows)
        found.append(
            Gift(
                labels[kind], units[kind], int(used[rows].sum()),
                int(left[rows].sum()) if goods[rows].any() else None,
                int(plan.amount[lines].sum()), len(np.unique(communes[plan.need[lines]])),
            )
        )  # fmt: skip
    return tuple(found)


def money_of(result: Result, donor: int) -> int | None:
    """Return the đồng left of a donor's cash offers, ``None`` of one who gives no money."""
    offers, money = result.problem["offers"], result.unused.money
    if not (offers.is_("modality", "cash") & (offers["donor"] == donor)).any():
        return None
    return int(money.amount[offers["donor"][money.offer] == donor].sum())
