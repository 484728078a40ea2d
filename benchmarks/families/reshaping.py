"""Changes to a generated problem that make it a member of another family."""

from typing import Any

import numpy as np

from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.vocabulary import MISSING, EarmarkField, code_of


def with_columns(problem: Problem, table: str, **columns: Any) -> Problem:
    """Return the problem with some columns of a table replaced."""
    return problem.replace(**{table: table_from(table, {**problem[table].columns, **columns})})


def without(problem: Problem, *tables: str) -> Problem:
    """Return the problem with some tables emptied."""
    return problem.replace(**{name: table_from(name, {}) for name in tables})


def with_scarcity(problem: Problem, share: float) -> Problem:
    """Return the problem without promises, with stock scaled to a share of the needed units of each kind."""
    stock, needs, kinds = problem["stock"], problem["needs"], len(problem["kinds"])
    needed = np.bincount(needs["kind"], needs["quantity"], minlength=kinds)
    held = np.bincount(stock["kind"], np.maximum(stock["quantity"], 0), minlength=kinds)
    scaled = stock["quantity"].copy()
    for kind in range(kinds):
        rows = np.flatnonzero((stock["kind"] == kind) & (stock["quantity"] != MISSING))
        # Rounding the running total keeps the share, however small the single gifts are.
        running = np.cumsum(stock["quantity"][rows]) * (share * needed[kind] / max(held[kind], 1))
        scaled[rows] = np.diff(np.rint(running).astype(np.int64), prepend=0)
    return with_columns(without(problem, "commitments"), "stock", quantity=scaled)


def with_limits(problem: Problem, **limits: int) -> Problem:
    """Return the problem without promises, with the same limits on all offers."""
    size = len(problem["offers"])
    full = {name: np.full(size, limit) for name, limit in limits.items()}
    return with_columns(without(problem, "commitments"), "offers", **full)


def earmarked(problem: Problem, *wishes: tuple[EarmarkField, list[str]]) -> Problem:
    """Return the problem without promises, every offer with one clause: per field a text for each offer."""
    size = len(problem["offers"])
    earmarks = {
        "offer": np.tile(np.arange(size), len(wishes)),
        "clause": np.ones(size * len(wishes), dtype=np.int64),
        "field": np.repeat([code_of(field) for field, _ in wishes], size),
        "values": [text for _, texts in wishes for text in texts],
    }
    return without(problem, "commitments").replace(earmarks=table_from("earmarks", earmarks))
