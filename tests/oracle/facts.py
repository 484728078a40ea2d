"""What the oracle knows of a problem: needs, limits, promises, and the small rules they share."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS

Row = dict[str, Any]
Tables = dict[str, list[Row]]

NEVER = -1


@dataclass(frozen=True)
class Need:
    """One need with everything the definitions ask of it."""

    row: int
    quantity: int
    kind: int
    commune: int
    child: int
    weight: int
    life_saving: bool
    confirmed: bool
    special: bool
    item: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Limit:
    """At most ``room`` further units over the given (line, need) pairs."""

    room: int
    pairs: frozenset[tuple[int, int]]
    what: str


@dataclass(frozen=True)
class Promise:
    """Units promised earlier, on the stock line they come from."""

    line: int
    need: int
    quantity: int


@dataclass(frozen=True)
class Situation:
    """A problem as the definitions see it."""

    needs: tuple[Need, ...]
    offer_of: tuple[int, ...]
    capacity: tuple[int, ...]
    admissible: frozenset[tuple[int, int]]
    promises: tuple[Promise, ...]
    limits: tuple[Limit, ...]
    cost: dict[tuple[int, int], int]
    benefit: dict[tuple[int, int], int]
    indices: tuple[dict[str, Fraction], ...]
    tables: Tables


def rows_of(problem: Problem, table: str) -> list[dict[str, Any]]:
    """Return a table as one dictionary of plain values per row."""
    columns = {name: column.tolist() for name, column in problem[table].columns.items()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def fit_rule(tables: Tables, kind: int) -> str:
    """Return the fit rule of a kind."""
    return str(ENUMERATIONS["Fit"][tables["kinds"][kind]["fit"]])


def fits(tables: Tables, stock_item: int, need_item: int, kind: int) -> bool:
    """Return whether a stock item serves a needed item of the kind."""
    rule = fit_rule(tables, kind)
    if stock_item == NEVER or rule == "none":
        return True
    if need_item == NEVER:
        return False
    if stock_item == need_item:
        return True
    if rule == "exact":
        return False
    given, needed = tables["items"][stock_item], tables["items"][need_item]
    same_sex = ENUMERATIONS["ItemSex"][given["sex"]] == "neutral" or given["sex"] == needed["sex"]
    return same_sex and given["size"] >= 0 and given["size"] - needed["size"] in (0, 1)


def meet(windows: list[dict[str, Any]]) -> bool:
    """Return whether all windows have a day in common; an open end is unlimited."""
    starts = [window["window_from"] for window in windows if window["window_from"] != NEVER]
    ends = [window["window_to"] for window in windows if window["window_to"] != NEVER]
    return not starts or not ends or max(starts) <= min(ends)
