"""Groups by the values of their columns, and the best attainable units that a goal measures them against."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.errors import PolicyError
from matching.problem.goal_language import Goal
from matching.problem.need_attributes import Attribute
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def group_values(columns: list[Attribute], member: Integers, count: int) -> Iterator[tuple[str, ...]]:
    """Yield the values of every group, absent ones as the empty text.

    Parameters
    ----------
    columns
        The columns of the grouping, a code per row.
    member
        Group of every row, numbered from 0.
    count
        Number of groups.
    """
    first = np.zeros(count, dtype=np.int64)
    first[member[::-1]] = np.arange(len(member))[::-1]
    for row in first.tolist():
        codes = ((column, int(column.codes[row])) for column in columns)
        yield tuple("" if code == MISSING else column.labels[code] for column, code in codes)


def best_of_groups(goal: Goal, columns: list[Attribute], member: Integers, count: int) -> Integers:
    """Return the best attainable units of every group, as the goal states them.

    Raises
    ------
    PolicyError
        If the goal states none for a group.
    """
    known = dict(goal.best)
    found = [known.get(values) for values in group_values(columns, member, count)]
    if any(units is None for units in found):
        raise PolicyError(
            "a goal with target 'attainable' states no best for some group; solve fills 'best' in, or "
            "matching.attainable does"
        )
    return np.array(found, dtype=np.int64)
