"""Which rows of a table a change means: their values compared as files write them, an empty cell with its default."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matching.intake.cells import commune_texts, text_of
from matching.problem.fields import Field, fields_of

Record = Mapping[str, Any]


def meant_rows(table: str, records: Sequence[Record], where: Record) -> list[bool]:
    """Return which records have the values named; what a record does not name has the default of its field.

    Raises
    ------
    TypeError
        If a value is of a type that no field holds.
    """
    meant = [True] * len(records)
    for name, value in where.items():
        compared = _compared(fields_of(table)[name])
        wanted = compared(value)
        meant = [
            held and compared(record.get(name)) == wanted for held, record in zip(meant, records, strict=True)
        ]
    return meant


def _compared(field: Field) -> Callable[[Any], str]:
    """Return what makes two ways of writing the same value of a field alike."""

    def told(value: Any) -> str:
        if isinstance(value, (list, tuple)) and field.type == "ref:communes":
            return ":".join(commune_texts(value))
        text = text_of(value)
        if field.base == "set":
            return "|".join(sorted(text.split("|")))
        return text or field.default

    return told
