"""Exports of OpenSPP, Primero and KoboToolbox as tables of children, communes and needs."""

from collections.abc import Iterable, Mapping
from typing import Any

from matching.adapters.exports import Export, Rows, export_rows
from matching.adapters.mapping import Values, adapter_mapping, table_mapping
from matching.adapters.translating import translated
from matching.errors import DataError

Tables = dict[str, list[dict[str, Any]]]
"""Records by table, for ``matching.problem_from_records``."""


def from_openspp(
    individuals: Export,
    entitlements: Export,
    areas: Export | None = None,
    *,
    kinds: Values,
    mapping: Mapping[str, Any] | None = None,
) -> Tables:
    """Return children, needs and communes from exports of OpenSPP (registrants, in-kind entitlements, areas).

    Entitlements already paid, refused, cancelled or expired are no needs; groups are no children.

    Parameters
    ----------
    individuals, entitlements, areas
        Paths of CSV files as OpenSPP exports lists, records, or data frames.
    kinds
        Kind of support of every product, for example ``{"WC-01": "warm_clothes"}``; ``None`` leaves its rows out.
    mapping
        Another mapping of columns; the shipped one by default (``matching.adapter_mapping("openspp")``).

    Raises
    ------
    DataError
        With every column that is missing and every value that is unknown.
    ValueError
        If the mapping is not understood.
    """
    sources = {"individuals": individuals, "entitlements": entitlements, "areas": areas}
    return _tables("openspp", sources, kinds, mapping)


def from_primero(
    cases: Export, services: Export | None = None, *, kinds: Values, mapping: Mapping[str, Any] | None = None
) -> Tables:
    """Return children and needs from an export of Primero: cases, and the services still to be given.

    Consent recorded in Primero is for case management, not for introducing a child to donors: it is not taken over.

    Parameters
    ----------
    cases
        Path of a CSV file, records (also as the API answers, ``{"data": [...]}``), or a data frame.
    services
        The sub-form of services as an export of its own, with the case's id in every row; by default the
        ``services_section`` of every case.
    kinds
        Kind of support of every type of service; ``None`` leaves its rows out.
    mapping
        Another mapping of columns; the shipped one by default.

    Raises
    ------
    DataError
        With every column that is missing and every value that is unknown.
    ValueError
        If the mapping is not understood.
    """
    rows = export_rows(cases, "cases")
    given = _nested(rows, "services_section") if services is None else services
    return _tables("primero", {"cases": rows, "services": given}, kinds, mapping)


def from_kobo(
    submissions: Export,
    repeats: Export,
    *,
    kinds: Values,
    mapping: Mapping[str, Any] | None = None,
) -> Tables:
    """Return children and needs from an export of KoboToolbox: one submission per child, one repeat per need.

    Questions named or labelled like our columns are found by themselves, with or without groups in front of their names.

    Parameters
    ----------
    submissions
        The main table: path of a CSV file, records, or a data frame.
    repeats
        The table of the repeating group of needs.
    kinds
        Kind of support of every answer; ``None`` leaves its rows out.
    mapping
        Another mapping of columns; the shipped one by default.

    Raises
    ------
    DataError
        With every column that is missing and every value that is unknown.
    ValueError
        If the mapping is not understood.
    """
    return _tables("kobo", {"submissions": submissions, "repeats": repeats}, kinds, mapping)


def _tables(
    system: str, sources: Mapping[str, Export | None], kinds: Values, mapping: Mapping[str, Any] | None
) -> Tables:
    told = adapter_mapping(system) if mapping is None else mapping
    tables: Tables = {}
    issues = []
    for table, one in told.items():
        export = sources.get(one["from"])
        if export is None:
            continue
        found = table_mapping(table, one, kinds)
        tables[table], wrong = translated(found, export_rows(export, one["from"]))
        issues += wrong
    if issues:
        raise DataError(issues)
    return tables


def _nested(rows: Rows, section: str) -> Iterable[Mapping[str, Any]]:
    """Return the rows of a sub-form, each with the columns of its case that it does not have itself."""
    return [
        {**{name: value for name, value in row.items() if name != section}, **dict(one)}
        for row in rows
        for one in row.get(section) or ()
    ]
