"""Warnings about who stands on the list: ids that tell a name, and children that seem to stand there twice."""

import unicodedata
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.draft import Draft
from matching.intake.findings import Fault
from matching.intake.text_column import Mask
from matching.problem.fields import fields_of
from matching.vocabulary import MISSING

Hashes = NDArray[np.uint64]

TRAITS = tuple(name for name in fields_of("children") if name != "child" and not name.startswith("consent"))
"""Columns in which two rows for one child agree."""

_NEED_TRAITS = ("kind", "item", "quantity")
_SPACE, _LAST_ASCII = 32, 127


def ids_tell_no_name(draft: Draft) -> Iterator[Issue]:
    """The id of a child holds neither white space nor letters beyond A to Z, as names do."""
    fault = Fault(
        "telling_id",
        "The id holds white space or letters with diacritics, as names do.",
        "Use opaque ids: letters A to Z, digits and hyphens that say nothing about the child.",
        "warning",
    )
    return draft.issues("children", "child", _name_like(draft["children"]["child"]), fault, reads=("child",))


def _name_like(ids: NDArray[np.str_]) -> Mask:
    """Return the texts with white space or a letter or mark outside ASCII."""
    width = ids.dtype.itemsize // 4
    if not len(ids) or not width:
        return np.zeros(len(ids), dtype=np.bool_)
    points = np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), width)
    strange = points > _LAST_ASCII
    telling = [point for point in np.unique(points[strange]).tolist() if _is_telling(chr(point))]
    strange[strange] = np.isin(points[strange], telling)
    return np.asarray((strange | (points == _SPACE)).any(axis=1))


def _is_telling(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMZ"


def children_differ(draft: Draft) -> Iterator[Issue]:
    """No two rows agree in all traits and all needs, where enough is known to tell children apart.

    Enough is the hamlet together with the height or the date of birth: on shorter lists many children look alike.
    """
    children = draft["children"]
    told = (children["height"] != MISSING) | (children["birth_date"] != MISSING)
    rows = np.flatnonzero(draft.sound["children"] & told & (children["hamlet"] != ""))
    looks = _needs_of_children(draft)[rows]
    for name in TRAITS:
        looks = _mixed(looks ^ _coded(children[name][rows]))
    repeated = np.zeros(len(children), dtype=np.bool_)
    repeated[rows] = True
    repeated[rows[np.unique(looks, return_index=True)[1]]] = False
    fault = Fault(
        "possible_duplicate",
        "An earlier row has another id but the same particulars and the same needs.",
        "Check whether both are one child; keep both rows if they are twins.",
        "warning",
    )
    return draft.issues("children", "child", repeated, fault)


def _needs_of_children(draft: Draft) -> Hashes:
    """Return a number per child that is equal for equal collections of needs, in whatever order."""
    needs = draft["needs"]
    rows = np.flatnonzero(needs["child"] != MISSING)
    looks = np.zeros(len(rows), dtype=np.uint64)
    for name in _NEED_TRAITS:
        looks = _mixed(looks ^ _coded(needs[name][rows]))
    total = np.zeros(len(draft["children"]), dtype=np.uint64)
    np.add.at(total, needs["child"][rows], looks)
    return total


def _coded(column: NDArray[np.generic]) -> Hashes:
    """Return numbers as they are, and texts as the rank of each among the different ones."""
    if column.dtype.kind == "U":
        column = np.unique(column, return_inverse=True)[1]
    return np.asarray(column.astype(np.int64)).view(np.uint64)


def _mixed(values: Hashes) -> Hashes:
    """Scatter numbers over all 64-bit ones, one to one (the finaliser of splitmix64)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
