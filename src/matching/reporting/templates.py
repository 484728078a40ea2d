"""Sentences that are written in English where they arise, read back by their template into parameters."""

import re
from collections.abc import Mapping
from typing import Final

SLOT: Final = re.compile(r"\{([a-z_]+)\}")

Patterns = tuple[tuple[re.Pattern[str], str], ...]


def patterns_of(pairs: Mapping[str, str]) -> Patterns:
    """Return a pattern per template, the one with most words of its own first, with the template's translation."""
    ordered = sorted(pairs, key=lambda template: -len(SLOT.sub("", template)))
    return tuple((pattern(template), pairs[template]) for template in ordered)


def pattern(template: str) -> re.Pattern[str]:
    """Return a pattern that reads the parameters out of a sentence of the template."""
    parts = SLOT.split(template)
    literal = [
        re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+?)" for number, part in enumerate(parts)
    ]
    return re.compile("".join(literal), re.DOTALL)
