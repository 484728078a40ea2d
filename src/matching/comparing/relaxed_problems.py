"""A problem with whole families of rules taken away: what could be met if donors or capacities asked for less."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from matching.problem.problem import Problem
from matching.problem.table import Table, table_from
from matching.vocabulary import ENUMERATIONS, MISSING

FAMILIES = ("capacity", "lots", "earmarks")
"""Families of rules, besides the criterion and what there is to give:

``capacity``
    slots of providers, most per commune and per child, ceilings;
``lots``
    how gifts may be divided: lots, least per child, visits and their cost, set-up, all or nothing, most communes, exclusive
    and joint giving, reserves, bundles, needs that cannot be split;
``earmarks``
    wishes and refusals of donors, consent where a donor is shown the child, money bound to one commune's fund.
"""


def without_families(problem: Problem, families: Iterable[str]) -> Problem:
    """Return the problem without some families of rules; promises and stock stay as they are.

    Raises
    ------
    KeyError
        If a family is unknown.
    """
    for family in families:
        problem = _RELAXED[family](problem)
    return problem


def without_least(problem: Problem) -> Problem:
    """Return the problem without the minima of floors, which belong to the criterion."""
    return _floors(problem, "minimum")


def _changed(table: Table, **columns: object) -> Table:
    same = {name: np.full(len(table), value) for name, value in columns.items()}
    return table_from(table.name, {**table.columns, **same})


def _floors(problem: Problem, bound: str) -> Problem:
    floors = _changed(problem["floors"], **{bound: MISSING})
    kept = (floors["minimum"] != MISSING) | (floors["maximum"] != MISSING)
    return problem.replace(floors=floors.take(np.flatnonzero(kept)))


def _capacity(problem: Problem) -> Problem:
    slots = _changed(problem["slots"], capacity=int(problem["needs"]["quantity"].sum()))
    offers = _changed(problem["offers"], commune_max=MISSING, child_max=MISSING)
    return _floors(problem.replace(slots=slots, offers=offers), "maximum")


def _lots(problem: Problem) -> Problem:
    offers = _changed(
        problem["offers"],
        child_min=MISSING, commune_min=MISSING, all_or_nothing=0, max_communes=MISSING, visit_cost=0, setup_cost=0,
        exclusive=0, cofunding=1, excludes_group="", matches=MISSING, reserve=MISSING,
    )  # fmt: skip
    needs = _changed(problem["needs"], splittable=1, bundle="")
    return problem.replace(offers=offers, needs=needs)


def _earmarks(problem: Problem) -> Problem:
    province = ENUMERATIONS["FundLevel"].index("province")
    offers = _changed(problem["offers"], shows_child=0, fund_level=province, fund_commune=MISSING)
    wishes = problem["earmarks"].take(np.zeros(0, dtype=np.int64))
    quotes = problem["quotes"].take(np.flatnonzero(problem["quotes"]["refused"] != 1))
    return problem.replace(offers=offers, earmarks=wishes, quotes=quotes)


_RELAXED: Mapping[str, Callable[[Problem], Problem]] = {
    "capacity": _capacity,
    "lots": _lots,
    "earmarks": _earmarks,
}
