"""Questions to a result: whom to ask for what, what one more unit is worth, where a gift went."""

from collections.abc import Iterable, Sequence
from dataclasses import fields

import numpy as np

from matching.appealing.showing import AppealIndex, Appeals, DonorPage, ShadowValues
from matching.auditing.facts import Facts
from matching.fundraising import gift_accounts
from matching.fundraising import marginal_worth as values
from matching.fundraising.choosing import best_packages
from matching.fundraising.index import SHAPES, slotted, units_of, wanted
from matching.fundraising.introducing import introductions
from matching.fundraising.packaging import packages
from matching.fundraising.records import Package
from matching.fundraising.unit_order import units_over
from matching.fundraising.verifying import verified
from matching.plan import result as records
from matching.solving import solve

PURSE = 50_000_000
"""Đồng that a package costs at most, unless something else is asked for."""


def appeals(
    result: records.Result,
    *,
    budget: int = PURSE,
    places: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    by: str = "commune",
    limit: int = 10,
    verify: int = 3,
) -> Appeals:
    """Return what to ask donors for: packages of one kind for one place, ranked as the policy ranks what they do.

    What a package does is counted with the rest of the plan kept; the first ``verify`` are tried by solving again.

    Parameters
    ----------
    result
        A result with a plan.
    budget
        Đồng that a package costs at most, at reference prices.
    places
        Communes (``vintage:code``, code or name) or zones; all by default.
    kinds
        Kinds of the catalogue; all by default.
    by
        ``commune`` or ``zone``: what a package is gathered by.
    limit
        So many packages at most.
    verify
        So many of them are tried.

    Raises
    ------
    KeyError
        If a place or kind is unknown.
    ValueError
        If packages are gathered by anything else, or the budget or limit is no whole number of at least 1.
    NoPlanError
        If there is no plan.
    """
    if by not in ("commune", "zone") or not all(_counts(one) for one in (budget, limit)):
        raise ValueError(
            "packages are gathered by 'commune' or 'zone', under a budget and a limit, whole numbers of at least 1"
        )
    units = units_of(_facts(result))
    allowed = wanted(units, places, kinds, None)
    chosen = best_packages(units, allowed, units.price, budget, limit, (f"{by}_kind",))
    told_packages = list(packages(units, chosen))
    for number, (_, need, count, _) in enumerate(chosen[:verify]):
        told_packages[number] = verified(units.facts, told_packages[number], need, count, solve)
    late = units_over(units.facts)
    return Appeals(tuple(told_packages), introductions(units.facts), late, result.problem, result.policy)


def appeal_index(result: records.Result) -> AppealIndex:
    """Return the unmet units of a plan prepared for :func:`packages_for`, which then answers within milliseconds.

    Raises
    ------
    NoPlanError
        If there is no plan.
    """
    return AppealIndex(units_of(_facts(result)))


def packages_for(
    result: records.Result | AppealIndex,
    *,
    budget: int | None = None,
    quantity: int | None = None,
    places: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    items: Iterable[str] | None = None,
    limit: int = 3,
) -> tuple[Package, ...]:
    """Return the best few packages for a donor who has money, or goods, at hand.

    Parameters
    ----------
    result
        A result with a plan, or its :func:`appeal_index`, which spares preparing it again.
    budget
        Đồng at hand; kinds that need a place at a hospital are left out unless they are named.
    quantity
        Units at hand, for donors of goods; one of ``budget`` and ``quantity`` is given.
    places
        Communes (``vintage:code``, code or name) or zones; all by default.
    kinds
        Kinds of the catalogue; all by default.
    items
        Items at hand; only needs that one of them fits are served.
    limit
        So many packages at most.

    Raises
    ------
    ValueError
        If neither or both of ``budget`` and ``quantity`` are given, or one of them or the limit is no whole number of at
        least 1.
    KeyError
        If a place, kind or item is unknown.
    """
    purse = quantity if budget is None else budget
    both = budget is not None and quantity is not None
    if purse is None or both or not all(_counts(one) for one in (purse, limit)):
        raise ValueError(
            "give either a budget in đồng or a quantity in units, and a limit, as whole numbers of at least 1"
        )
    units = result.units if isinstance(result, AppealIndex) else units_of(_facts(result))
    allowed = wanted(units, places, kinds, items)
    if budget is not None and kinds is None:
        allowed &= ~slotted(units)
    cost = np.ones(len(units.need), dtype=np.int64) if budget is None else units.price
    return packages(units, best_packages(units, allowed, cost, purse, limit, ("mixed", *SHAPES[:3])))


def shadow_values(
    result: records.Result,
    by: Sequence[str] = ("kind", "commune"),
    *,
    ranges: int = values.RANGED,
    resolve: int = values.RESOLVED,
) -> ShadowValues:
    """Return what one more unit is worth for each goal of the policy, that may go to the needs of one row alone.

    Parameters
    ----------
    result
        A result with a plan.
    by
        Some of ``kind``, ``item``, ``commune``, ``zone`` and ``month``.
    ranges
        On networks: so many rows are told with the number of units for which they hold.
    resolve
        Elsewhere: so many rows, those with most unmet units, are solved again with one unit more.

    Raises
    ------
    KeyError
        If a grouping is unknown.
    ValueError
        If the problem has no prices and ``by`` does not name ``kind``.
    NotANetworkError
        If the plan is not the best one under its policy, so that its units have no prices.
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    proved = result.outcome.proof.value == "proved"
    found = values.shadow_values(_facts(result), proved, by, solve, ranges=ranges, resolve=resolve)
    own = {one.name: getattr(found, one.name) for one in fields(found)}
    return ShadowValues(**own, problem=result.problem)


def explain_offer(result: records.Result, offer: str, *, value: bool = True) -> DonorPage:
    """Return where an offer went, what is left of it and why, which wish keeps it from most, and what it changed.

    Parameters
    ----------
    result
        A result with a plan.
    offer
        Id of the offer.
    value
        Whether the part of the problem that it touches is solved again without it.

    Raises
    ------
    KeyError
        If there is no such offer.
    """
    return _own_page(gift_accounts.offer_page(_facts(result), offer, solve if value else None), result)


def explain_donor(result: records.Result, donor: str, *, value: bool = True) -> DonorPage:
    """Return the same as :func:`explain_offer` for all offers of a donor together.

    Raises
    ------
    KeyError
        If there is no such donor.
    """
    return _own_page(gift_accounts.donor_page(_facts(result), donor, solve if value else None), result)


def _counts(number: object) -> bool:
    """Return whether something is a whole number of at least 1."""
    return isinstance(number, int | np.integer) and not isinstance(number, bool) and int(number) >= 1


def _own_page(found: gift_accounts.DonorPage, result: records.Result) -> DonorPage:
    return DonorPage(**{one.name: getattr(found, one.name) for one in fields(found)}, policy=result.policy)


def _facts(result: records.Result) -> Facts:
    return Facts(result.problem, result.plan, result.policy, result.seed)
