"""The difference of two plans: who gains and who loses, by commune, offer, kind and child, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matching.plan.audit_report import Value
from matching.plan.result import Result
from matching.problem.people import communes_of_needs
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]
Texts = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Shift:
    """Units before and after of everything that changes, one entry each, the largest change first.

    Parameters
    ----------
    key
        Id of the need, commune, offer, kind or child.
    before, after
        Units in both plans.
    """

    key: Texts
    before: Integers
    after: Integers

    def __len__(self) -> int:
        return len(self.key)

    def to_rows(self) -> list[dict[str, Any]]:
        """Return one dictionary per entry."""
        columns = zip(self.key.tolist(), self.before.tolist(), self.after.tolist(), strict=True)
        return [{"key": key, "before": old, "after": new, "change": new - old} for key, old, new in columns]


@dataclass(frozen=True, slots=True)
class GoalShift:
    """What both plans reach on one goal of their common policy."""

    goal: int
    before: Value
    after: Value


@dataclass(frozen=True, eq=False)
class PlanDifference:
    """The difference of two plans for comparable problems.

    Parameters
    ----------
    before, after
        The two results.
    goals
        Values before and after, empty where the policies have other goals.
    needs, communes, offers, kinds, children
        What gains and loses units.
    possible
        Why the units that are won were not given before: reason → units.
    displaced
        Why the units that are lost are not given now: reason → units.
    new_needs, gone_needs, common_needs
        How many needs stand in the new problem only, in the old one only, and in both; where none stands in both, one
        plan is set against another that speaks of none of its needs.
    """

    before: Result
    after: Result
    goals: tuple[GoalShift, ...]
    needs: Shift
    communes: Shift
    offers: Shift
    kinds: Shift
    children: Shift
    possible: Mapping[str, int]
    displaced: Mapping[str, int]
    new_needs: int
    gone_needs: int
    common_needs: int

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).of, (self.before, self.after))

    @classmethod
    def of(cls, before: Result, after: Result) -> Self:
        """Return the difference of two results.

        Raises
        ------
        NoPlanError
            If one of them has no plan.
        """
        needs = _aligned(*(_by_need(result) for result in (before, after)))
        known = [set(result.problem["needs"]["need"].tolist()) for result in (before, after)]
        won, lost = needs.after > needs.before, needs.after < needs.before
        return cls(
            before=before,
            after=after,
            goals=_goals(before, after),
            needs=needs,
            communes=_aligned(*(_totals(result, *_communes(result)) for result in (before, after))),
            offers=_aligned(*(_by_offer(result) for result in (before, after))),
            kinds=_aligned(*(_totals(result, *_kinds(result)) for result in (before, after))),
            children=_aligned(*(_totals(result, *_children(result)) for result in (before, after))),
            possible=_reasons(before, needs, won),
            displaced=_reasons(after, needs, lost),
            new_needs=len(known[1] - known[0]),
            gone_needs=len(known[0] - known[1]),
            common_needs=len(known[0] & known[1]),
        )

    @property
    def gained(self) -> int:
        """Units that needs get more."""
        return int(np.maximum(self.needs.after - self.needs.before, 0).sum())

    @property
    def lost(self) -> int:
        """Units that needs get less."""
        return int(np.maximum(self.needs.before - self.needs.after, 0).sum())

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "before": self.before.plan_id,
            "after": self.after.plan_id,
            "gained": self.gained,
            "lost": self.lost,
            "goals": [
                {"goal": one.goal, "before": _plain(one.before), "after": _plain(one.after)}
                for one in self.goals
            ],
            **{name: getattr(self, name).to_rows() for name in PARTS},
            "possible": dict(self.possible),
            "displaced": dict(self.displaced),
            "new_needs": self.new_needs,
            "gone_needs": self.gone_needs,
            "common_needs": self.common_needs,
        }


PARTS = ("needs", "communes", "offers", "kinds", "children")
"""What a difference is told by."""

Units = tuple[Texts, Integers]


def _plain(value: Value) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return [list(pair) for pair in value] if isinstance(value, tuple) else value


def _goals(before: Result, after: Result) -> tuple[GoalShift, ...]:
    if before.policy.goals != after.policy.goals or before.report is None or after.report is None:
        return ()
    pairs = zip(before.report.goals, after.report.goals, strict=True)
    return tuple(GoalShift(old.goal, old.value, new.value) for old, new in pairs)


def _aligned(old: Units, new: Units) -> Shift:
    """Return the entries that differ, the largest change first, equals by key."""
    keys = np.unique(np.concatenate([old[0], new[0]]))
    columns = []
    for names, units in (old, new):
        column = np.zeros(len(keys), dtype=np.int64)
        np.add.at(column, np.searchsorted(keys, names), units)
        columns.append(column)
    before, after = columns
    rows = np.flatnonzero(before != after)
    rows = rows[np.lexsort((keys[rows], -np.abs(after - before)[rows]))]
    return Shift(keys[rows], before[rows], after[rows])


def _by_need(result: Result) -> Units:
    return result.problem["needs"]["need"], result.plan.per_need(result.problem)


def _by_offer(result: Result) -> Units:
    plan = result.plan
    return result.problem["offers"]["offer"][plan.offer], plan.quantity


def _totals(result: Result, names: Texts, of_need: Integers) -> Units:
    served = result.plan.per_need(result.problem)
    inside = of_need != MISSING
    return names[of_need[inside]], served[inside]


def _communes(result: Result) -> tuple[Texts, Integers]:
    table = result.problem["communes"]
    names = np.char.add(np.char.add(table["vintage"], ":"), table["code"])
    return names, communes_of_needs(result.problem)


def _kinds(result: Result) -> tuple[Texts, Integers]:
    return result.problem["kinds"]["kind"], result.problem["needs"]["kind"].astype(np.int64)


def _children(result: Result) -> tuple[Texts, Integers]:
    return result.problem["children"]["child"], result.problem["needs"]["child"].astype(np.int64)


def _reasons(result: Result, needs: Shift, rows: NDArray[np.bool_]) -> Mapping[str, int]:
    """Return the reasons that a result gives for the needs of some rows, by the units that change."""
    unmet, ids = result.unmet, result.problem["needs"]["need"]
    names = ids[unmet.need]
    order = np.argsort(names)
    units = np.abs(needs.after - needs.before)[rows]
    if not len(order) or not len(units):
        return MappingProxyType({})
    place = np.minimum(np.searchsorted(names[order], needs.key[rows]), len(order) - 1)
    known = names[order][place] == needs.key[rows]
    codes = unmet.reason[order][place][known]
    total = np.bincount(codes, weights=units[known], minlength=len(ENUMERATIONS["Reason"])).astype(np.int64)
    found = {
        name: int(count) for name, count in zip(ENUMERATIONS["Reason"], total.tolist(), strict=True) if count
    }
    return MappingProxyType(dict(sorted(found.items(), key=lambda one: (-one[1], one[0]))))
