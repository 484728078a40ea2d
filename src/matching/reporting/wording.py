"""Sentences by code and language, read from the package's own data files."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "vi")
"""Languages of every sentence: English and Vietnamese."""


_FILES = ("phrases.json", "fairness.json")


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Return every sentence by language and code."""
    folder = files("matching.reporting").joinpath("data")
    parts = [json.loads(folder.joinpath(name).read_text(encoding="utf-8")) for name in _FILES]
    joined = {
        language: MappingProxyType({code: text for part in parts for code, text in part[language].items()})
        for language in LANGUAGES
    }
    return MappingProxyType(joined)


def phrase(code: str, language: str = "en", **values: Any) -> str:
    """Return the sentence of a code with its values filled in.

    Raises
    ------
    KeyError
        If the code, the language or one of the sentence's values is unknown.
    """
    return phrases()[language][code].format(**values)
