"""A plan as tables of text: who gets what, what is not met, what is left, how every commune stands, and its index.

Rows are sorted by identifiers, so the same plan gives the same bytes whatever the order of rows in the input.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan.allocation import Allocation
from matching.plan.coverage_tables import coverage
from matching.plan.result import Result, Unmet, Unused
from matching.problem.commune_targets import targets
from matching.problem.disadvantage_parts import parts_of
from matching.problem.people import communes_of_needs
from matching.problem.policy import Disadvantage
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE, line_order
from matching.vocabulary import ENUMERATIONS, MISSING

Columns = Mapping[str, Sequence[str]]


def plan_tables(result: Result) -> dict[str, Columns]:
    """Return every table of a result's plan by the name of its file.

    Raises
    ------
    NoPlanError
        If there is no plan.
    """
    problem = result.problem
    return {
        "allocation.csv": allocation_columns(problem, result.plan),
        "unmet.csv": unmet_columns(problem, result.unmet),
        "unused.csv": unused_columns(problem, result.unused),
        "communes.csv": commune_columns(problem, result.plan, result.policy.disadvantage),
        "disadvantage.csv": disadvantage_columns(problem, result.policy.disadvantage),
    }


def allocation_columns(problem: Problem, plan: Allocation) -> Columns:
    """Return the plan's lines; ``line`` is the number of the stock row in canonical order."""
    stock = problem["stock"]
    return {
        "offer_id": _names(problem["offers"]["offer"], plan.offer),
        "need_id": _names(problem["needs"]["need"], plan.need),
        "kind": _names(problem["kinds"]["kind"], stock["kind"][plan.line]),
        "item": _names(problem["items"]["item"], stock["item"][plan.line]),
        "quantity": _numbers(plan.quantity),
        "amount": _numbers(plan.amount),
        "promised": ["yes" if promised else "no" for promised in plan.promised.tolist()],
        "line": _numbers(line_numbers(problem)[plan.line]),
    }


def line_numbers(problem: Problem) -> NDArray[np.int64]:
    """Return the number of every stock row in canonical order, counted from 0 as in certificates."""
    numbers = np.empty(len(problem["stock"]), dtype=np.int64)
    numbers[line_order(problem)] = np.arange(len(numbers))
    return numbers


def unmet_columns(problem: Problem, unmet: Unmet) -> Columns:
    """Return the needs with units left, each with its first reason, by need."""
    needs = problem["needs"]
    order = np.argsort(needs["need"][unmet.need], kind="stable")
    rows = unmet.need[order]
    commune = communes_of_needs(problem)[rows]
    return {
        "need_id": _names(needs["need"], rows),
        "kind": _names(problem["kinds"]["kind"], needs["kind"][rows]),
        "commune_vintage": _names(problem["communes"]["vintage"], commune),
        "commune_code": _names(problem["communes"]["code"], commune),
        "quantity": _numbers(unmet.quantity[order]),
        "reason": _names(np.array(ENUMERATIONS["Reason"]), unmet.reason[order]),
        "goal": ["" if goal == MISSING else str(goal + 1) for goal in unmet.goal[order].tolist()],
        "nearest_offer": _names(problem["offers"]["offer"], unmet.offer[order]),
    }


def unused_columns(problem: Problem, unused: Unused) -> Columns:
    """Return the stock with units left, each with a reason, in canonical order; behind it the money left, by offer."""
    stock, money = problem["stock"], unused.money
    offers = np.argsort(problem["offers"]["offer"][money.offer], kind="stable")
    ones = len(offers)
    numbers = line_numbers(problem)[unused.line]
    order = np.argsort(numbers, kind="stable")
    rows = unused.line[order]
    reason = np.append(unused.reason[order], money.reason[offers])
    return {
        "offer_id": _names(problem["offers"]["offer"], np.append(stock["offer"][rows], money.offer[offers])),
        "kind": [*_names(problem["kinds"]["kind"], stock["kind"][rows]), *[""] * ones],
        "item": [*_names(problem["items"]["item"], stock["item"][rows]), *[""] * ones],
        "quantity": [*_numbers(unused.quantity[order]), *["0"] * ones],
        "amount": [*["0"] * len(rows), *_numbers(money.amount[offers])],
        "reason": _names(np.array(ENUMERATIONS["UnusedReason"]), reason),
        "line": [*_numbers(numbers[order]), *[""] * ones],
    }


