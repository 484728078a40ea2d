"""The field registry: one row per column of every table, read from the package's own data file."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from matching.vocabulary import ENUMERATIONS


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one table: drives validation, documentation, templates and the JSON schema.

    Parameters
    ----------
    table, name
        Where the column is and what it is called in files.
    type
        ``key``, ``text``, ``int``, ``money``, ``share``, ``number``, ``date``, ``bool``,
        ``enum:NAME``, ``set:NAME`` or ``ref:TABLE``.
    required
        Whether an empty cell is an error.
    default
        Text used for an empty cell; empty when absence itself is stored.
    minimum, maximum
        Inclusive range in stored units (shares are stored as ten-thousandths), or ``None``.
    unit
        Unit shown to people.
    personal
        Whether values are masked in messages.
    label_en, label_vi, help
        What people read.
    """

    table: str
    name: str
    type: str
    required: bool
    default: str
    minimum: int | None
    maximum: int | None
    unit: str
    personal: bool
    label_en: str
    label_vi: str
    help: str

    @property
    def base(self) -> str:
        """The type without its parameter, for example ``ref``."""
        return self.type.partition(":")[0]

    @property
    def parameter(self) -> str:
        """The type's parameter: an enumeration's or a table's name, or empty."""
        return self.type.partition(":")[2]

    @property
    def values(self) -> tuple[str, ...]:
        """The values of an enumeration or set, in the order of their codes."""
        return ENUMERATIONS[self.parameter] if self.base in ("enum", "set") else ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Columns of the file that carry the field: two for a reference to a commune, else one."""
        if self.type == "ref:communes":
            return (f"{self.name}_vintage", f"{self.name}_code")
        return (self.name,)


@cache
def registry() -> Mapping[str, tuple[Field, ...]]:
    """Return every table's fields, in file order."""
    text = files("matching.problem").joinpath("data/fields.csv").read_text(encoding="utf-8")
    tables: dict[str, list[Field]] = {}
    for row in csv.DictReader(text.splitlines()):
        tables.setdefault(row["table"], []).append(_field(row))
    return MappingProxyType({name: tuple(fields) for name, fields in tables.items()})


def _field(row: Mapping[str, str]) -> Field:
    return Field(
        table=row["table"],
        name=row["name"],
        type=row["type"],
        required=row["required"] == "yes",
        default=row["default"],
        minimum=int(row["minimum"]) if row["minimum"] else None,
        maximum=int(row["maximum"]) if row["maximum"] else None,
        unit=row["unit"],
        personal=row["personal"] == "yes",
        label_en=row["label_en"],
        label_vi=row["label_vi"],
        help=row["help"],
    )


@cache
def fields_of(table: str) -> Mapping[str, Field]:
    """Return a table's fields by name."""
    return MappingProxyType({field.name: field for field in registry()[table]})
