"""A donor's page in words: neutral, without an id of any child or need."""

from matching.fundraising.gift_accounts import DonorPage, GiftPlace
from matching.fundraising.leftover_gifts import LeftGift
from matching.problem.policy import Policy
from matching.reporting.appeal_texts import GoalNumbers, Names, children_told, told
from matching.reporting.numerals import money, whole
from matching.reporting.wording import phrase

LISTED = 12
"""So many places are told."""


def donor_sentences(
    page: DonorPage, policy: Policy, language: str = "en", reader: str = "donor"
) -> list[str]:
    """Return the page of an offer or donor.

    Parameters
    ----------
    page, policy
        The page, and the policy whose goals its value speaks of.
    language
        ``en`` or ``vi``.
    reader
        ``donor``: communes with fewer than five children are not told apart; ``officer``: all are.
    """
    seen = page.for_donor() if reader == "donor" else page
    names = Names(page.problem, language)
    lines = [told("donor.title", language, offers=", ".join(page.offers)), _given(page, language)]
    if page.spent:
        lines.append(told("donor.spent", language, spent=money(page.spent, language)))
    lines += [_place(place, names, language) for place in seen.places[:LISTED]]
    lines += [_left(left, names, language) for left in page.left]
    lines += [
        told(
            "donor.wish", language, field=told(f"field.{wish.field}", language),
            waiting=whole(wish.waiting, language), units=whole(wish.units, language),
        )
        for wish in page.wishes[:3]
    ]  # fmt: skip
    if not page.wishes:
        lines.append(told("donor.no_wish", language))
    return [*lines, *_value(page, policy, language)]


def _given(page: DonorPage, language: str) -> str:
    if not page.units:
        return told("donor.nothing", language)
    code = "donor.given" if page.children else "donor.given_places"
    return told(
        code, language, units=whole(page.units, language), children=children_told(page.children, language),
        communes=whole(page.communes, language),
    )  # fmt: skip


def _place(place: GiftPlace, names: Names, language: str) -> str:
    where = names.commune(place.commune) if place.commune else told("donor.elsewhere", language)
    code = "donor.place" if place.children else "donor.place_only"
    return "  " + told(
        code, language, place=where, units=whole(place.units, language), kind=names.kind(place.kind),
        children=children_told(place.children, language),
    )  # fmt: skip


def _left(left: LeftGift, names: Names, language: str) -> str:
    why = phrase(f"unused.{left.reason}", language)
    if left.money:
        return told("donor.left_money", language, money=money(left.money, language), why=why)
    return told(
        "donor.left_units", language, units=whole(left.units, language), kind=names.kind(left.kind), why=why
    )


def _value(page: DonorPage, policy: Policy, language: str) -> list[str]:
    if page.value is None or not page.units:
        return []
    numbers = GoalNumbers(page.problem, policy, language)
    parts = []
    for effect in page.value:
        goal = policy.goals[effect.goal]
        if goal.measure == "lottery" or not (effect.change or effect.raised):
            continue
        change = numbers.change(goal, effect, -1)
        if goal.criterion != "sum":
            change = told(
                "donor.raised", language, count=whole(effect.raised, language),
                before=numbers.level(goal, effect.lowest_before), after=numbers.level(goal, effect.lowest_after),
            )  # fmt: skip
        parts.append(told("donor.value_goal", language, goal=goal.describe(language), change=change))
    return (
        [told("donor.value", language, told="; ".join(parts))]
        if parts
        else [told("donor.no_value", language)]
    )