def commune_columns(problem: Problem, plan: Allocation, index: Disadvantage) -> Columns:
    """Return every commune with its target in per cent and the units needed and met, by vintage and code.

    The coverage has six decimal places and is empty where nothing is needed.
    """
    table = problem["communes"]
    reached = coverage(problem, plan.per_need(problem), "commune")
    counts = dict(
        zip(reached.labels, zip(reached.needed.tolist(), reached.met.tolist(), strict=True), strict=True)
    )
    order = np.lexsort((table["code"], table["vintage"]))
    vintages, codes = _names(table["vintage"], order), _names(table["code"], order)
    pairs = [counts.get(f"{vintage}:{code}", (0, 0)) for vintage, code in zip(vintages, codes, strict=True)]
    return {
        "vintage": vintages,
        "code": codes,
        "name": _names(table["name"], order),
        "province": _names(table["province"], order),
        "zone": _names(np.array(ENUMERATIONS["Zone"]), table["zone"][order]),
        "target": _numbers(targets(problem, index)[order]),
        "needed": [str(needed) for needed, _ in pairs],
        "met": [str(met) for _, met in pairs],
        "coverage": [_six_places(met, needed) if needed else "" for needed, met in pairs],
    }


def disadvantage_columns(problem: Problem, index: Disadvantage) -> Columns:
    """Return the published index of every commune, by vintage and code.

    Every part with its value (empty where it is not known or does not apply) and its points, weight × value; the sum of
    the weights; the index, ``Σ points ÷ Σ weights``, with six decimal places; and the target in per cent.
    """
    table, parts = problem["communes"], parts_of(problem, index)
    order = np.lexsort((table["code"], table["vintage"]))
    columns = {name: _names(table[name], order) for name in ("vintage", "code", "name")}
    for part in parts:
        unit, missing = SHARE // part.denominator, part.missing[order].tolist()
        values = (part.numerator[order] * unit).tolist()
        columns[part.name] = [
            "" if absent else _four_places(value) for value, absent in zip(values, missing, strict=True)
        ]
        columns[f"{part.name}_points"] = [_four_places(part.weight * value) for value in values]
    weights = sum(part.weight for part in parts)
    points = sum(
        (part.weight * part.numerator * (SHARE // part.denominator) for part in parts),
        np.zeros(len(table), np.int64),
    )
    columns["weights"] = [str(weights)] * len(table)
    columns["index"] = [
        _six_places(one, weights * SHARE) if weights else "0.000000" for one in points[order].tolist()
    ]
    columns["target"] = _numbers(targets(problem, index)[order])
    return columns


def millionths(part: int, total: int) -> int:
    """Return ``part`` of ``total`` in millionths, rounded half up, from whole numbers alone."""
    return (2 * 10**6 * part + total) // (2 * total)


def _six_places(part: int, total: int) -> str:
    ones, rest = divmod(millionths(part, total), 10**6)
    return f"{ones}.{rest:06}"


def _four_places(ten_thousandths: int) -> str:
    ones, rest = divmod(ten_thousandths, SHARE)
    return f"{ones}.{rest:04}"


def _names(keys: NDArray[np.str_], rows: NDArray[Any]) -> list[str]:
    """Return the key of every row, empty where the row is absent."""
    names = [*keys.tolist(), ""]
    absent = len(names) - 1
    return [names[row] for row in np.where(rows == MISSING, absent, rows).tolist()]


def _numbers(values: NDArray[np.int64]) -> list[str]:
    return list(map(str, values.tolist()))
