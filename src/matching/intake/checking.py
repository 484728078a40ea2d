"""Every check across fields and tables, in the order in which it is told."""

from collections.abc import Callable, Iterator
from typing import Final

from matching.errors import Issue
from matching.intake import checking_identity as identity
from matching.intake import checking_offers as offers
from matching.intake import checking_people as people
from matching.intake import checking_promises as promises
from matching.intake import checking_ranges as ranges
from matching.intake import checking_slots as slots
from matching.intake import checking_wishes as wishes
from matching.intake.draft import Draft

Check = Callable[[Draft], Iterator[Issue]]

CHECKS: Final[tuple[Check, ...]] = (
    ranges.zones_are_valid,
    identity.ids_tell_no_name,
    people.child_has_age,
    people.birth_date_is_plausible,
    people.age_agrees_with_birth_date,
    people.consent_is_dated,
    people.need_has_one_beneficiary,
    people.need_item_is_of_kind,
    people.child_qualifies,
    identity.children_differ,
    offers.budget_goes_with_cash,
    offers.commune_fund_has_commune,
    offers.offer_matches_another,
    offers.stock_has_quantity,
    people.stock_item_is_of_kind,
    offers.stock_lines_differ,
    slots.stock_periods_have_slots,
    offers.quote_has_one_target,
    offers.quotes_differ,
    promises.commitments_differ,
    promises.commitments_fit_need,
    promises.commitments_fit_stock,
    promises.commitments_fit_budget,
    promises.last_plan_differs,
    wishes.earmarks_name_known_values,
    wishes.floors_name_known_groups,
    wishes.floors_bound_something,
    ranges.periods_are_in_order,
    ranges.limits_are_in_order,
    ranges.totals_are_exact,
)
"""Adding a check is one function and one line here."""


def cross_field_issues(draft: Draft) -> tuple[Issue, ...]:
    """Return everything that is wrong across fields and tables."""
    return tuple(issue for check in CHECKS for issue in check(draft))
