"""Every rule that a network cannot always hold, and the method that writes it into the integer program."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from matching.formulation.integer_rules.budgets import budget, setup_cost, visit_cost
from matching.formulation.integer_rules.children import child_max, child_min
from matching.formulation.integer_rules.communes import commune_max, commune_min, max_communes
from matching.formulation.integer_rules.floors import floors
from matching.formulation.integer_rules.rivals import cofunding, excludes_group, exclusive, matches
from matching.formulation.integer_rules.whole import all_or_nothing, bundle, reserve, unsplittable
from matching.formulation.program_desk import Desk

INTEGER_RULES: Mapping[str, Callable[[Desk], None]] = MappingProxyType(
    {
        "visit_cost": visit_cost,
        "setup_cost": setup_cost,
        "child_max": child_max,
        "child_min": child_min,
        "commune_max": commune_max,
        "commune_min": commune_min,
        "max_communes": max_communes,
        "reserve": reserve,
        "budget": budget,
        "all_or_nothing": all_or_nothing,
        "unsplittable": unsplittable,
        "bundle": bundle,
        "exclusive": exclusive,
        "cofunding": cofunding,
        "excludes_group": excludes_group,
        "matches": matches,
        "floors": floors,
    }
)
"""Name of each rule → its method; costs of visits and use come before the budgets that pay them."""
