"""What views and pages say, by code and language, read from the package's own data file."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return every text by language and code."""
    content = files("matching.views").joinpath("data/texts.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(content))


def told(code: str, language: str, **values: Any) -> str:
    """Return the text of a code with its values filled in.

    Raises
    ------
    KeyError
        If the code, the language or a value is unknown.
    """
    return texts()[language][code].format(**values)
