"""What views and pages say, by code and language, read from the package's own data file."""

from collections.abc import Mapping
from typing import Any

from matching.reporting.wording import texts_of


def texts() -> Mapping[str, Mapping[str, str]]:
    """Return every text by language and code."""
    return texts_of("matching.views")


def told(code: str, language: str, **values: Any) -> str:
    """Return the text of a code with its values filled in.

    Raises
    ------
    KeyError
        If the code, the language or a value is unknown.
    """
    return texts()[language][code].format(**values)
