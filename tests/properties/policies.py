"""Shipped and custom policies that the properties are tried on."""

from typing import Any

from matching.problem.policy import Policy, named_policy, policy_from_dict

SHIPPED = ("equal-coverage", "nobody-with-nothing", "utilitarian", "max-min", "cheapest")
BASELINES = ("first-come", "greedy", "proportional", "lottery")

LIFE = {"measure": "life_saving_units"}
WEIGHT = {"measure": "weight"}
UNITS = {"measure": "units"}
COST = {"measure": "cost"}
VISITS = {"measure": "visits"}
LOTTERY = {"measure": "lottery"}
CHANGES = {"measure": "changes"}


def leximin(measure: str, group: str, *, adjusted: bool = False) -> dict[str, Any]:
    return {"measure": measure, "criterion": "leximin", "group": group, "adjusted": adjusted}


def max_min(measure: str, group: str, *, adjusted: bool = False) -> dict[str, Any]:
    return {"measure": measure, "criterion": "max_min", "group": group, "adjusted": adjusted}


def alpha_fair(
    alpha: int | str, group: str, measure: str = "units", *, adjusted: bool = False
) -> dict[str, Any]:
    return {
        "measure": measure,
        "criterion": "alpha_fair",
        "alpha": alpha,
        "group": group,
        "adjusted": adjusted,
    }


CUSTOM: dict[str, list[dict[str, Any]]] = {
    "communes-alike": [leximin("units", "commune"), WEIGHT],
    "communes-alike-adjusted": [leximin("units", "commune", adjusted=True), COST],
    "cells-alike": [leximin("units", "commune_kind"), COST, WEIGHT],
    "points-then-cells": [WEIGHT, leximin("units", "commune_kind", adjusted=True), COST],
    "units-then-communes": [UNITS, leximin("units", "commune", adjusted=True), WEIGHT],
    "points-then-children": [WEIGHT, leximin("children_helped", "commune", adjusted=True)],
    "communes-max-min": [LIFE, max_min("units", "commune"), UNITS, COST],
    "units-then-max-min": [UNITS, max_min("units", "commune_kind", adjusted=True), WEIGHT],
    "costs-only": [COST],
    "life-points-cost": [LIFE, WEIGHT, COST],
}


FAIR: dict[str, list[dict[str, Any]]] = {
    "proportional-cells": [LIFE, alpha_fair(1, "commune+kind"), WEIGHT, LOTTERY],
    "alpha-two-communes": [LIFE, alpha_fair(2, "commune", adjusted=True), COST, LOTTERY],
    "alpha-half-zones": [alpha_fair("1/2", "zone+sex"), WEIGHT, LOTTERY],
    "alpha-ages": [UNITS, alpha_fair("3/2", "age:6,11"), WEIGHT],
    "alpha-children": [alpha_fair(1, "commune", "children_helped"), WEIGHT],
    "leximin-zones": [leximin("units", "zone"), WEIGHT, LOTTERY],
    "leximin-sexes": [leximin("units", "sex+household", adjusted=True), WEIGHT, LOTTERY],
    "leximin-schools": [{**leximin("units", "site"), "among": {"zone": ["III", "II"]}}, UNITS, COST, LOTTERY],
    "children-by-sex": [leximin("children_helped", "commune+sex"), WEIGHT],
    "max-min-ages": [max_min("units", "commune+age:6,11"), WEIGHT, LOTTERY],
    "zones-in-order": [
        {"measure": "units", "criterion": "in_order", "group": "zone", "order": ["III", "II", "I"]}, WEIGHT, COST, LOTTERY,
    ],
    "girls-first": [
        {"measure": "weight", "criterion": "in_order", "group": "sex", "order": ["girl", ["boy", ""]]}, LOTTERY,
    ],
    "life-among-minorities": [{**LIFE, "among": {"ethnic_minority": ["yes"]}}, WEIGHT, LOTTERY],
}  # fmt: skip
"""Criteria and groupings that one flow holds."""


def by(criterion: str, group: str, measure: str = "units", **parameters: Any) -> dict[str, Any]:
    """Return a goal of a criterion that compares groups."""
    return {"measure": measure, "criterion": criterion, "group": group, **parameters}


