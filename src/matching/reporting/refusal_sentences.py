"""Why a command is refused, in the reader's language: sentences by template, their parameters taken over."""

import json
from functools import cache
from importlib.resources import files

from matching.reporting.templates import Patterns, patterns_of


@cache
def _patterns(language: str) -> Patterns:
    text = files("matching.reporting").joinpath("data/refusals.json").read_text(encoding="utf-8")
    return patterns_of(json.loads(text).get(language, {}))


def refusal_sentence(english: str, language: str) -> str:
    """Return what is wrong and what to do in a language, empty where the language has no such sentence."""
    if language == "en":
        return english
    for pattern, translation in _patterns(language):
        found = pattern.fullmatch(english)
        if found:
            return translation.format(**found.groupdict())
    return ""
