"""Whole synthetic problems: named provinces of any size, and the small example of Hà Nội."""

from datetime import date

import numpy as np

from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table, table_from
from matching.synthetic.cash import Columns, with_cash
from matching.synthetic.demands import draw_needs
from matching.synthetic.hospitals import Hospitals, draw_hospitals
from matching.synthetic.limits import draw_limits
from matching.synthetic.mistakes import with_list_errors
from matching.synthetic.places import draw_places
from matching.synthetic.population import draw_children
from matching.synthetic.profile_data import Profile, named_profile
from matching.synthetic.promises import with_promises
from matching.synthetic.supply import Supply, draw_supply
from matching.synthetic.wishes import draw_wishes
from matching.vocabulary import MISSING

REFERENCE_DATE = date(2026, 1, 1)
"""Day on which ages, zones, windows and consents are judged."""

OFFERS = ("goods", "mixed")
"""What the donors give: goods and services in kind; or, besides, cash over several kinds and for operations in
named months, lots, costs of visits, few communes, and gifts that are whole or nothing."""


def generate(
    profile: str, children: int, seed: int = 0, offers: str = "goods", list_errors: bool = False
) -> Problem:
    """Return a synthetic problem; the same arguments give the same content on any machine.

    Parameters
    ----------
    profile
        One of :func:`~matching.synthetic.profile_data.profile_names`.
    children
        Rows of children on the fund's list, at least 1.
    seed
        Seed of the random numbers, at least 0.
    offers
        One of :data:`OFFERS`; children and needs are the same for both.
    list_errors
        Whether about 3 % of the children are duplicates or have a wrong birth year.

    Raises
    ------
    ValueError
        If an argument is unknown or out of range.
    """
    return drawn(named_profile(profile), children, seed, offers, list_errors)


def drawn(
    figures: Profile, children: int, seed: int, offers: str = "goods", list_errors: bool = False
) -> Problem:
    """Return a synthetic problem of the figures of a profile; arguments and errors are those of :func:`generate`."""
    if offers not in OFFERS:
        raise ValueError(f"unknown kind of offers {offers!r}; choose one of {', '.join(OFFERS)}")
    if children < 1 or seed < 0:
        raise ValueError("children must be at least 1 and the seed at least 0")
    generator = np.random.Generator(np.random.PCG64(seed))
    today = (REFERENCE_DATE - date(1970, 1, 1)).days
    places = draw_places(generator, figures)
    listed = draw_children(generator, figures, places, children, today)
    needs = draw_needs(generator, places.communes, listed, today)
    if list_errors:
        listed, needs = with_list_errors(generator, listed, needs)
    supply = draw_supply(generator, figures, needs, children)
    tables = {"communes": places.communes, "sites": places.sites, "children": listed, "needs": needs}
    tables |= _offer_tables(generator, supply, places.communes, needs, offers == "mixed")
    return with_promises(generator, problem_from(tables, REFERENCE_DATE, figures.title))


def demo_problem() -> Problem:
    """Return the small example: the fourteen communes of Hà Nội, 1,400 synthetic children, offers in kind."""
    return generate("ha-noi-14", 1400, seed=16)


def _offer_tables(
    generator: np.random.Generator, supply: Supply, communes: Table, needs: Table, mixed: bool
) -> dict[str, Table]:
    wishes = draw_wishes(generator, supply, communes)
    offers = draw_limits(generator, supply, wishes.reach, REFERENCE_DATE)
    hospitals = draw_hospitals(generator, supply, needs, len(communes), REFERENCE_DATE, mixed)
    stock = _stock(supply, hospitals)
    if mixed:
        needed = np.bincount(needs["kind"], needs["quantity"]).astype(np.int64)
        offers, stock = with_cash(generator, offers, stock, needed, hospitals.slots)
    return {
        "donors": supply.donors,
        "offers": table_from("offers", offers),
        "stock": table_from("stock", stock),
        "earmarks": wishes.earmarks,
        "providers": hospitals.providers,
        "slots": hospitals.slots,
    }


def _stock(supply: Supply, hospitals: Hospitals) -> Columns:
    return supply.stock | {
        "price": np.full(len(supply.stock["offer"]), MISSING, dtype=np.int64),
        "provider": hospitals.provider,
        "window_from": hospitals.window_from,
        "window_to": hospitals.window_to,
    }
