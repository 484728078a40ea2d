"""Numbers and days as people of each language write them: 1,234,567.5 or 1.234.567,5."""

from datetime import date
from fractions import Fraction

_SIGN = str.maketrans("-", "−")
_SWAP = str.maketrans(",.", ".,")


def whole(value: int, language: str = "en") -> str:
    """Return a whole number with its thousands grouped."""
    return _localised(f"{value:,}", language)


def decimal(value: float | Fraction, language: str = "en", places: int = 1) -> str:
    """Return a number with the given decimal places and its thousands grouped."""
    return _localised(f"{float(value):,.{places}f}", language)


def day(value: date, language: str = "en") -> str:
    """Return a day as 31/12/2026 in Vietnamese and 2026-12-31 elsewhere."""
    return value.strftime("%d/%m/%Y") if language == "vi" else value.isoformat()


def money(value: int, language: str = "en") -> str:
    """Return an amount in whole đồng with its unit."""
    return f"{whole(value, language)} đồng"


def percent(part: int, total: int, language: str = "en") -> str:
    """Return ``part`` of ``total`` as a percentage with one decimal place, rounded half up; a dash of nothing."""
    if not total:
        return "–"
    return share(Fraction(part, total), language)


def share(value: Fraction, language: str = "en") -> str:
    """Return an exact share as a percentage with one decimal place, rounded half up."""
    tenths = (2000 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{decimal(Fraction(tenths, 10), language)} %"


def _localised(text: str, language: str) -> str:
    signed = text.translate(_SIGN)
    return signed.translate(_SWAP) if language == "vi" else signed
