"""What earmarks can ask of a need, as integer columns, and cutting them only where some offer cuts."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.problem.earmarks import Condition
from matching.problem.people import ages, special
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

CHILD_COLUMNS = (
    "sex", "household", "circumstances", "at_risk", "ethnic_minority",
    "difficult_hamlet", "policy_family", "union_parent",
)  # fmt: skip


class NeedAttributes:
    """Columns over needs for every earmark field, computed when first asked for.

    A need without a child has ``MISSING`` in every column of a child.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._columns: dict[str, Integers] = {}

    def column(self, field: str) -> Integers:
        """Return the field's code for every need (a bit mask for circumstances)."""
        if field not in self._columns:
            self._columns[field] = self._compute(field)
        return self._columns[field]

    def _compute(self, field: str) -> Integers:
        needs = self._problem["needs"]
        if field == "need":
            return np.arange(len(needs))
        if field == "child":
            return needs["child"].astype(np.int64)
        if field == "tier":
            return needs["tier"].astype(np.int64)
        if field == "site":
            return np.where(
                needs["site"] >= 0, needs["site"], self._of_child(self._problem["children"]["site"])
            )
        if field == "age":
            return self._of_child(ages(self._problem))
        if field == "special_circumstances":
            return self._of_child(special(self._problem))
        assert field in CHILD_COLUMNS, field
        return self._of_child(self._problem["children"][field])

    def _of_child(self, values: NDArray[np.generic]) -> Integers:
        extended = np.append(values.astype(np.int64), MISSING)
        return extended[self._problem["needs"]["child"]]


def holds(condition: Condition, codes: Integers) -> Mask:
    """Return where a condition holds; absent values fail a required and pass an excluded condition."""
    if condition.field == "circumstances":
        bits = sum(1 << code for code in condition.codes)
        named = (codes != MISSING) & ((codes & bits) != 0)
    else:
        named = np.isin(codes, condition.codes)
    return np.asarray(named != condition.exclude)


def cut(codes: Integers, conditions: Iterable[Condition]) -> Integers:
    """Return the coarsest codes that no condition can tell apart, numbered from 0."""
    wishes = sorted(set(conditions), key=lambda condition: (condition.exclude, condition.codes))
    if wishes and wishes[0].field != "circumstances":
        mentioned = sorted({code for wish in wishes for code in wish.codes})
        codes = np.where(np.isin(codes, mentioned), codes, MISSING)
    values, inverse = np.unique(codes, return_inverse=True)
    signature = np.array([holds(wish, values) for wish in wishes], dtype=np.bool_).reshape(
        len(wishes), len(values)
    )
    return np.unique(signature, axis=1, return_inverse=True)[1].reshape(-1)[inverse]


def combine(columns: Sequence[Integers]) -> tuple[Integers, Integers]:
    """Return the group of every row by equal values in all columns, and a representative row of each group.

    Parameters
    ----------
    columns
        At least one column of whole numbers ≥ -1, all of the same length.

    Returns
    -------
    groups
        Group of every row, numbered from 0 in lexicographic order of the columns.
    representatives
        First row of every group.
    """
    key = columns[0] + 1
    size = int(key.max(initial=0)) + 1
    for column in columns[1:]:
        width = int(column.max(initial=0)) + 2
        if size * width >= 1 << 62:
            key = np.unique(key, return_inverse=True)[1]
            size = int(key.max(initial=0)) + 1
        key = key * width + (column + 1)
        size *= width
    _, representatives, groups = np.unique(key, return_index=True, return_inverse=True)
    return groups.reshape(-1), representatives
