"""Number formats that show digits grouped as a language writes them, whatever the reader's computer is set to."""

from typing import Final

_MARKS: Final = {"en": ",", "vi": "."}


def grouped(value: int, language: str, unit: str = "") -> str:
    """Return the number format of a whole number: its digits in groups of three, and a unit behind.

    The format depends on how many groups the number has, since spreadsheets would otherwise take the mark of the
    computer's own language.
    """
    groups = (len(str(abs(value))) - 1) // 3
    digits = "0" + f"\\{_MARKS[language]}000" * groups
    return f'{digits}" {unit}"' if unit else digits
