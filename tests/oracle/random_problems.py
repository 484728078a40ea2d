"""Seeded random problems with every rule a network can hold and many ties; small ones can be enumerated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from matching.problem.fields import fields_of
from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table, default_of, table_from
from oracle.random_offers import FundDraft, draw_bounds, draw_last_plan, draw_offers
from oracle.random_people import PeopleDraft, draw_people
from oracle.random_rules import add_floors, add_rules, promise_money

REFERENCE = date(2026, 1, 15)

PEOPLE_FEATURES = (
    "zones", "fit", "exact", "windows", "unconfirmed", "life_saving", "collective", "weights", "special_children",
)  # fmt: skip
OFFER_FEATURES = (
    "earmarks", "consent", "commune_max", "child_max", "refusals", "costs", "benefits", "commitments",
    "fund_level", "cash", "slots", "empty_stock", "floors",
)  # fmt: skip
MIP_FEATURES = (
    "budget_over_kinds", "quoted_prices", "slot_and_money", "child_min", "commune_min", "commune_max_over_rows",
    "child_max_over_needs", "max_communes", "all_or_nothing", "visit_cost", "setup_cost", "exclusive", "cofunding",
    "excludes_group", "matches", "reserve", "unsplittable", "bundle", "floors_by_group",
)  # fmt: skip
NETWORK_FEATURES = frozenset(PEOPLE_FEATURES + OFFER_FEATURES)
"""Switches of the rules that a network holds; they are drawn by default."""

FEATURES = NETWORK_FEATURES | frozenset(MIP_FEATURES)
"""Every switch of a rule; a feature that is off does not occur in the problem. ``last_plan`` is told by name alone."""


@dataclass(frozen=True)
class Size:
    """Bounds of what is drawn."""

    communes: tuple[int, int]
    needs: tuple[int, int]
    quantity: int
    units: int
    offers: tuple[int, int]
    stock: int
    rows: int = 1_000_000


TINY = Size(communes=(1, 3), needs=(2, 5), quantity=3, units=11, offers=(1, 3), stock=4, rows=4)
SMALL = Size(communes=(1, 3), needs=(2, 6), quantity=3, units=10, offers=(1, 4), stock=4)
LARGE = Size(communes=(3, 12), needs=(50, 300), quantity=4, units=700, offers=(4, 25), stock=40)


def random_problem(rng: Random, size: Size = SMALL, features: Iterable[str] | None = None) -> Problem:
    """Draw a problem.

    Parameters
    ----------
    rng
        Source of randomness; the same state gives the same problem.
    size
        How large it is.
    features
        Which rules may occur (all of them in force); by default each that a network holds is drawn with a chance of
        one third.
    """
    drawn = (
        {feature for feature in sorted(NETWORK_FEATURES) if rng.random() < 0.35}
        if features is None
        else set(features)
    )
    assert drawn <= FEATURES | {"last_plan"}, drawn - FEATURES
    people = draw_people(rng, size, drawn)
    funds = draw_offers(rng, size, drawn, people)
    beyond = bool(drawn & set(MIP_FEATURES))
    if beyond:
        add_rules(rng, size, drawn, people, funds)
    draw_bounds(rng, drawn, people, funds)
    if beyond and "commitments" in drawn:
        promise_money(rng, people, funds)
    if "floors_by_group" in drawn:
        add_floors(rng, people, funds)
    if "last_plan" in drawn:
        draw_last_plan(rng, people, funds)
    tables = {**_shuffled(rng, people, funds)}
    return problem_from({name: table_of(name, rows) for name, rows in tables.items()}, REFERENCE)


def table_of(name: str, rows: list[dict[str, Any]]) -> Table:
    """Return a table from one dictionary of stored values per row; absent cells hold their default."""
    fields = fields_of(name)
    used = {column for row in rows for column in row}
    columns = {column: [row.get(column, default_of(fields[column])) for row in rows] for column in used}
    return table_from(name, columns, len(rows))


def _shuffled(rng: Random, people: PeopleDraft, funds: FundDraft) -> dict[str, list[dict[str, Any]]]:
    """Return the tables; needs, whose order is by child so far, in random order."""
    order = rng.sample(range(len(people.needs)), len(people.needs))
    place = {old: new for new, old in enumerate(order)}
    moved = {
        name: [{**row, "need": place[row["need"]]} if row.get("need", -1) >= 0 else row for row in rows]
        for name, rows in (
            ("quotes", funds.quotes),
            ("commitments", funds.commitments),
            ("previous", funds.previous),
        )
    }
    return {
        "communes": people.communes,
        "sites": people.sites,
        "children": people.children,
        "needs": [people.needs[old] for old in order],
        "donors": funds.donors,
        "offers": funds.offers,
        "stock": funds.stock,
        "earmarks": funds.earmarks,
        "providers": funds.providers,
        "slots": funds.slots,
        "floors": funds.floors,
        **moved,
    }
