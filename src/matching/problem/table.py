"""A frozen table of numpy columns, typed by the field registry."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import Field, fields_of
from matching.vocabulary import ENUMERATIONS, MISSING

Column = NDArray[Any]

DTYPES: Mapping[str, type[np.generic] | str] = MappingProxyType(
    {
        "key": "U",
        "text": "U",
        "int": np.int64,
        "money": np.int64,
        "share": np.int64,
        "number": np.float64,
        "date": np.int64,
        "bool": np.int8,
        "enum": np.int8,
        "set": np.int32,
        "ref": np.int32,
    }
)
"""Storage of each base type: dates are days since 1970-01-01, sets are bit masks, references are rows."""


@dataclass(frozen=True, eq=False)
class Table:
    """All rows of one entity, a read-only numpy array per column.

    Absent numbers, dates, enumerations and references are ``MISSING`` (-1); absent text is empty;
    an absent decimal number is not-a-number.
    """

    name: str
    columns: Mapping[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self.name == other.name and all(
            np.array_equal(column, other[name], equal_nan=column.dtype.kind == "f")
            for name, column in self.columns.items()
        )

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return (table_from, (self.name, dict(self.columns)))

    def is_(self, name: str, value: str) -> NDArray[np.bool_]:
        """Return the rows whose enumeration column has the value."""
        return np.asarray(
            self.columns[name] == ENUMERATIONS[fields_of(self.name)[name].parameter].index(value)
        )

    def take(self, rows: NDArray[Any]) -> "Table":
        """Return the given rows as a table."""
        return table_from(self.name, {name: column[rows] for name, column in self.columns.items()})


def default_of(field: Field) -> Any:
    """Return the stored value of an empty cell."""
    if field.base in ("key", "text"):
        return field.default
    if field.base == "number":
        return np.nan
    if field.base == "set":
        return 0
    if field.base == "bool":
        return MISSING if not field.default else int(field.default == "yes")
    if not field.default:
        return MISSING
    return field.values.index(field.default) if field.base == "enum" else int(field.default)


def table_from(name: str, columns: Mapping[str, Any], length: int | None = None) -> Table:
    """Return a frozen table; columns that are not given hold their default.

    Parameters
    ----------
    name
        Name of the table in the registry.
    columns
        Stored values (codes, not texts) by field name; arrays are copied.
    length
        Number of rows when no column is given.

    Raises
    ------
    KeyError
        If a column is not in the registry.
    ValueError
        If the columns differ in length.
    """
    fields = fields_of(name)
    unknown = set(columns) - set(fields)
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}")
    sizes = {len(column) for column in columns.values()} or {length or 0}
    if len(sizes) != 1:
        raise ValueError(f"columns of {name} differ in length: {sorted(sizes)}")
    (rows,) = sizes
    return Table(
        name, MappingProxyType({field.name: _column(field, columns, rows) for field in fields.values()})
    )


def _column(field: Field, columns: Mapping[str, Any], rows: int) -> Column:
    dtype = DTYPES[field.base]
    if field.name in columns:
        column = np.array(columns[field.name], dtype=dtype)
    elif dtype == "U":
        column = np.full(rows, field.default, dtype=f"U{max(1, len(field.default))}")
    else:
        column = np.full(rows, default_of(field), dtype=dtype)
    column.flags.writeable = False
    return column
