"""A result as one offline page for the fund, a donor or the public."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from matching.files.atomic import write_atomically
from matching.pages.donor_sections import donor_sections
from matching.pages.internal_sections import internal_sections
from matching.pages.page import Page, page_text
from matching.pages.public_sections import public_sections
from matching.pages.section import Section
from matching.plan.result import Result
from matching.reporting.numerals import day
from matching.reporting.summaries import verdict
from matching.views import viewing
from matching.views.donor_view import DonorView
from matching.views.public_view import PublicView
from matching.views.viewing import K, View, ViewName
from matching.views.wording import told


def write_report(
    result: Result,
    path: str | os.PathLike[str],
    language: str = "en",
    view: ViewName = "internal",
    *,
    donor: str | None = None,
    key: bytes | None = None,
    k: int = K,
    previous: Mapping[str, Any] | None = None,
    sections: Sequence[Section] = (),
    overwrite: bool = False,
) -> None:
    """Write a result as one HTML page that opens without a network, runs no script, and prints on A4.

    Parameters
    ----------
    result
        A result with a plan.
    path
        Where to write it; the name ends in ``.html``.
    language
        ``en`` or ``vi``.
    view
        Who may read it: ``internal``, ``donor`` or ``public``.
    donor, key, k, previous
        As for ``matching.view``.
    sections
        Further sections, such as a comparison of policies or appeals; whoever hands them in answers for what they tell.
    overwrite
        Whether a file that stands there is replaced.

    Raises
    ------
    FileExistsError
        If a file stands there and ``overwrite`` is not set.
    MissingPackageError
        If the extra ``report`` is not installed.
    NoPlanError
        If there is no plan.
    ValueError
        If the name does not end in ``.html``, and as for ``matching.view``.
    """
    target = os.fspath(path)
    if not target.lower().endswith((".html", ".htm")):
        raise ValueError(f"{target}: the name of a report ends in .html")
    if not overwrite and os.path.exists(target):
        raise FileExistsError(f"{target} exists; it would be overwritten")
    shown = viewing.view(result, view, language=language, donor=donor, key=key, k=k, previous=previous)
    write_atomically(target, report_text(shown, language, sections).encode())


def report_text(shown: View, language: str = "en", sections: Sequence[Section] = ()) -> str:
    """Return the page of a view as HTML.

    Raises
    ------
    MissingPackageError
        If the extra ``report`` is not installed.
    """
    result = shown.result
    if isinstance(shown, PublicView):
        name, own = "public", public_sections(shown, language)
    elif isinstance(shown, DonorView):
        name, own = "donor", donor_sections(shown, language)
    else:
        name, own = "internal", internal_sections(result, language)
    subtitle = told(
        "page.subtitle", language, day=day(result.problem.reference_date, language), policy=result.policy.name,
        seed=result.seed, id=result.plan_id[:12],
    )  # fmt: skip
    if result.problem.title:
        subtitle = f"{result.problem.title}. {subtitle}"
    proved = result.report is not None and result.report.verdict == "proved"
    heading, banner = told("page.title", language), told(f"banner.{name}", language)
    # How ties were drawn and how to check stand last on every page.
    parts = [*own[:-2], *sections, *own[-2:]]
    page = Page(language, heading, subtitle, banner, verdict(result, language), proved, parts)
    return page_text(page)
