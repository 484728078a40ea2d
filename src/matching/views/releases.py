"""What a release must hide because of the one before it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def hidden_before(
    previous: Mapping[str, Any],
    places: Sequence[str],
    kinds: Sequence[str],
    needed: Integers,
    met: Integers,
    k: int,
) -> Mask:
    """Return the cells that the release before hid, or that differ from it by 1 to ``k - 1`` units given or missing.

    Places and kinds that the release before did not list are judged on their own.

    Raises
    ------
    ValueError
        If the release before is not a public view.
    """
    try:
        rows = {entry["place"]: row for row, entry in enumerate(previous["places"])}
        columns = {entry["kind"]: column for column, entry in enumerate(previous["kinds"])}
        before = [previous[name] for name in ("needed", "met")]
        size = (len(rows), len(columns) + 1)
        if previous["view"] != "public" or any(
            np.array(table, dtype=object).shape != size for table in before
        ):
            raise ValueError("sizes differ")
        columns[""] = len(columns)
        found = np.zeros(needed.shape, dtype=bool)
        for row, place in enumerate(places):
            for column, kind in enumerate((*kinds, "")):
                if place not in rows or kind not in columns:
                    continue
                old_needed, old_met = (table[rows[place]][columns[kind]] for table in before)
                found[row, column] = (
                    old_needed is None
                    or old_met is None
                    or 0 < abs(int(met[row, column]) - int(old_met)) < k
                    or 0 < abs(int((needed - met)[row, column]) - (int(old_needed) - int(old_met))) < k
                )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ValueError("the release before is not a public view as `report --json` prints it") from error
    return found
