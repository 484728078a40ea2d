"""Communes that were merged or divided: every row moves to its new commune, or is asked about by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import DataError, Issue
from matching.problem.fields import registry
from matching.problem.joining import joined, key_texts, without
from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table, table_from
from matching.vocabulary import MISSING, EarmarkField, FloorGroup, code_of

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Crossing:
    """One row of a crosswalk: an old commune and a new one that took it or a part of it, as ``vintage:code``.

    A code without its list's vintage names nothing: almost every merged commune of July 2025 carries the code of one
    of its members.
    """

    old: str
    new: str


def recoded(
    problem: Problem, communes: Table, crosswalk: Sequence[Crossing], places: Mapping[str, str] | None = None
) -> Problem:
    """Return the problem on a new list of communes.

    What lay in a commune that was merged whole moves to its new commune. Of a commune that was divided, every child,
    site, need, offer and provider is placed by name. Wishes and floors that name a commune merged whole name the new one,
    which is wider. A wish that names a divided commune names its parts where they took in nothing from outside the wish;
    otherwise its parts are given by name. Coverage of earlier periods moves with the needs, so
    fairness over time goes on in the new communes.

    Parameters
    ----------
    problem
        The problem on the old list.
    communes
        The new communes.
    crosswalk
        Which old commune went into which new one; several rows for a divided one.
    places
        New commune, as ``vintage:code``, of every child, site, need, offer or provider of a divided commune, by id. For an
        offer whose wish names a divided commune: the parts that the wish means, separated by ``|``.

    Raises
    ------
    DataError
        If a commune has no new one, a new one is unknown, or something in a divided commune is not placed.
    """
    wanted = places or {}
    targets: dict[str, list[str]] = {}
    for crossing in crosswalk:
        targets.setdefault(crossing.old, []).append(crossing.new)
    both = joined(problem, problem_from({"communes": communes}, problem.reference_date))
    known = {name: row for row, name in enumerate(key_texts(both["communes"]).tolist())}
    names = list(known)
    fresh = set(key_texts(communes).tolist())
    issues = [
        _issue("unknown_commune", "communes", 0, crossing.new, "The new commune is not in the new list.")
        for crossing in crosswalk
        if crossing.new not in fresh
    ]
    both = both.replace(quotes=_quotes(both["quotes"], list(known), known, targets))
    issues += _floors(both["floors"], targets)
    offers = both["offers"]["offer"].tolist()
    wishes, found = _wishes(both["earmarks"], offers, targets, wanted)
    issues += found
    tables = {}
    for name, fields in registry().items():
        if name == "quotes":
            continue
        columns = dict(both[name].columns)
        for field in fields:
            if field.type == "ref:communes":
                columns[field.name], found = _placed(
                    both[name], field.name, names, known, targets, fresh, wanted
                )
                issues += found
        tables[name] = table_from(name, columns)
    if issues:
        raise DataError(issues)
    moved = both.replace(**tables)
    moved = moved.replace(earmarks=wishes, floors=_named(moved["floors"], targets))
    return without(moved, {"communes": ~np.isin(key_texts(moved["communes"]), sorted(fresh))})


def _placed(
    table: Table,
    column: str,
    names: Sequence[str],
    known: Mapping[str, int],
    targets: Mapping[str, Sequence[str]],
    fresh: set[str],
    places: Mapping[str, str],
) -> tuple[Integers, list[Issue]]:
    """Return the new commune of every row, and what cannot be placed."""
    result, issues = table[column].astype(np.int64), []
    keys = next(iter(table.columns.values()))
    for commune in np.unique(result[result != MISSING]).tolist():
        old = names[commune]
        new = targets.get(old, [old] if old in fresh else [])
        rows = np.flatnonzero(table[column] == commune)
        if len(new) == 1:
            result[rows] = known.get(new[0], MISSING)
            continue
        for row in rows.tolist():
            place = places.get(str(keys[row]), "")
            if place in new and place in known:
                result[row] = known[place]
            else:
                message = f"Commune {old} has {len(new)} new ones, and this row is not placed in one of them."
                issues.append(_issue("unplaced", table.name, row + 1, "", message))
    return result, issues


def _wishes(
    earmarks: Table, offers: Sequence[str], targets: Mapping[str, Sequence[str]], places: Mapping[str, str]
) -> tuple[Table, list[Issue]]:
    """Return the wishes in new communes, and those on divided communes whose parts nobody has named."""
    members: dict[str, set[str]] = {}
    for old, new_ones in targets.items():
        for new in new_ones:
            members.setdefault(new, set()).add(old)
    values, issues = earmarks["values"].tolist(), []
    for row in np.flatnonzero(earmarks["field"] == code_of(EarmarkField.COMMUNE)).tolist():
        wish, named = str(values[row]).split("|"), []
        told = places.get(offers[int(earmarks["offer"][row])], "").split("|")
        for old in wish:
            parts = list(targets.get(old, [old]))
            if len(parts) > 1 and any(members[part] - set(wish) for part in parts):
                parts = [part for part in parts if part in told]
                if not parts:
                    message = f"Commune {old} was divided, and the wish may mean any of its parts."
                    issues.append(_issue("unplaced", "earmarks", row + 1, "", message, "values"))
            named += parts
        values[row] = "|".join(dict.fromkeys(named))
    return table_from("earmarks", {**earmarks.columns, "values": values}), issues


def _quotes(
    quotes: Table, names: Sequence[str], known: Mapping[str, int], targets: Mapping[str, Sequence[str]]
) -> Table:
    """Return the quotes with one row for every new commune of the old one."""
    rows, communes = [], []
    for row, commune in enumerate(quotes["commune"].tolist()):
        new = [MISSING] if commune == MISSING else [
            known.get(name, MISSING) for name in targets.get(names[commune], [names[commune]])
        ]  # fmt: skip
        rows += [row] * len(new)
        communes += new
    table = quotes.take(np.array(rows, dtype=np.int64))
    return table_from("quotes", {**table.columns, "commune": np.array(communes, dtype=np.int64)})


def _floors(floors: Table, targets: Mapping[str, Sequence[str]]) -> list[Issue]:
    """Return the floors and ceilings of communes that were joined with others or divided: nobody can move them."""
    members: dict[str, int] = {}
    for new in (name for names in targets.values() for name in names):
        members[new] = members.get(new, 0) + 1
    issues = []
    for row in np.flatnonzero(floors["group"] == code_of(FloorGroup.COMMUNE)).tolist():
        value = str(floors["value"][row])
        new_ones = targets.get(value, [])
        if value and (len(new_ones) > 1 or any(members[name] > 1 for name in new_ones)):
            message = "The commune was joined with others or divided; give a floor for each new commune."
            issues.append(_issue("unplaced", "floors", row + 1, "", message))
    return issues


def _named(floors: Table, targets: Mapping[str, Sequence[str]]) -> Table:
    of_commune = floors["group"] == code_of(FloorGroup.COMMUNE)
    values = [
        targets.get(value, [value])[0] if inside else value
        for value, inside in zip(floors["value"].tolist(), of_commune.tolist(), strict=True)
    ]
    return table_from("floors", {**floors.columns, "value": values})


def _issue(code: str, table: str, row: int, value: str, message: str, column: str = "commune") -> Issue:
    remedy = "Complete the crosswalk or name the new commune."
    return Issue(code, table, row, column, value, message, remedy)
