"""What these workbooks say, by code and language, read from the package's own data file."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    content = files("matching.workbooks").joinpath("data/texts.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(content))


def told(code: str, language: str, **values: Any) -> str:
    """Return the text of a code with its values filled in.

    Raises
    ------
    KeyError
        If the code, the language or a value is unknown.
    """
    return _texts()[language][code].format(**values)
