"""Some tables of a checked problem replaced by texts: only those are parsed again, the whole is checked again."""

from collections.abc import Mapping

import numpy as np

from matching.errors import Issue
from matching.intake.assembling import Sources, is_error, parsed_table, sound_rows
from matching.intake.checking import cross_field_issues
from matching.intake.draft import Draft
from matching.intake.manifest import Manifest
from matching.intake.references import commune_keys
from matching.intake.text_column import ListColumn, Mask, TextColumn, TextTable
from matching.problem.fields import registry
from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table

WHOLE = frozenset({"kinds", "items", "communes"})
"""Tables whose texts are merged with others or named by two columns; they are parsed with all others."""


def reparsed_problem(
    problem: Problem, tables: Mapping[str, TextTable], manifest: Manifest
) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem with some tables replaced, ``None`` if anything is wrong, and all issues.

    Parameters
    ----------
    problem
        A checked problem.
    tables
        Texts of the tables that are replaced, none of :data:`WHOLE`; rows that others refer to keep their numbers.
    manifest
        What holds for all tables.
    """
    communes = problem["communes"]
    keys: dict[str, TextColumn | None] = {}
    for name, (key, *_) in registry().items():
        if name != "communes":
            keys[name] = None if key.base != "key" else ListColumn(problem[name][key.name].tolist())
            if name in tables and key.base == "key":
                keys[name] = tables[name][key.name]
    names = commune_keys(ListColumn(communes["vintage"].tolist()), ListColumn(communes["code"].tolist()))
    sources = Sources(tables, frozenset(), manifest, keys, names, {})
    stored: dict[str, Table] = dict(problem.tables)
    masks = {name: np.ones(len(table), dtype=np.bool_) for name, table in problem.tables.items()}
    faults: dict[str, dict[str, Mask]] = {}
    issues: list[Issue] = []
    for name in tables:
        stored[name], faults[name], told = parsed_table(name, sources)
        masks[name] = sound_rows(faults[name])
        issues.extend(told)
    changed = problem_from(stored, problem.reference_date, problem.title)
    issues.extend(cross_field_issues(Draft(changed, masks, True, {}, frozenset(), faults)))
    return (None if any(map(is_error, issues)) else changed), tuple(issues)
