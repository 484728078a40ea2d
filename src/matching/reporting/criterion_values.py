"""What criteria that add coverages up, or subtract them, have reached, in words."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from matching.plan.audit_report import Value
from matching.reporting.numerals import decimal, share, whole
from matching.reporting.wording import phrase


def value_in_words(criterion: str, value: Value, scale: Fraction, language: str) -> str:
    """Return what was reached; ``scale`` turns a coverage in steps into a share of the target."""
    parts = [Fraction(*one) for one in value] if isinstance(value, tuple) else [Fraction(value or 0)]
    if len(parts) == 1 and criterion in TOTALLED:
        return phrase("goal.total", language, total=whole(int(parts[0]), language))
    return phrase(f"goal.{criterion}", language, **_NUMBERS[criterion](parts, scale, language))


def value_in_cell(criterion: str, value: tuple[tuple[int, int], ...], scale: Fraction, language: str) -> str:
    """Return a total, and what a criterion of :data:`TOTALLED` makes small, as briefly as a table asks for."""
    parts = [Fraction(*one) for one in value]
    return phrase(f"value.{criterion}", language, **_NUMBERS[criterion](parts, scale, language))


TOTALLED = ("bounded_disparity", "proportional_to_need", "at_most")
"""Criteria whose value is a total, and then what they make small."""


def _share(parts: list[Fraction], scale: Fraction, language: str) -> dict[str, str]:
    return {"value": share(parts[0] * scale, language)}


def _count(parts: list[Fraction], scale: Fraction, language: str) -> dict[str, str]:
    return {"value": whole(int(parts[0]), language)}


def _share_too_wide(parts: list[Fraction], scale: Fraction, language: str) -> dict[str, str]:
    return {"total": whole(int(parts[0]), language), "beyond": share(-parts[1] * scale, language)}


def _units_lacking(parts: list[Fraction], scale: Fraction, language: str) -> dict[str, str]:
    return {"total": whole(int(parts[0]), language), "lacking": decimal(-parts[1], language)}


def _units_above(parts: list[Fraction], scale: Fraction, language: str) -> dict[str, str]:
    return {"total": whole(int(parts[0]), language), "above": whole(-int(parts[1]), language)}


_NUMBERS: Mapping[str, Callable[[list[Fraction], Fraction, str], dict[str, str]]] = MappingProxyType(
    {
        "k_worst": _share,
        "gini": _share,
        "threshold": _share,
        "at_least": _count,
        "most_at_least": _count,
        "bounded_disparity": _share_too_wide,
        "proportional_to_need": _units_lacking,
        "at_most": _units_above,
    }
)
TOLD = tuple(_NUMBERS)
"""Criteria that are told here."""
