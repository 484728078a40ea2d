"""One door to the three views."""

from collections.abc import Mapping
from typing import Any, Literal

from matching.plan.result import Result
from matching.problem.labels import LANGUAGES
from matching.views.donor_view import DonorView, donor_view
from matching.views.internal_view import InternalView
from matching.views.public_view import PublicView, public_view

ViewName = Literal["internal", "donor", "public"]
View = InternalView | DonorView | PublicView

VIEWS = ("internal", "donor", "public")
"""Names of the views."""

K = 5
"""Counts of children below it are small, unless said otherwise."""


def view(
    result: Result,
    name: ViewName,
    *,
    language: str = "en",
    donor: str | None = None,
    key: bytes | None = None,
    k: int = K,
    previous: Mapping[str, Any] | None = None,
) -> View:
    """Return a result as the fund, a donor or the public may see it.

    Parameters
    ----------
    result
        A result with a plan.
    name
        ``internal``, ``donor`` or ``public``.
    language
        ``en`` or ``vi``.
    donor, key
        For ``donor``: its id, and the secret of the pseudonyms (at least 16 bytes, kept apart from the data).
    k
        Counts of children below it are small; at least 2.
    previous
        For ``public``: the release before, as its ``to_dict()``.

    Raises
    ------
    NoPlanError
        If there is no plan.
    ValueError
        If a view, language, donor or ``k`` is unknown or unfit, the key is missing or short, or ``previous`` is no
        public view.
    """
    result.plan  # noqa: B018 - raises where there is no plan
    if name not in VIEWS:
        raise ValueError(f"unknown view {name!r}; use one of {', '.join(VIEWS)}")
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; use one of {', '.join(LANGUAGES)}")
    if k < 2:
        raise ValueError(f"k is at least 2, and {k} is not")
    if name == "internal":
        return InternalView(result)
    if name == "public":
        return public_view(result, language, k, previous)
    if donor is None or key is None:
        raise ValueError("the donor's view needs the id of the donor and the secret key of the pseudonyms")
    return donor_view(result, donor, key, language, k)
