"""Places of the public tables as a tree: everywhere, provinces, zones of a province, communes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING

Path = tuple[str, ...]
"""Names of the places from the second level down to a place; everywhere is the empty path."""


@dataclass(frozen=True, slots=True)
class PlaceTree:
    """Places in canonical order, every parent before its parts.

    Parameters
    ----------
    keys
        ``all``, ``province:…``, ``zone:…`` and ``commune:vintage:code``, unique.
    parent
        Row of the place that holds each place; -1 for everywhere.
    commune
        Row of the commune in the problem, -1 for places that are larger.
    """

    keys: tuple[str, ...]
    parent: tuple[int, ...]
    commune: tuple[int, ...]

    def parts(self) -> Mapping[int, list[int]]:
        """Return the parts of every place that has any."""
        found: dict[int, list[int]] = {}
        for row, parent in enumerate(self.parent):
            if parent >= 0:
                found.setdefault(parent, []).append(row)
        return found


def place_tree(problem: Problem) -> PlaceTree:
    """Return the tree of a problem's communes; a level at which a place would have a single part is left out."""
    table = problem["communes"]
    zones = ENUMERATIONS["Zone"]
    named = sorted(
        (province, "" if zone == MISSING else zones[zone], f"{vintage}:{code}", row)
        for row, (province, zone, vintage, code) in enumerate(
            zip(*(table[name].tolist() for name in ("province", "zone", "vintage", "code")), strict=True)
        )
    )
    keys, parent, commune = ["all"], [-1], [-1]

    def add(key: str, above: int, row: int = -1) -> int:
        keys.append(key)
        parent.append(above)
        commune.append(row)
        return len(keys) - 1

    provinces = _distinct(entry[0] for entry in named)
    for province in provinces:
        inside = [entry for entry in named if entry[0] == province]
        above = add(f"province:{province}", 0) if len(provinces) > 1 else 0
        found = _distinct(entry[1] for entry in inside)
        for zone in found:
            top = add(f"zone:{province}:{zone}", above) if len(found) > 1 else above
            for _, _, key, row in (entry for entry in inside if entry[1] == zone):
                add(f"commune:{key}", top, row)
    return PlaceTree(tuple(keys), tuple(parent), tuple(commune))


def _distinct(values: Iterable[str]) -> list[str]:
    return sorted(set(values))
