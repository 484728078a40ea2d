"""Plain data that must have exactly the keys that are known: nothing is missed, nothing is passed over."""

from collections.abc import Iterable
from typing import Any


def with_exact_keys(data: Any, names: Iterable[str], what: str) -> dict[str, Any]:
    """Return plain data that have exactly the keys named.

    Raises
    ------
    TypeError
        If they are no dictionary.
    KeyError
        If a key is missing.
    ValueError
        If there is another key.
    """
    known = set(names)
    if not isinstance(data, dict):
        raise TypeError(f"{what} is told by named values")
    if known - set(data):
        raise KeyError(f"{what} lacks {', '.join(sorted(known - set(data)))}")
    if set(data) - known:
        raise ValueError(f"{what} has an unknown key {str(min(set(data) - known, key=str))[:40]!r}")
    return data


def whole_number(value: Any, what: str) -> int:
    """Return a value that is a whole number, and no yes or no.

    Raises
    ------
    TypeError
        If it is not.
    """
    if type(value) is not int:
        raise TypeError(f"{what} is a whole number")
    return value
