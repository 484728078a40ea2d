"""Units held back for expected later need: a look-ahead plan says which offers will be wanted more, later."""

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from matching.plan.result import Result
from matching.problem.joining import joined, without
from matching.problem.problem import Problem
from matching.problem.stock_lines import with_overhead
from matching.problem.table import Table, table_from
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

MARK = "expected~"
"""Begins the id of every expected child, need and offer, so that none is taken for a real one."""


NAMED = {"children": ("child",), "needs": ("need", "bundle"), "offers": ("offer", "excludes_group")}
"""Columns whose names are marked."""


def held_back(problem: Problem, expected: Problem, solve: Callable[[Problem], Result]) -> Problem:
    """Return the problem with the units taken out of stock that later needs will want more.

    The expected needs and offers join the problem as if they were known, the whole is solved, and what real offers
    give to expected needs is held back. Offers that are given in lots, whole, or with costs of visits hold nothing back.

    Parameters
    ----------
    problem
        The problem of the period.
    expected
        Needs and offers expected later in the year, with windows in the year to come; see :func:`expected_later`.
    solve
        Solves a problem under the policy.
    """
    later = _open_after(expected, problem)
    if not len(later["needs"]):
        return problem
    both = joined(later, problem)
    plan = solve(both).plan
    to_later = np.strings.startswith(both["needs"]["need"][plan.need], MARK) & ~plan.promised
    rows = np.flatnonzero(to_later & ~np.strings.startswith(both["offers"]["offer"][plan.offer], MARK))
    shift = len(both["stock"]) - len(problem["stock"])
    line = plan.line[rows] - shift
    plain = _plain(problem["offers"])[problem["stock"]["offer"][line]]
    return _less(problem, line[plain], plan.quantity[rows][plain], plan.amount[rows][plain])


def expected_later(past: Problem | Sequence[Problem], months: int = 12) -> Problem:
    """Return last year's needs and offers as this year's expectation: dates moved, ids marked, promises dropped.

    Parameters
    ----------
    past
        Everything that came in over an earlier year, at once or in batches, each need and offer with the window in
        which it was open.
    months
        Months between the two years.
    """
    whole = past if isinstance(past, Problem) else reduce(joined, past)
    tables = {name: _moved(whole[name], months) for name in whole.tables}
    marked = {
        name: table_from(name, {**tables[name].columns, **{key: _marked(tables[name][key]) for key in keys}})
        for name, keys in NAMED.items()
    }
    dropped = {name: table_from(name, {}) for name in ("commitments", "floors")}
    return whole.replace(**{**tables, **marked, **dropped})


def _marked(names: NDArray[np.str_]) -> NDArray[np.str_]:
    return np.where(names == "", names, np.strings.add(MARK, names))


def _moved(table: Table, months: int) -> Table:
    days = {}
    for name in ("window_from", "window_to"):
        if name in table.columns:
            then = table[name]
            month = then.astype("datetime64[D]").astype("datetime64[M]")
            into = then - month.astype("datetime64[D]").astype(np.int64)
            first = (month + months).astype("datetime64[D]").astype(np.int64)
            last = (month + months + 1).astype("datetime64[D]").astype(np.int64) - 1
            days[name] = np.where(then == MISSING, then, np.minimum(first + into, last))
    return table_from(table.name, {**table.columns, **days}) if days else table


def _open_after(expected: Problem, problem: Problem) -> Problem:
    """Return what is expected to come in after the problem's batch."""
    month = np.datetime64(problem.reference_date, "M") + 1
    after = int(month.astype("datetime64[D]").astype(np.int64))
    return without(
        expected,
        {name: expected[name]["window_from"] < after for name in ("needs", "offers")},
    )


def _plain(offers: Table) -> NDArray[np.bool_]:
    limits = ("child_min", "commune_min", "max_communes", "visit_cost", "setup_cost", "matches")
    plain = (offers["all_or_nothing"] != 1) & (offers["excludes_group"] == "")
    for name in limits:
        plain = plain & (offers[name] == MISSING)
    return np.asarray(plain)


def _less(problem: Problem, line: Integers, units: Integers, amount: Integers) -> Problem:
    """Return the problem with units taken out of stock lines, and đồng with overhead out of budgets."""
    stock, offers = problem["stock"], problem["offers"]
    taken = np.zeros(len(stock), dtype=np.int64)
    np.add.at(taken, line, units)
    spent = np.zeros(len(offers), dtype=np.int64)
    np.add.at(spent, stock["offer"][line], amount)
    spent = with_overhead(spent, offers["overhead"])
    quantity = np.where(stock["quantity"] == MISSING, MISSING, stock["quantity"] - taken)
    budget = np.where(offers["budget"] == MISSING, MISSING, offers["budget"] - spent)
    return problem.replace(
        stock=table_from("stock", {**stock.columns, "quantity": quantity}),
        offers=table_from("offers", {**offers.columns, "budget": budget}),
    )
