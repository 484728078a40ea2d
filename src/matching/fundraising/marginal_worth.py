"""Shadow values: what one more unit of a kind, at a place, in a month is worth for every goal, and for how many units."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.fundraising.added_offers import with_offers
from matching.fundraising.ranges import TightArcs
from matching.fundraising.records import GoalEffect, plain
from matching.fundraising.resolving import Solve, answered, changes, part, plan_of_part, touched
from matching.fundraising.rows_of_needs import gathered
from matching.fundraising.worth_per_need import NeedWorths, is_priced, need_worths, valued
from matching.problem.policy import MINIMISED, Policy
from matching.vocabulary import ENUMERATIONS, MISSING, EarmarkField

Integers = NDArray[np.int64]

RANGED = 10
"""So many rows are told for how many units they hold, unless more are wanted."""

RESOLVED = 10
"""So many rows are solved again where there are no prices, unless more are wanted."""


@dataclass(frozen=True, slots=True)
class ShadowValue:
    """What one more unit is worth that may go to the needs of one row and to no others.

    Parameters
    ----------
    keys
        Value of every grouping asked for.
    unmet
        Units that the needs of the row lack.
    goals
        Change of every goal, the lottery left out; all nothing where the unit would not be used.
    method
        ``prices`` where it is read off the optimal network, ``resolved`` where the problem was solved again with the unit.
    proved
        Whether both plans are proved best, so that the change is exact.
    units_to
        The value holds from the first unit to this one; ``None`` where that was not looked for, or where no unit
        is worth anything.
    """

    keys: tuple[str, ...]
    unmet: int
    goals: tuple[GoalEffect, ...]
    method: str
    proved: bool
    units_to: int | None

    @property
    def worthless(self) -> bool:
        """Whether no goal would change."""
        return all(not goal.change and not goal.raised for goal in self.goals)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "keys": list(self.keys), "unmet": self.unmet, "method": self.method, "proved": self.proved,
            "units_from": None if self.units_to is None else 1, "units_to": self.units_to,
            "goals": [plain({name: getattr(goal, name) for name in GoalEffect.__slots__}) for goal in self.goals],
        }  # fmt: skip


@dataclass(frozen=True)
class ShadowValues:
    """Shadow values by row, the most wanted first.

    Parameters
    ----------
    by
        Groupings of the rows.
    policy
        Policy whose goals the values speak of, its lottery left out.
    rows
        Values; on integer programs only of the rows that were solved again.
    left_out
        Rows for which nothing was computed.
    """

    by: tuple[str, ...]
    policy: Policy
    rows: tuple[ShadowValue, ...]
    left_out: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON; goals are counted from 0."""
        return {
            "by": list(self.by), "policy": self.policy.name, "left_out": self.left_out,
            "goals": [goal.describe() for goal in self.policy.goals],
            "rows": [row.to_dict() for row in self.rows],
        }  # fmt: skip

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the table as columns, one row per shadow value; shares are floats, for people."""
        table: dict[str, NDArray[Any]] = {
            name: np.array([row.keys[number] for row in self.rows], dtype=str) for number, name in enumerate(self.by)
        }  # fmt: skip
        table["unmet"] = np.array([row.unmet for row in self.rows], dtype=np.int64)
        for number, goal in enumerate(self.policy.goals):
            if goal.criterion == "sum":
                table[f"goal_{number + 1}"] = np.array(
                    [row.goals[number].change for row in self.rows], dtype=np.int64
                )
                continue
            for name in ("lowest_before", "lowest_after"):
                table[f"goal_{number + 1}_{name}"] = np.array(
                    [float(getattr(row.goals[number], name)) for row in self.rows], dtype=np.float64
                )
        table["units_to"] = np.array(
            [-1 if row.units_to is None else row.units_to for row in self.rows], dtype=np.int64
        )
        table["method"] = np.array([row.method for row in self.rows], dtype=str)
        table["proved"] = np.array([row.proved for row in self.rows], dtype=np.bool_)
        return table


def shadow_values(
    facts: Facts,
    proved: bool,
    by: Sequence[str],
    solve: Solve,
    *,
    ranges: int = RANGED,
    resolve: int = RESOLVED,
) -> ShadowValues:
    """Return what one more unit of every row is worth.

    On a network all rows are read off one optimal flow, exactly, and the first ``ranges`` rows are told with the
    number of units for which they hold. Elsewhere the first ``resolve`` rows are solved again with one unit more.

    Parameters
    ----------
    facts, proved
        The problem and its plan, and whether it is proved best.
    by
        Groupings: ``kind``, ``item``, ``commune``, ``zone``, ``month``.
    solve
        Solves a problem under a policy.
    ranges, resolve
        See above.

    Raises
    ------
    ValueError
        If the problem has no prices and the rows are not told by kind.
    """
    policy = valued(facts.policy)
    facts = Facts(facts.problem, facts.allocation, policy, facts.seed)
    need, row, labels = gathered(facts, by)
    count = int(row.max(initial=-1)) + 1
    keys: list[tuple[str, ...]] = [tuple(str(labels[name][one]) for name in by) for one in range(count)]
    left = np.where(facts.confirmed, facts.problem["needs"]["quantity"] - facts.given, 0)
    unmet = np.bincount(row, weights=left[need], minlength=len(keys)).astype(np.int64)
    if is_priced(facts.problem, policy):
        found = need_worths(facts)
        rows = _priced(facts, found, need, row, keys, unmet, ranges)
        return ShadowValues(tuple(by), policy, rows, 0)
    if "kind" not in by:
        raise ValueError(
            "where units have no prices, shadow values are told by kind; name it among the groupings"
        )
    chosen = np.argsort(-unmet, kind="stable")[:resolve].tolist()
    told = [_resolved(facts, proved, need[row == one], keys[one], int(unmet[one]), solve) for one in chosen]
    return ShadowValues(tuple(by), policy, tuple(told), len(keys) - len(told))


def _priced(
    facts: Facts,
    found: NeedWorths,
    need: Integers,
    row: Integers,
    keys: list[tuple[str, ...]],
    unmet: Integers,
    ranges: int,
) -> tuple[ShadowValue, ...]:
    worth = found.worth[need]
    order = np.lexsort([*(-worth[:, goal] for goal in range(worth.shape[1] - 1, -1, -1)), row])
    best = order[np.diff(row[order], prepend=-1) != 0]
    place = np.lexsort([*(-worth[best, goal] for goal in range(worth.shape[1] - 1, -1, -1))])
    told = [
        ShadowValue(
            keys[row[at]], int(unmet[row[at]]), _goals(facts.policy, found, worth[at]), "prices", True, None
        )
        for at in best[place].tolist()
    ]
    if ranges and len(told):
        tight = TightArcs(found.planned.formulation.network, found.nodes)
        for number, at in enumerate(best[place][:ranges].tolist()):
            if not told[number].worthless:
                inside = np.unique(need[row == row[at]])
                told[number] = replace(told[number], units_to=_range(found, tight, inside, worth[at]))
    return tuple(told)


def _goals(policy: Policy, found: NeedWorths, worth: Integers) -> tuple[GoalEffect, ...]:
    told = []
    for number, (goal, value) in enumerate(zip(policy.goals, worth.tolist(), strict=True)):
        if goal.criterion == "sum":
            change = -value if goal.measure in MINIMISED else value
            told.append(GoalEffect(number, change, 0, Fraction(0), Fraction(0)))
            continue
        size = int(found.nodes.size[value])
        low, high = (Fraction(int(one[value]), size) for one in (found.nodes.low, found.nodes.high))
        told.append(GoalEffect(number, 0, int(value > 0), low, high))
    return tuple(told)


def _range(found: NeedWorths, tight: TightArcs, need: Integers, worth: Integers) -> int | None:
    """Return for how many units a worth holds, ``None`` where the row cuts through classes of like needs."""
    classes, order = found.planned.formulation.classes, found.planned.canonical.need
    inside = np.zeros(len(order), dtype=np.bool_)
    inside[need] = True
    of_need, own = classes.of_need, inside[order]
    touched_classes = np.unique(of_need[own & (of_need != MISSING)])
    if np.isin(of_need[~own], touched_classes).any():
        return None
    best = touched_classes[_attains(found, order, own, worth, touched_classes)]
    return tight.units_from(found.planned.formulation.class_node[best])


def _attains(
    found: NeedWorths, order: Integers, own: NDArray[np.bool_], worth: Integers, classes: Integers
) -> NDArray[np.bool_]:
    """Return the classes that hold a need with this worth."""
    of_need = found.planned.formulation.classes.of_need
    like = own & (of_need != MISSING)
    like[like] &= (found.worth[order[like]] == worth).all(axis=1)
    return np.isin(classes, of_need[like])


def _resolved(
    facts: Facts, proved: bool, need: Integers, keys: tuple[str, ...], unmet: int, solve: Solve
) -> ShadowValue:
    """Return the value of a row by solving again with one unit that may go to its needs alone."""
    problem, needs = facts.problem, facts.problem["needs"]
    kind = int(needs["kind"][need[0]])
    names = "|".join(needs["need"][need].tolist())
    field = ENUMERATIONS["EarmarkField"].index(EarmarkField.NEED)
    stock = [{"offer": 0, "kind": kind, "item": MISSING, "quantity": 1}]
    more = with_offers(problem, 1, stock, [{"offer": 0, "field": field, "values": names}])
    kinds = touched(more, facts.policy, np.array([kind]))
    piece = part(more, kinds)
    old = Facts(piece, plan_of_part(facts, piece, kinds), facts.policy, facts.seed)
    new = answered(piece, facts.policy, facts.seed, solve)
    return ShadowValue(keys, unmet, changes(old, new.facts), "resolved", proved and new.proved, 1)
