"""Shipped and custom policies that the properties are tried on."""

from typing import Any

from matching.problem.policy import Policy, named_policy, policy_from_dict

SHIPPED = ("equal-coverage", "nobody-with-nothing", "utilitarian", "max-min", "cheapest")
BASELINES = ("first-come", "greedy", "proportional", "lottery")

LIFE = {"measure": "life_saving_units"}
WEIGHT = {"measure": "weight"}
UNITS = {"measure": "units"}
COST = {"measure": "cost"}


def leximin(measure: str, group: str, *, adjusted: bool = False) -> dict[str, Any]:
    return {"measure": measure, "criterion": "leximin", "group": group, "adjusted": adjusted}


def max_min(measure: str, group: str, *, adjusted: bool = False) -> dict[str, Any]:
    return {"measure": measure, "criterion": "max_min", "group": group, "adjusted": adjusted}


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


def policy_called(name: str) -> Policy:
    """Return a shipped or custom policy."""
    if name in CUSTOM:
        return policy_from_dict({"name": name, "version": "1", "goals": CUSTOM[name]})
    return named_policy(name)


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