UNSEPARABLE: dict[str, list[dict[str, Any]]] = {
    "two-worst-communes": [LIFE, by("k_worst", "commune", k=2), WEIGHT, COST],
    "three-worst-cells": [by("k_worst", "commune_kind", k=3, adjusted=True), UNITS, LOTTERY],
    "nine-worst-children": [by("k_worst", "zone+sex", "children_helped", k=9), VISITS],
    "gini-communes": [by("gini", "commune"), WEIGHT, COST],
    "gini-weighted-schools": [by("gini", "site", "weight", weights=[5, 2, 2, 1], adjusted=True), COST],
    "gini-girls": [UNITS, by("gini", "commune_kind", weights=[3, 1, 0], among={"sex": ["girl"]}), WEIGHT],
    "threshold-cells": [by("threshold", "commune_kind", delta=20), WEIGHT, COST],
    "threshold-ages": [by("threshold", "age:6,11", delta=0, adjusted=True), VISITS],
    "threshold-points": [LIFE, by("threshold", "commune", "weight", delta=45, adjusted=True), UNITS],
    "disparity-communes": [by("bounded_disparity", "commune", delta=30), WEIGHT, COST],
    "disparity-children": [by("bounded_disparity", "sex", "children_helped", delta=5, adjusted=True), UNITS],
    "disparity-after-points": [WEIGHT, by("bounded_disparity", "commune_kind", delta=0), LOTTERY],
    "need-communes": [by("proportional_to_need", "commune"), COST, LOTTERY],
    "need-cells": [LIFE, by("proportional_to_need", "commune_kind", adjusted=True), WEIGHT],
    "need-of-children": [by("proportional_to_need", "zone", "children_helped"), VISITS],
    "half-for-all": [by("at_least", "commune_kind", level=50), WEIGHT, COST],
    "floor-of-points": [by("at_least", "zone+kind", "weight", level=35, adjusted=True), UNITS],
    "most-at-half": [by("most_at_least", "commune", level=50, adjusted=True), WEIGHT, LOTTERY],
    "most-children-at-all": [by("most_at_least", "commune", "children_helped", level=100), COST],
    "none-above-sixty": [by("at_most", "commune_kind", level=60), WEIGHT, COST],
    "ceiling-and-floor": [
        by("at_most", "household", level=75, adjusted=True), by("at_least", "commune", level=25), VISITS,
    ],
}  # fmt: skip
"""Criteria whose value is not a sum over groups, or a sum with a corner, over groupings of every sort."""


FAIR_PROGRAMS: dict[str, list[dict[str, Any]]] = {
    "fewest-with-nothing": [{"measure": "children_with_nothing"}, WEIGHT, COST],
    "nothing-in-zone": [
        {"measure": "children_with_nothing", "among": {"zone": ["III"]}}, {"measure": "children_helped"}, COST,
    ],
    "two-groupings": [leximin("units", "zone"), alpha_fair(1, "sex"), WEIGHT],
    "alpha-points": [alpha_fair(2, "commune", "weight"), COST],
    "alpha-and-visits": [alpha_fair(1, "commune_kind", adjusted=True), VISITS, COST],
    "alpha-children-visits": [alpha_fair("1/2", "zone", "children_helped"), VISITS, UNITS],
    "order-and-visits": [
        {"measure": "weight", "criterion": "in_order", "group": "zone", "order": ["III", "II"]}, VISITS,
    ],
    "life-by-zone": [leximin("life_saving_units", "zone+sex"), WEIGHT],
    "kept-share": [LIFE, {**WEIGHT, "keep": 95}, leximin("units", "commune_kind", adjusted=True), WEIGHT, LOTTERY],
    "kept-units": [{**UNITS, "keep": 60}, alpha_fair(1, "zone"), COST],
    "kept-twice": [
        leximin("units", "zone"), {**WEIGHT, "keep": "1/2"},
        {"measure": "children_helped", "keep": 50, "among": {"sex": ["girl"]}}, COST, LOTTERY,
    ],
    "cheap-enough": [{**UNITS, "keep": 80}, COST],
}  # fmt: skip
"""Criteria and groupings that need an integer program."""


