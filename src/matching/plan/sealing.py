"""Results that may be shared between threads: their arrays refuse to be changed."""

from typing import Any

import numpy as np

from matching.plan.result import Result


def seal(result: Result) -> None:
    """Make every array of a result read-only, in place."""
    for part in (result.allocation, result.unmet, result.unused, result.unused.money):
        for array in _arrays(part):
            array.flags.writeable = False


def _arrays(part: object) -> list[np.ndarray[Any, Any]]:
    values = (getattr(part, name) for name in getattr(part, "__slots__", ()))
    return [value for value in values if isinstance(value, np.ndarray)]
