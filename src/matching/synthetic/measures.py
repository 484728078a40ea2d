"""What a problem looks like: shares of the listed children, and what is needed and offered."""

from typing import Any

import numpy as np

from matching.problem.problem import Problem
from matching.synthetic.drawing import Flags
from matching.vocabulary import ENUMERATIONS, MISSING


def summary(problem: Problem) -> dict[str, Any]:
    """Return counts, shares in [0, 1] and money in đồng.

    Shares of poverty and ethnic minority are given by zone, ``none`` outside the zones; absent zones are
    left out. Units offered count stock with a quantity; cash enters the money offered alone.
    """
    children = problem["children"]
    ages = children["age"]
    agreed = children["consent_representative"] == 1
    personal = problem["needs"]["child"] != MISSING
    zones = problem["communes"]["zone"][children["commune"]]
    return {
        "counts": {name: len(table) for name, table in problem.tables.items() if len(table)},
        "special_circumstances": _share(children["circumstances"] > 0),
        "at_risk": _share(children["at_risk"] > 0),
        "two_circumstances": _two(children["circumstances"]),
        "boys": _share(children.is_("sex", "boy")),
        "ages_0_5": _share(ages <= 5),
        "consent": _share(agreed & ((ages < 7) | (children["consent_child"] == 1))),
        "poor_by_zone": _by_zone(children.is_("household", "poor"), zones),
        "near_poor_by_zone": _by_zone(children.is_("household", "near_poor"), zones),
        "minority_by_zone": _by_zone(children["ethnic_minority"] > 0, zones),
        "needs_per_child": float(np.count_nonzero(personal)) / max(1, len(children)),
        **_amounts(problem),
    }


def _share(flags: Flags) -> float:
    return float(np.mean(flags)) if len(flags) else 0.0


def _two(circumstances: Any) -> float:
    """Return the share of children in special circumstances who belong to more than one group."""
    groups = sum((circumstances >> bit) & 1 for bit in range(len(ENUMERATIONS["Circumstance"])))
    return _share((groups > 1)[circumstances > 0])


def _by_zone(flags: Flags, zones: Any) -> dict[str, float]:
    names = {**dict(enumerate(ENUMERATIONS["Zone"])), MISSING: "none"}
    return {name: _share(flags[zones == code]) for code, name in names.items() if np.any(zones == code)}


def _amounts(problem: Problem) -> dict[str, Any]:
    needs, stock, kinds = problem["needs"], problem["stock"], problem["kinds"]
    counted = stock["quantity"] != MISSING
    needed = _units(needs["kind"], needs["quantity"], len(kinds))
    offered = _units(stock["kind"][counted], stock["quantity"][counted], len(kinds))
    budgets = problem["offers"]["budget"]
    cash = int(budgets[budgets != MISSING].sum())
    names = kinds["kind"].tolist()
    return {
        "units_needed": dict(zip(names, needed.tolist(), strict=True)),
        "units_offered": dict(zip(names, offered.tolist(), strict=True)),
        "money_needed": int((needed * kinds["price"]).sum()),
        "money_offered": int((offered * kinds["price"]).sum()) + cash,
        "cash_offered": cash,
    }


def _units(kinds: Any, quantities: Any, count: int) -> Any:
    units = np.zeros(count, dtype=np.int64)
    np.add.at(units, kinds, quantities)
    return units
