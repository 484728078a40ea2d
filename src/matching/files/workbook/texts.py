"""What workbooks say to people, by code and language, read from the package's own data file."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from matching.problem.labels import LANGUAGES

__all__ = ["LANGUAGES", "text", "texts"]


@cache
def texts() -> Mapping[str, Mapping[str, Any]]:
    """Return every text by language and code."""
    content = files("matching.files").joinpath("workbook/data/texts.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(content))


def text(code: str, language: str, **values: Any) -> str:
    """Return the text of a code with its values filled in.

    Raises
    ------
    KeyError
        If the code, the language or a value is unknown.
    """
    return str(texts()[language][code].format(**values))
