"""The registry of rules: one record per rule of ``docs/rules.md``, read from the package's own data file."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: drives the tests that every rule is audited, solved, documented and compared with brute force.

    Parameters
    ----------
    name
        Stable name, the same in the audit, in messages and in the documentation.
    family
        ``pair`` (who may be served), ``line`` (how a plan is written), ``total``, ``offer`` (limits of an offer),
        ``together`` (needs and offers that hang together) or ``draw``.
    columns
        Columns that it reads, as ``table.column``.
    formula
        What it demands, in the notation of ``docs/rules.md``.
    network
        Whether a network holds it: ``yes``, ``partly`` or ``no``.
    beyond_network
        Names under which its uses beyond a network are told.
    audit
        Name of the audit's check that recomputes it.
    """

    name: str
    family: str
    columns: tuple[str, ...]
    formula: str
    network: str
    beyond_network: tuple[str, ...]
    audit: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of the documentation."""
    text = files("matching.problem").joinpath("data/rules.csv").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in csv.DictReader(text.splitlines()))


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(
        name=row["name"],
        family=row["family"],
        columns=tuple(row["columns"].split()),
        formula=row["formula"],
        network=row["network"],
        beyond_network=tuple(row["beyond_network"].split()),
        audit=row["audit"],
    )
