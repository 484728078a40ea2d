"""Errors as real lists have them: the same child under two ids, and wrong birth years."""

import numpy as np

from matching.problem.table import Table, table_from
from matching.synthetic.drawing import Integers, between, opaque_ids, shuffled
from matching.synthetic.profile_data import parameters


def with_list_errors(generator: np.random.Generator, children: Table, needs: Table) -> tuple[Table, Table]:
    """Return the list with a small share of wrong rows, as many children as before.

    Duplicates replace a child by a copy of another one (other id, same attributes, same needs). Wrong birth
    years change the age by some years within 0 to 15; the needs stay, so the age may lie outside the kind's
    ages or contradict the size of clothes.
    """
    settings = parameters("list_errors")
    wrong = round(settings["share"] * len(children))
    copies = min(round(settings["duplicates"] * wrong), len(children) // 2)
    order = shuffled(generator, len(children))
    copied, replaced, misdated = order[-copies or len(order) :], order[:copies], order[copies:wrong]
    source = np.arange(len(children))
    source[replaced] = copied
    columns = dict(children.take(source).columns)
    columns["child"] = children["child"]
    columns["age"] = _misdated(generator, columns["age"], misdated)
    return table_from("children", columns), _copied_needs(needs, source)


def _misdated(generator: np.random.Generator, ages: Integers, rows: Integers) -> Integers:
    low, high = parameters("list_errors")["years"]
    years = between(generator, low, high, len(rows))
    wrong = ages.copy()
    # Away from the nearer end, so that the age really changes.
    wrong[rows] = np.where(ages[rows] <= 7, ages[rows] + years, ages[rows] - years)
    return wrong


def _copied_needs(needs: Table, source: Integers) -> Table:
    """Return the needs with those of replaced children exchanged for copies of their sources' needs."""
    personal = int(np.count_nonzero(needs["child"] >= 0))
    counts = np.bincount(needs["child"][:personal], minlength=len(source))
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    taken = counts[source]
    ends = np.cumsum(taken)
    within = np.arange(int(taken.sum())) - np.repeat(ends - taken, taken)
    rows = np.concatenate([np.repeat(starts[source], taken) + within, np.arange(personal, len(needs))])
    columns = dict(needs.take(rows).columns)
    columns["need"] = opaque_ids("N", len(rows))
    columns["child"] = np.concatenate(
        [np.repeat(np.arange(len(source)), taken), np.full(len(needs) - personal, -1)]
    )
    return table_from("needs", columns)
