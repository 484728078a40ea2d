"""What many plans give to every group of a goal."""

import numpy as np

from oracle.book import Book, Plans
from oracle.goals import CHILDREN, Value, Yardstick, counted, enough, gain, group_of
from oracle.offer_rules import visits_of


def units_of_groups(book: Book, stick: Yardstick, plans: Plans) -> Plans:
    """Return the units of every group, a row per plan; a sum has one group."""
    goal, rows = stick.goal, counted(book.facts, stick.goal)
    if goal.measure in CHILDREN:
        return _children(book, stick, plans)
    if goal.measure == "changes":
        return _changes(book, plans)
    result = np.zeros((len(plans), len(stick.groups)), dtype=np.int64)
    if goal.measure != "visits":
        for column, (line, row) in enumerate(book.pairs):
            group = group_of(book.facts, goal, book.facts.needs[row])
            if group in stick.groups and row in rows:
                units = plans[:, column] * gain(book.facts, goal, line, row)
                result[:, stick.groups.index(group)] += units
    for row, offer in enumerate(book.tables["offers"]):
        visits = visits_of(book, plans, row)
        if goal.measure == "visits":
            result[:, 0] += visits
        elif goal.measure == "cost":
            result[:, 0] += visits * max(offer["visit_cost"], 0) + (visits > 0) * max(offer["setup_cost"], 0)
    return result


def _changes(book: Book, plans: Plans) -> Plans:
    """Return what every plan takes away from an offer's units for a need, row by row of the last plan."""
    lost = np.zeros((len(plans), 1), dtype=np.int64)
    for row in book.tables["previous"]:
        now = sum(
            plans[:, column]
            for column, (line, need) in enumerate(book.pairs)
            if need == row["need"] and book.facts.offer_of[line] == row["offer"]
        )
        lost[:, 0] += np.maximum(row["quantity"] - now, 0)
    return lost


def _children(book: Book, stick: Yardstick, plans: Plans) -> Plans:
    result = np.zeros((len(plans), len(stick.groups)), dtype=np.int64)
    rows = counted(book.facts, stick.goal)
    children = book.columns(lambda line, need: need.child if need.special and need.row in rows else None)
    for columns in children.values():
        group = group_of(book.facts, stick.goal, book.facts.needs[book.pairs[columns[0]][1]])
        if group in stick.groups:
            result[:, stick.groups.index(group)] += (plans[:, columns] > 0).any(axis=1)
    return result


def best_rows(book: Book, stick: Yardstick, plans: Plans) -> tuple[Value, Plans]:
    """Return the best value of a goal among some plans, and the plans that reach it."""
    distinct, where = np.unique(units_of_groups(book, stick, plans), axis=0, return_inverse=True)
    worth = [stick.worth(tuple(units)) for units in distinct.tolist()]
    best = enough(stick.goal, max(worth))  # type: ignore[type-var]
    reached = np.array([value >= best for value in worth], dtype=np.bool_)
    return best, plans[reached[where.reshape(-1)]]
