"""Canonical numbers of a certificate, turned back into rows."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import Integers
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_order


class Names:
    """Row of every canonical number: lines, needs, children, communes, kinds and slots."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    @cached_property
    def lines(self) -> Integers:
        """Rows of ``stock`` in canonical order."""
        return line_order(self._problem)

    @cached_property
    def needs(self) -> Integers:
        """Rows of ``needs`` by id."""
        return by_id(self._problem["needs"]["need"])

    @cached_property
    def children(self) -> Integers:
        """Rows of ``children`` by id."""
        return by_id(self._problem["children"]["child"])

    @cached_property
    def kinds(self) -> Integers:
        """Rows of ``kinds`` by id."""
        return by_id(self._problem["kinds"]["kind"])

    @cached_property
    def communes(self) -> Integers:
        """Rows of ``communes`` by vintage and code."""
        communes = self._problem["communes"]
        return np.lexsort((communes["code"], communes["vintage"])).astype(np.int64)

    @cached_property
    def slots(self) -> Integers:
        """Rows of ``slots`` by provider, item and period."""
        slots = self._problem["slots"]
        provider = self._problem["providers"]["provider"][slots["provider"]]
        item = self._problem["items"]["item"][slots["item"]]
        return np.lexsort((slots["window_to"], slots["window_from"], item, provider)).astype(np.int64)


def by_id(ids: NDArray[np.str_]) -> Integers:
    """Return the rows in the order of their ids."""
    if len(ids) < 2 or bool((ids[:-1] <= ids[1:]).all()):
        return np.arange(len(ids))
    return np.argsort(ids, kind="stable").astype(np.int64)


def by_row(values: Integers, rows: Integers) -> Integers:
    """Return values told in canonical order, by row."""
    result = np.empty(len(rows), dtype=np.int64)
    result[rows] = values
    return result


def ranks(rows: Integers) -> Integers:
    """Return the canonical number of every row, the rows told in canonical order."""
    return by_row(np.arange(len(rows), dtype=np.int64), rows)
