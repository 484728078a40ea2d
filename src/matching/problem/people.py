"""Who is in need: age, place and consent of every need's beneficiary on the reference date."""

import numpy as np
from numpy.typing import NDArray

from matching.problem.problem import EPOCH, Problem
from matching.vocabulary import HIDDEN_CIRCUMSTANCES, MISSING, code_of

Integers = NDArray[np.int64]

AGE_OF_OWN_CONSENT = 7
"""From this age the child's own consent is needed besides the representative's (Law 91/2025, article 24)."""


def ages(problem: Problem) -> Integers:
    """Return every child's completed years on the reference date, ``MISSING`` when neither age nor birth date is known."""
    children = problem["children"]
    born = children["birth_date"]
    days = born.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    today = np.datetime64(problem.reference_date, "D")
    this_month = today.astype("datetime64[M]")
    day_of_month = (days - months.astype("datetime64[D]")).astype(np.int64)
    today_of_month = int((today - this_month.astype("datetime64[D]")).astype(np.int64))
    elapsed = (this_month - months).astype(np.int64) - (day_of_month > today_of_month)
    return np.where(born == MISSING, children["age"], elapsed // 12)


def communes_of_needs(problem: Problem) -> Integers:
    """Return the commune row of every need, through its child, its site, or directly."""
    needs = problem["needs"]
    commune = needs["commune"].astype(np.int64)
    for owner in ("child", "site"):
        rows = needs[owner]
        places = problem["children" if owner == "child" else "sites"]["commune"]
        if len(places):
            commune = np.where(rows >= 0, places[rows], commune)
    return commune


def beneficiaries(problem: Problem) -> Integers:
    """Return a number of every need's beneficiary: the row of its child, else a number of its own behind the children's."""
    child = problem["needs"]["child"].astype(np.int64)
    return np.where(child >= 0, child, len(problem["children"]) + np.arange(len(child)))


def showable(problem: Problem) -> NDArray[np.bool_]:
    """Return whether every child may be shown to a donor on the reference date.

    The representative has agreed; from the age of 7 the child as well; the consent is dated, not later than that day,
    and has not expired; and the child is in none of the groups that are never shown.
    """
    children = problem["children"]
    own = (children["consent_child"] == 1) | ((ages(problem) < AGE_OF_OWN_CONSENT) & (ages(problem) >= 0))
    given = (children["consent_date"] != MISSING) & (children["consent_date"] <= problem.today)
    lasting = (children["consent_expiry"] == MISSING) | (children["consent_expiry"] >= problem.today)
    hidden = sum(1 << code_of(group) for group in HIDDEN_CIRCUMSTANCES)
    agreed = (children["consent_representative"] == 1) & own
    return np.asarray(agreed & given & lasting & (children["circumstances"] & hidden == 0))


def special(problem: Problem) -> NDArray[np.bool_]:
    """Return whether every child is in special circumstances (any of the groups g01 to g14)."""
    return np.asarray(problem["children"]["circumstances"] > 0)


def iso_day(days: int) -> str:
    """Return days since 1970-01-01 as an ISO date, empty when missing."""
    return "" if days == MISSING else str(np.datetime64(EPOCH) + np.timedelta64(days, "D"))