ATTAINABLE: dict[str, list[dict[str, Any]]] = {
    f"{name}-attainable": [by(**{"group": "commune", **told}, target="attainable"), WEIGHT]
    for name, told in {
        "leximin": {"criterion": "leximin", "group": "commune_kind"},
        "max-min": {"criterion": "max_min"},
        "alpha": {"criterion": "alpha_fair", "alpha": 1, "group": "zone+sex"},
        "two-worst": {"criterion": "k_worst", "k": 2},
        "gini": {"criterion": "gini", "group": "sex", "among": {"zone": ["III", "II", "I", ""]}},
        "threshold": {"criterion": "threshold", "delta": 20},
        "bounded": {"criterion": "bounded_disparity", "delta": 10, "group": "zone"},
        "proportional": {"criterion": "proportional_to_need", "group": "commune_kind"},
        "floor": {"criterion": "at_least", "level": 60},
        "floors-reached": {"criterion": "most_at_least", "level": 50, "group": "age:6,11"},
        "ceiling": {"criterion": "at_most", "level": 50},
        "children": {"criterion": "leximin", "measure": "children_helped"},
        "points": {"criterion": "leximin", "measure": "weight"},
    }.items()
}
"""Every criterion measured against the most that each group could get alone."""


STABLE: dict[str, list[dict[str, Any]]] = {
    "changes-first": [CHANGES, WEIGHT, LOTTERY],
    "changes-after-units": [UNITS, CHANGES],
    "changes-after-leximin": [LIFE, leximin("units", "commune_kind", adjusted=True), CHANGES, COST, LOTTERY],
    "changes-after-points": [{**WEIGHT, "keep": 80}, CHANGES, VISITS],
    "changes-after-children": [leximin("children_helped", "commune"), CHANGES, WEIGHT],
}  # fmt: skip
"""Policies that change a last plan as little as they can."""


MANY_SIDED: dict[str, list[dict[str, Any]]] = {
    "weighted-communes": [leximin("weight", "commune"), COST],
    "fewest-visits": [UNITS, VISITS],
    "children-and-cells": [leximin("children_helped", "commune"), leximin("units", "commune_kind")],
    "life-cells-adjusted": [leximin("life_saving_units", "commune_kind", adjusted=True), WEIGHT, VISITS],
    "weighted-max-min": [max_min("weight", "commune_kind"), max_min("units", "commune"), COST],
    "leave-no-one-behind": [
        LIFE, leximin("children_helped", "commune"), leximin("units", "commune_kind", adjusted=True),
        WEIGHT, COST, VISITS, CHANGES, LOTTERY,
    ],
}  # fmt: skip
"""Policies that no single network holds."""


def policy_called(name: str) -> Policy:
    """Return a shipped or custom policy."""
    goals = {**CUSTOM, **MANY_SIDED, **FAIR, **FAIR_PROGRAMS, **UNSEPARABLE, **STABLE, **ATTAINABLE}.get(name)
    return policy_from_dict({"name": name, "version": "1", "goals": goals}) if goals else named_policy(name)


UNUSUAL: dict[str, list[dict[str, Any]]] = {
    "children-max-min": [max_min("children_helped", "commune"), WEIGHT, COST],
    "count-children": [{"measure": "children_helped"}, WEIGHT],
    "life-leximin": [leximin("life_saving_units", "commune")],
    "points-leximin": [leximin("weight", "commune")],
    "two-levels": [leximin("units", "commune_kind"), leximin("units", "commune")],
    "children-and-cells": [leximin("children_helped", "commune"), leximin("units", "commune_kind")],
    "cost-first-then-cells": [COST, leximin("units", "commune_kind")],
    "children-by-kind": [leximin("children_helped", "commune_kind")],
}
"""Policies that may need more than one network: solved right, or refused by name, never answered wrong."""


def unusual_policy(name: str) -> Policy:
    """Return an unusual policy."""
    return policy_from_dict({"name": name, "version": "1", "goals": UNUSUAL[name]})
