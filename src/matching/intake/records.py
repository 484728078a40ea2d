"""Records at the door: one pydantic model per table, generated from the field registry."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import Field as RecordField

from matching.errors import Issue
from matching.intake.assembling import accepted, parsed_problem
from matching.intake.cells import text_table_of_records
from matching.intake.findings import Fault, Place, issue_at
from matching.intake.manifest import Manifest, text_issues
from matching.intake.text_column import TextTable
from matching.problem.fields import Field, registry
from matching.problem.problem import Problem

Record = Mapping[str, Any] | BaseModel
TableSource = Callable[[], tuple[TextTable, tuple[Issue, ...]]]

_TYPES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "key": str,
        "text": str,
        "int": int,
        "money": int,
        "share": Decimal | float,
        "number": Decimal | float,
        "date": date,
        "bool": bool,
        "enum": str,
        "set": str | tuple[str, ...] | frozenset[str],
        "ref": str,
    }
)


@cache
def record_models() -> Mapping[str, type[BaseModel]]:
    """Return the frozen record model of every table by name; unknown fields are refused."""
    return MappingProxyType({name: _model(name, fields) for name, fields in registry().items()})


def _model(table: str, fields: Sequence[Field]) -> type[BaseModel]:
    entries: dict[str, Any] = {field.name: _entry(field) for field in fields}
    settings = ConfigDict(frozen=True, extra="forbid", title=table, protected_namespaces=())
    return create_model(f"{table.capitalize()}Record", __config__=settings, **entries)


def _entry(field: Field) -> tuple[Any, Any]:
    kind = str | tuple[str, str] if field.type == "ref:communes" else _TYPES[field.base]
    needed = field.required and (field.table, field.name) != ("communes", "vintage")
    description = RecordField(... if needed else None, title=field.label_en, description=field.help)
    return (kind if needed else kind | None), description


def checked_records(
    records: Mapping[str, Iterable[Record]], manifest: Manifest
) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem that the records make, ``None`` if any is wrong, and all issues."""
    return checked_tables(
        {
            name: partial(text_table_of_records, name, [_plain(row) for row in rows])
            for name, rows in records.items()
        },
        manifest,
    )


def checked_tables(
    sources: Mapping[str, TableSource], manifest: Manifest
) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem of text tables that are made on demand, ``None`` if any is wrong, and all issues."""
    tables: dict[str, TextTable] = {}
    issues = list(text_issues(manifest))
    for name, source in sources.items():
        if name in registry():
            tables[name], told = source()
            issues.extend(told)
        else:
            fault = Fault("unknown_table", "The table is unknown.", f"Use one of {', '.join(registry())}.")
            issues.append(issue_at(Place(str(name)[:64], ""), 0, "", fault))
    problem, found = parsed_problem(tables, manifest)
    return (None if issues else problem), (*issues, *found)


def _plain(record: Record) -> Mapping[str, Any]:
    return record.model_dump(exclude_unset=True) if isinstance(record, BaseModel) else record


def problem_from_records(
    records: Mapping[str, Iterable[Record]], reference_date: date, title: str = "", vintage: str = ""
) -> Problem:
    """Return a checked problem from records by table name.

    Parameters
    ----------
    records
        Mappings or record models by table. A reference to a commune is ``"vintage:code"``, a pair, or a bare
        code of the default ``vintage``; a set is an iterable or a text separated by ``|``.
    reference_date
        Day on which ages, zones and windows are judged.
    title
        Free title of the data set.
    vintage
        List of communes meant where a record names none.

    Raises
    ------
    DataError
        With everything that is wrong.
    """
    return accepted(*checked_records(records, Manifest(reference_date, title, vintage)))
