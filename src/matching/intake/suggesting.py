"""What was probably meant: names close to an unknown one in any language, accents left out of account."""

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from matching.problem.fields import registry
from matching.problem.labels import LANGUAGES, field_label, header_labels


def plain(name: str) -> str:
    """Return a name in small letters, without accents, marks of required columns and needless white space."""
    parts = unicodedata.normalize("NFD", name.casefold().replace("đ", "d").replace("*", " "))
    return " ".join("".join(part for part in parts if not unicodedata.combining(part)).split())


def nearest(text: str, names: Mapping[str, str]) -> str:
    """Return what the name closest to a text stands for, empty if none is close.

    Parameters
    ----------
    text
        What was written.
    names
        What every known name stands for; of names that differ in accents only, the first counts.
    """
    known: dict[str, str] = {}
    for name, meant in names.items():
        known.setdefault(plain(name), meant)
    near = get_close_matches(plain(text), known, 1)
    return known[near[0]] if near else ""


def nearest_header(table: str, title: str, taken: Iterable[str]) -> str:
    """Return the header of a table, not yet taken, whose name or label in any language is closest to a title."""
    missed = set(taken)
    names: dict[str, str] = {}
    for field in registry()[table]:
        if missed.isdisjoint(field.headers):
            names |= {field.name: field.headers[-1], **{header: header for header in field.headers}}
            for language in LANGUAGES:
                names |= dict(zip(header_labels(field, language), field.headers, strict=True))
                names[field_label(field, language)] = field.headers[-1]
    return nearest(title, names)
