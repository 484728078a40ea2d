"""Which uses of the schema's rules a network cannot hold: one small test per rule."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.fitting import item_fits, need_items
from matching.problem.people import beneficiaries
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NetworkRule:
    """A rule, the rows that use it beyond what a network holds, and why."""

    name: str
    why: str
    breaks: Callable[[Problem, Policy], list[str]]


def _offers(problem: Problem, rows: Mask) -> list[str]:
    return sorted(problem["offers"]["offer"][rows].tolist())


def _offers_with(test: Callable[[Problem], Mask]) -> Callable[[Problem, Policy], list[str]]:
    return lambda problem, policy: _offers(problem, test(problem))


def _stock_rows(problem: Problem) -> NDArray[np.int64]:
    return np.bincount(problem["stock"]["offer"], minlength=len(problem["offers"]))


def _above(name: str, least: int) -> Callable[[Problem], Mask]:
    return lambda problem: np.asarray(problem["offers"][name] > least)


def _budget_over_kinds(problem: Problem) -> Mask:
    return np.asarray(problem["offers"].is_("modality", "cash") & (_stock_rows(problem) > 1))


def _quoted_price(problem: Problem) -> Mask:
    quotes, broken = problem["quotes"], np.zeros(len(problem["offers"]), dtype=np.bool_)
    broken[quotes["offer"][quotes["price"] != MISSING]] = True
    return broken & problem["offers"].is_("modality", "cash")


def _commune_max_over_rows(problem: Problem) -> Mask:
    return np.asarray((problem["offers"]["commune_max"] != MISSING) & (_stock_rows(problem) > 1))


def _child_max_over_needs(problem: Problem) -> Mask:
    """Offers whose limit per child could bind over several needs or several stock rows."""
    offers, needs = problem["offers"], problem["needs"]
    limited = np.flatnonzero(offers["child_max"] != MISSING)
    broken = np.zeros(len(offers), dtype=np.bool_)
    if not len(limited):
        return broken
    fits, items = item_fits(problem), need_items(problem)
    owner = beneficiaries(problem)
    for offer in limited.tolist():
        rows = np.flatnonzero(problem["stock"]["offer"] == offer)
        reach = np.zeros(len(needs), dtype=np.int64)
        for row in rows.tolist():
            reach += (needs["kind"] == problem["stock"]["kind"][row]) & fits[
                problem["stock"]["item"][row], items
            ]
        wanted = np.bincount(owner, weights=needs["quantity"] * (reach > 0))
        several = (np.bincount(owner, weights=reach) > 1) & (wanted > offers["child_max"][offer])
        broken[offer] = bool(several.any())
    return broken


def _unsplittable(problem: Problem, policy: Policy) -> list[str]:
    needs = problem["needs"]
    own = needs["splittable"] != MISSING
    splittable = np.where(own, needs["splittable"] == 1, problem["kinds"]["splittable"][needs["kind"]] == 1)
    return sorted(needs["need"][~splittable & (needs["quantity"] > 1)].tolist())


def _bundles(problem: Problem, policy: Policy) -> list[str]:
    needs = problem["needs"]
    names, counts = np.unique(needs["bundle"], return_counts=True)
    several = set(names[counts > 1].tolist()) | set(needs["bundle"][needs["quantity"] > 1].tolist())
    return sorted(several - {""})


def _floors(problem: Problem, policy: Policy) -> list[str]:
    table = problem["floors"]
    whole = [goal for goal in policy.goals if goal.criterion != "alpha_fair" and not goal.among]
    by_kind = any(goal.columns == ("commune", "kind") for goal in whole)
    by_commune = any(goal.columns == ("commune",) and goal.measure == "units" for goal in whole)
    nests = np.where(table["kind"] == MISSING, by_commune, by_kind)
    fine = (
        (table["group"] == ENUMERATIONS["FloorGroup"].index("commune"))
        & nests
        & _promises_are_confirmed(problem)
    )
    return [f"row {row + 1}" for row in np.flatnonzero(~fine).tolist()]


def _promises_are_confirmed(problem: Problem) -> bool:
    """Return whether every promise in force is to a confirmed need; others are in no group, but floors count them."""
    promises = problem["commitments"]
    needs = promises["need"][promises["released"] != 1]
    return bool((problem["needs"]["confirmed"][needs] == 1).all())


NETWORK_RULES: tuple[NetworkRule, ...] = (
    NetworkRule("budget_over_kinds", "one budget pays several kinds or items", _offers_with(_budget_over_kinds)),
    NetworkRule("quoted_price", "one budget pays different prices", _offers_with(_quoted_price)),
    NetworkRule("child_min", "a child served gets at least several units", _offers_with(_above("child_min", 1))),
    NetworkRule("commune_min", "a commune served gets at least a lot", _offers_with(_above("commune_min", 1))),
    NetworkRule(
        "commune_max", "one limit per commune spans several stock rows", _offers_with(_commune_max_over_rows)
    ),
    NetworkRule("child_max", "one limit per child spans several needs", _offers_with(_child_max_over_needs)),
    NetworkRule("all_or_nothing", "given whole or not at all", _offers_with(_above("all_or_nothing", 0))),
    NetworkRule("max_communes", "at most so many communes are visited", _offers_with(_above("max_communes", 0))),
    NetworkRule("visit_cost", "every commune visited costs something", _offers_with(_above("visit_cost", 0))),
    NetworkRule("setup_cost", "using the offer at all costs something", _offers_with(_above("setup_cost", 0))),
    NetworkRule("exclusive", "one child has one sponsor", _offers_with(_above("exclusive", 0))),
    NetworkRule(
        "cofunding", "a need is not shared with other donors",
        _offers_with(lambda problem: np.asarray(problem["offers"]["cofunding"] == 0)),
    ),
    NetworkRule(
        "excludes_group", "of several offers at most one is used",
        _offers_with(lambda problem: np.asarray(problem["offers"]["excludes_group"] != "")),
    ),
    NetworkRule("matches", "one offer gives as much as another", _offers_with(_above("matches", MISSING))),
    NetworkRule("reserve", "units are kept back", _offers_with(_above("reserve", 0))),
    NetworkRule("unsplittable", "a need of several units is met whole or not at all", _unsplittable),
    NetworkRule("bundle", "several needs are met together or not at all", _bundles),
    NetworkRule("floors", "the group of a floor or ceiling does not nest with the policy's groups", _floors),
)  # fmt: skip
"""Every rule that a network may not hold, by the names in ``rules.csv``."""
