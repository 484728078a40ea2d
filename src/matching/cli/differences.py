"""The first place where two plain documents differ, told by its path."""

from dataclasses import dataclass
from typing import Any

_NONE = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """A place, such as ``goals[0].value``, and a sentence about it."""

    path: str
    message: str


def first_difference(claimed: Any, found: Any, path: str = "") -> Difference | None:
    """Return the first place where a claim is not what was found, ``None`` if there is none.

    Parameters
    ----------
    claimed, found
        Plain data as in JSON; whole numbers, fractions and truth values are told apart.
    path
        Where both stand.
    """
    if isinstance(claimed, dict) and isinstance(found, dict):
        names = [*found, *(name for name in claimed if name not in found)]
        pairs = [(f"{path}.{n}".lstrip("."), claimed.get(n, _NONE), found.get(n, _NONE)) for n in names]
    elif isinstance(claimed, list) and isinstance(found, list):
        length = max(len(claimed), len(found))
        pairs = [(f"{path}[{n}]", _entry(claimed, n), _entry(found, n)) for n in range(length)]
    else:
        return None if type(claimed) is type(found) and claimed == found else _told(claimed, found, path)
    differences = (first_difference(one, other, place) for place, one, other in pairs)
    return next((difference for difference in differences if difference is not None), None)


def _entry(values: list[Any], number: int) -> Any:
    return values[number] if number < len(values) else _NONE


def _told(claimed: Any, found: Any, path: str) -> Difference:
    if claimed is _NONE:
        return Difference(path, f"{path} is missing; it is {_shown(found)}.")
    if found is _NONE:
        return Difference(path, f"{path} does not belong there ({_shown(claimed)}).")
    return Difference(path, f"{path}: the file says {_shown(claimed)}, but it is {_shown(found)}.")


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
