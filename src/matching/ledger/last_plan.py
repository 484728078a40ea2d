"""The last plan as a table of the next problem, so that fewest changes can be a goal."""

from collections.abc import Iterable

import numpy as np

from matching.ledger.book import Ledger
from matching.plan.result import Result
from matching.problem.problem import Problem
from matching.problem.table import table_from


def with_previous(problem: Problem, last: Result | Ledger | Iterable[tuple[str, str, int]]) -> Problem:
    """Return the problem with a plan made before in its table ``previous``.

    Lines whose offer or need the problem does not hold any more are left out: nothing could keep them.

    Parameters
    ----------
    problem
        The problem that is planned again.
    last
        The last result, a ledger (what it promises now), or lines of offer, need and units by id.
    """
    units: dict[tuple[str, str], int] = {}
    for offer, need, quantity in _lines(last):
        units[offer, need] = units.get((offer, need), 0) + quantity
    offers, needs = (
        {key: row for row, key in enumerate(problem[table][column].tolist())}
        for table, column in (("offers", "offer"), ("needs", "need"))
    )
    known = sorted(pair for pair in units if pair[0] in offers and pair[1] in needs)
    columns = {
        "offer": [offers[offer] for offer, _ in known],
        "need": [needs[need] for _, need in known],
        "quantity": [units[pair] for pair in known],
    }
    return problem.replace(previous=table_from("previous", columns))


def _lines(last: Result | Ledger | Iterable[tuple[str, str, int]]) -> Iterable[tuple[str, str, int]]:
    if isinstance(last, Ledger):
        return [(line.key.offer, line.key.need, line.quantity) for line in last.standing()]
    if isinstance(last, Result):
        plan = last.plan
        names = (last.problem[table][column] for table, column in (("offers", "offer"), ("needs", "need")))
        keys = [
            np.asarray(name)[rows].tolist() for name, rows in zip(names, (plan.offer, plan.need), strict=True)
        ]
        return zip(*keys, plan.quantity.tolist(), strict=True)
    return last
