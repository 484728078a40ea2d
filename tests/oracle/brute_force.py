"""Every plan of a small problem: the best value of each goal in order, by the definitions alone.

Problems whose rules are all limits and floors are enumerated by merging partial plans, all others plan by plan.
"""

from collections import Counter

import numpy as np

from matching.plan.allocation import Allocation
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS
from oracle.book import Book, Pair, opened
from oracle.facts import Situation
from oracle.goals import Value, yardsticks
from oracle.measuring import best_rows, units_of_groups
from oracle.merging import best_by_merging
from oracle.rulebook import RULEBOOK, every_plan


def best_value(problem: Problem, policy: Policy) -> tuple[Value, ...] | None:
    """Return the lexicographically best vector of goal values, or None when no plan obeys every rule."""
    book = opened(problem)
    if only_limits(book.facts) and all(goal.measure not in ("visits", "changes") for goal in policy.goals):
        return best_by_merging(book.facts, yardsticks(book.facts, policy), book.floors)
    return best_by_listing(book, policy)


def best_by_listing(book: Book, policy: Policy) -> tuple[Value, ...] | None:
    """Return the best vector of goal values by a list of all plans."""
    plans = every_plan(book)
    if not len(plans):
        return None
    values: list[Value] = []
    for stick in yardsticks(book.facts, policy):
        best, plans = best_rows(book, stick, plans)
        values.append(best)
    return tuple(values)


def evaluate(problem: Problem, policy: Policy, allocation: Allocation) -> tuple[Value, ...]:
    """Return the vector of goal values that a plan reaches."""
    units = units_of(allocation)
    book = opened(problem, units)
    plan = np.array([[units.get(pair, 0) for pair in book.pairs]], dtype=np.int64)
    return tuple(
        stick.worth(tuple(units_of_groups(book, stick, plan)[0].tolist()))
        for stick in yardsticks(book.facts, policy)
    )


def units_of(allocation: Allocation, promised: bool | None = None) -> Counter[Pair]:
    """Return the units of every (line, need) pair of a plan, or only of its promised or other lines."""
    units: Counter[Pair] = Counter()
    for line, need, quantity, kept in zip(
        allocation.line.tolist(),
        allocation.need.tolist(),
        allocation.quantity.tolist(),
        allocation.promised.tolist(),
        strict=True,
    ):
        if promised is None or promised == kept:
            units[line, need] += quantity
    return units


def is_feasible(problem: Problem, allocation: Allocation) -> bool:
    """Return whether a plan obeys every rule and keeps every promise, line by line."""
    return not rules_broken(problem, allocation)


def rules_broken(problem: Problem, allocation: Allocation) -> set[str]:
    """Return the names of the rules that a plan breaks; ``admissible`` stands for all rules on single pairs."""
    units = units_of(allocation)
    book = opened(problem, units)
    plan = np.array([[units.get(pair, 0) for pair in book.pairs]], dtype=np.int64)
    kept = {pair: int(held) for pair, held in zip(book.pairs, book.kept, strict=True) if held}
    found = {name for name, rule in RULEBOOK.items() if not rule(book, plan)[0]}
    if (allocation.quantity < 1).any():
        found.add("quantity")
    if dict(units_of(allocation, promised=True)) != kept:
        found.add("commitment")
    if not set(units_of(allocation, promised=False)) <= book.facts.admissible:
        found.add("admissible")
    if allocation.amount.tolist() != amounts(book.facts, allocation):
        found.add("amount")
    return found


def amounts(facts: Situation, allocation: Allocation) -> list[int]:
    """Return what every line of a plan costs its offer: the unit cost for the need times the units, if it is cash."""
    lines = zip(allocation.line.tolist(), allocation.need.tolist(), allocation.quantity.tolist(), strict=True)
    cash = [ENUMERATIONS["Modality"][offer["modality"]] == "cash" for offer in facts.tables["offers"]]
    return [
        facts.cost[line, need] * quantity if cash[facts.offer_of[line]] else 0
        for line, need, quantity in lines
    ]


def only_limits(facts: Situation) -> bool:
    """Return whether a problem has no rule but admissibility, upper limits in units, promises and floors."""
    offers, needs, stock = facts.tables["offers"], facts.tables["needs"], facts.tables["stock"]
    cash = {row for row, offer in enumerate(offers) if ENUMERATIONS["Modality"][offer["modality"]] == "cash"}
    simple = all(
        offer[name] <= least
        for offer in offers
        for name, least in (
            ("child_min", 1), ("commune_min", 1), ("all_or_nothing", 0), ("max_communes", -1), ("visit_cost", 0),
            ("setup_cost", 0), ("exclusive", 0), ("matches", -1), ("reserve", -1), ("excludes_group", ""),
        )
    )  # fmt: skip
    return (
        simple
        and all(offer["cofunding"] != 0 for offer in offers)
        and all(need["bundle"] == "" and not _whole(facts, row) for row, need in enumerate(needs))
        and all(sum(line["offer"] == row for line in stock) < 2 for row in cash)
        and all(quote["price"] < 0 or quote["offer"] not in cash for quote in facts.tables["quotes"])
    )


def _whole(facts: Situation, row: int) -> bool:
    need = facts.needs[row]
    own = need.cells["splittable"]
    splittable = own if own >= 0 else facts.tables["kinds"][need.kind]["splittable"]
    return splittable == 0 and need.quantity > 1
