"""Sentences by code and language, read from the package's own data files."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "vi")
"""Languages of every sentence: English and Vietnamese."""

READERS = ("officer", "parent")
"""For whom an explanation is written."""

FILES = ("phrases", "errors", "explanations", "fairness", "programme")
"""Data files of sentences; no code stands in two."""


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Return every sentence by language and code."""
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for name in FILES:
        text = files("matching.reporting").joinpath(f"data/{name}.json").read_text(encoding="utf-8")
        for language, sentences in json.loads(text).items():
            found[language].update(sentences)
    return MappingProxyType(found)


@cache
def texts_of(package: str) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a package's own data file ``texts.json`` by language and code."""
    content = files(package).joinpath("data/texts.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(content))


def phrase(code: str, language: str = "en", **values: Any) -> str:
    """Return the sentence of a code with its values filled in.

    Raises
    ------
    KeyError
        If the code, the language or one of the sentence's values is unknown.
    """
    return counted(phrases()[language][code].format(**values))


_COUNTED = re.compile(r"(?P<number>\S+)(?P<between>(?: [a-z]+)*) \[(?P<one>[^\[\]|]*)\|(?P<many>[^\[\]|]*)\]")


def counted(text: str) -> str:
    """Return a text with each ``[one|many]`` replaced by the form that the number before it asks for."""
    return _COUNTED.sub(
        lambda found: (
            f"{found['number']}{found['between']} {found['one' if found['number'].strip('(') == '1' else 'many']}"
        ),
        text,
    )
