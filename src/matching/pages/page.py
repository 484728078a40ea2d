"""Pages filled in: one template, one style, and a policy that lets a browser fetch and run nothing."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from matching.errors import MissingPackageError
from matching.pages.section import Section

INSTALL = 'pip install "donor-need-matching[report]"'


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is written.

    Parameters
    ----------
    language
        ``en`` or ``vi``.
    title, subtitle
        What it is about.
    banner
        Who may read it.
    verdict, good
        The verdict, and whether it is the best one.
    sections
        Its parts.
    """

    language: str
    title: str
    subtitle: str
    banner: str
    verdict: str
    good: bool
    sections: Sequence[Section]


def page_text(page: Page) -> str:
    """Return a page as HTML; every text of it is escaped.

    Raises
    ------
    MissingPackageError
        If the extra ``report`` is not installed.
    """
    style = _resource("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    # The style is the package's own; everything else on the page is data.
    _jinja2()
    marked = import_module("markupsafe").Markup(style)
    text: str = _template().render(page=page, style=marked, policy=policy)
    return text


@cache
def _template() -> Any:
    jinja2 = _jinja2()
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_resource("page.html"))


def _jinja2() -> Any:
    try:
        return import_module("jinja2")
    except ModuleNotFoundError as error:
        if error.name != "jinja2":
            raise
        raise MissingPackageError(
            f"Reports need the package jinja2, which is not installed. Install it with: {INSTALL}"
        ) from None


@cache
def _resource(name: str) -> str:
    return files("matching.pages").joinpath(f"data/{name}").read_text(encoding="utf-8")
