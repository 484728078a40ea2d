"""Results as data frames in the caller's own library."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from matching.plan.result import Result
from matching.vocabulary import ENUMERATIONS, MISSING

Backend = Literal["pandas", "polars", "pyarrow"]

BACKENDS: tuple[str, ...] = get_args(Backend)
"""Data-frame libraries that can be asked for; each must be installed by the user."""

Columns = Mapping[str, NDArray[Any]]


def result_frames(result: Result, backend: Backend = "pandas") -> dict[str, Any]:
    """Return the plan as native frames: ``allocation``, ``unmet``, ``unused`` and ``communes``.

    Parameters
    ----------
    result
        A result with a plan.
    backend
        One of :data:`BACKENDS`.

    Raises
    ------
    NoPlanError
        If there is no plan.
    ValueError
        If the backend is unknown.
    ModuleNotFoundError
        If the backend is not installed.
    """
    tables = {
        "allocation": _allocation(result),
        "unmet": _unmet(result),
        "unused": _unused(result),
        "communes": _communes(result),
    }
    return framed(tables, backend)


def framed(tables: Mapping[str, Columns], backend: Backend) -> dict[str, Any]:
    """Return tables of columns as native frames.

    Raises
    ------
    ValueError
        If the backend is unknown.
    ModuleNotFoundError
        If the backend is not installed.
    """
    if backend not in BACKENDS:
        raise ValueError(f"unknown backend {backend!r}; choose one of {', '.join(BACKENDS)}")
    return {
        name: nw.from_dict(dict(columns), backend=backend).to_native() for name, columns in tables.items()
    }


def named(keys: NDArray[np.str_], rows: NDArray[Any]) -> NDArray[np.str_]:
    """Return the key of every row, empty where the row is absent."""
    return np.append(keys, "")[np.where(rows == MISSING, len(keys), rows)]


def _allocation(result: Result) -> Columns:
    problem, plan = result.problem, result.plan
    return {
        "offer_id": problem["offers"]["offer"][plan.offer],
        "need_id": problem["needs"]["need"][plan.need],
        "kind": problem["kinds"]["kind"][problem["stock"]["kind"][plan.line]],
        "item": named(problem["items"]["item"], problem["stock"]["item"][plan.line]),
        "quantity": plan.quantity,
        "amount": plan.amount,
        "promised": plan.promised,
    }


def _unmet(result: Result) -> Columns:
    problem, unmet = result.problem, result.unmet
    return {
        "need_id": problem["needs"]["need"][unmet.need],
        "kind": problem["kinds"]["kind"][problem["needs"]["kind"][unmet.need]],
        "quantity": unmet.quantity,
        "reason": np.array(ENUMERATIONS["Reason"])[unmet.reason],
        "goal": unmet.goal + 1,
        "nearest_offer": named(problem["offers"]["offer"], unmet.offer),
    }


def _unused(result: Result) -> Columns:
    problem, unused, money = result.problem, result.unused, result.unused.money
    stock, none = problem["stock"], np.zeros(len(result.unused.money.offer), dtype=np.int64)
    return {
        "offer_id": problem["offers"]["offer"][np.append(stock["offer"][unused.line], money.offer)],
        "kind": named(problem["kinds"]["kind"], np.append(stock["kind"][unused.line], none + MISSING)),
        "item": named(problem["items"]["item"], np.append(stock["item"][unused.line], none + MISSING)),
        "quantity": np.append(unused.quantity, none),
        "amount": np.append(np.zeros(len(unused.line), dtype=np.int64), money.amount),
        "reason": np.array(ENUMERATIONS["UnusedReason"])[np.append(unused.reason, money.reason)],
    }


def _communes(result: Result) -> Columns:
    table = result.coverage("commune")
    return {
        "commune": np.array(table.labels, dtype=str),
        "needed": table.needed,
        "met": table.met,
        "coverage": table.coverage,
    }
