"""The question: a frozen set of tables at a reference date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from matching.markup import html_table
from matching.problem.catalogue import default_items, default_kinds
from matching.problem.fields import registry
from matching.problem.hashing import tables_digest
from matching.problem.table import Table, table_from

SCHEMA_VERSION = 1
"""Version of the file layout; files of a newer version are refused."""

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Problem:
    """Children's needs and donors' offers, frozen and checked.

    Build one with ``matching.read``, ``matching.problem_from_records``, ``matching.problem_from_frames`` or
    ``matching.ProblemBuilder``; those validate. The constructor trusts its arrays.

    Parameters
    ----------
    tables
        Every table of the registry by name.
    reference_date
        Day on which ages, zones, windows and consents are judged.
    title
        Free title of the data set; never a person's name.
    """

    tables: Mapping[str, Table]
    reference_date: date
    title: str = ""

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Problem):
            return NotImplemented
        return (
            self.reference_date == other.reference_date
            and self.title == other.title
            and all(table == other[name] for name, table in self.tables.items())
        )

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return (problem_from, (dict(self.tables), self.reference_date, self.title))

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(table)} {name}" for name, table in self.tables.items() if len(table))
        return f"Problem({counts}, reference_date={self.reference_date.isoformat()})"

    def _repr_html_(self) -> str:
        sizes = [(name, len(table)) for name, table in self.tables.items() if len(table)]
        return html_table(f"{self.title or 'Problem'} ({self.reference_date.isoformat()})", (), sizes)

    def replace(self, **tables: Table) -> "Problem":
        """Return a copy with some tables replaced."""
        return problem_from({**self.tables, **tables}, self.reference_date, self.title)

    @property
    def today(self) -> int:
        """The reference date as days since 1970-01-01."""
        return (self.reference_date - EPOCH).days

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the content, the same for any order of rows."""
        return tables_digest(self.tables, f"{SCHEMA_VERSION}|{self.reference_date.isoformat()}")


def problem_from(tables: Mapping[str, Table], reference_date: date, title: str = "") -> Problem:
    """Return a problem with every table of the registry; absent ones are empty, absent kinds are the default's."""
    full = {name: tables.get(name) or table_from(name, {}) for name in registry()}
    if not len(full["kinds"]):
        full["kinds"] = default_kinds()
        full["items"] = default_items()
    return Problem(MappingProxyType(full), reference_date, title)
