"""Checks on children and needs."""

from collections.abc import Iterator

import numpy as np

from matching.errors import Issue
from matching.intake.draft import Draft
from matching.intake.findings import Fault
from matching.intake.text_column import Integers, Mask
from matching.problem.people import ages
from matching.vocabulary import MISSING

OLDEST = 17
"""Last year of age that the registry allows for a child."""

BORN = ("age", "birth_date")
BENEFICIARY = ("child", "site", "commune")


def child_has_age(draft: Draft) -> Iterator[Issue]:
    """A child has an age or a date of birth."""
    children = draft["children"]
    neither = (children["age"] == MISSING) & (children["birth_date"] == MISSING)
    fault = Fault("missing_value", "Neither age nor date of birth is given.", "Give one of them.")
    return draft.issues("children", "age", neither, fault, reads=BORN)


def birth_date_is_plausible(draft: Draft) -> Iterator[Issue]:
    """A date of birth is not after the reference date and gives an age of a child."""
    if not draft.dated:
        return
    born, years = draft["children"]["birth_date"], ages(draft.problem)
    future = born > draft.problem.today
    fault = Fault("birth_date_in_future", "The day is after the reference date.", "Check the date of birth.")
    yield from draft.issues("children", "birth_date", future, fault, reads=("birth_date",))
    old = (born != MISSING) & (years > OLDEST)
    message = f"The date of birth gives an age above {OLDEST} on the reference date."
    fault = Fault("out_of_range", message, "Check the date of birth.")
    yield from draft.issues("children", "birth_date", old, fault, reads=("birth_date",))


def age_agrees_with_birth_date(draft: Draft) -> Iterator[Issue]:
    """An age given beside a date of birth is the age on the reference date."""
    if not draft.dated:
        return iter(())
    children, years = draft["children"], ages(draft.problem)
    both = (children["age"] != MISSING) & (children["birth_date"] != MISSING)
    fault = Fault(
        "age_mismatch", "Age and date of birth disagree on the reference date.", "Leave the age empty."
    )
    return draft.issues("children", "age", both & (children["age"] != years), fault, reads=BORN)


def consent_is_dated(draft: Draft) -> Iterator[Issue]:
    """Consent says when it was given; without a date nobody could show that it was, and it counts as none."""
    children = draft["children"]
    agreed = (children["consent_representative"] == 1) | (children["consent_child"] == 1)
    fault = Fault(
        "undated_consent",
        "Consent without a date counts as none: no donor is shown this child.",
        "Record the day on which consent was given.",
        "warning",
    )
    return draft.issues("children", "consent_date", agreed & (children["consent_date"] == MISSING), fault)


def need_has_one_beneficiary(draft: Draft) -> Iterator[Issue]:
    """A need belongs to exactly one child, site or commune."""
    needs = draft["needs"]
    given = sum((needs[name] != MISSING).astype(np.int8) for name in BENEFICIARY)
    fault = Fault(
        "not_exactly_one", "Exactly one of child, site and commune is given.", "Keep the right one."
    )
    return draft.issues("needs", "child", np.asarray(given != 1), fault, reads=BENEFICIARY)


def need_item_is_of_kind(draft: Draft) -> Iterator[Issue]:
    """The item of a need belongs to the need's kind."""
    return _item_of_kind(draft, "needs")


def stock_item_is_of_kind(draft: Draft) -> Iterator[Issue]:
    """The item of a stock line belongs to the line's kind."""
    return _item_of_kind(draft, "stock")


def _item_of_kind(draft: Draft, table: str) -> Iterator[Issue]:
    wrong = draft.referred(table, "item", "kind") & (
        draft.values(table, "item", "kind") != draft[table]["kind"]
    )
    fault = Fault("item_of_other_kind", "The item belongs to another kind.", "Correct the item or the kind.")
    return draft.issues(table, "item", wrong, fault, reads=("item", "kind"))


def child_qualifies(draft: Draft) -> Iterator[Issue]:
    """The child of a need is within the ages that qualify for the kind."""
    if not draft.dated or not len(draft["children"]):
        return iter(())
    needs = draft["needs"]
    years = np.where(needs["child"] == MISSING, MISSING, ages(draft.problem)[needs["child"]])
    youngest, oldest = (draft.values("needs", "kind", name) for name in ("min_age", "max_age"))
    outside: Mask = (years < youngest) | ((oldest != MISSING) & (years > oldest))
    known = draft.referred("needs", "child", *BORN) & draft.referred("needs", "kind", "min_age", "max_age")
    wrong = outside & known & (years != MISSING)
    return draft.issues(
        "needs", "child", wrong, lambda rows: _unqualified(draft, rows), reads=("child", "kind")
    )


def _unqualified(draft: Draft, rows: Integers) -> list[Fault]:
    """Return the fault of needs whose child has not the age of the kind."""
    kinds = draft["kinds"]
    columns = (kinds[name][draft["needs"]["kind"][rows]].tolist() for name in ("kind", "min_age", "max_age"))
    remedy = "Correct the child's age or the kind, or remove the need; table kinds can give other ages."
    return [
        Fault("not_qualified", f"{kind} is for {_span(low, high)}; the child's age is outside.", remedy)
        for kind, low, high in zip(*columns, strict=True)
    ]


def _span(low: int, high: int) -> str:
    if high == MISSING:
        return f"ages from {low}"
    return f"ages {max(low, 0)} to {high}"
