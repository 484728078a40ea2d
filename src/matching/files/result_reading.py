"""Results read back: the plan in a folder as an answer to its problem, judged again by the audit."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from matching.auditing.checking import audit
from matching.errors import DataError, Issue
from matching.files.guarding import unguarded
from matching.files.plan_columns import line_numbers
from matching.files.plan_reading import StoredPlan, claimed_input, read_plan
from matching.plan.goal_values import goal_values
from matching.plan.left_over import unused_without_reasons
from matching.plan.outcome import Feasibility, Outcome, Proof, StopReason
from matching.plan.result import Result, Unmet, Unused
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING

_AGAIN = "Solve again, or fetch the original files."


def read_result(problem: Problem, folder: str | Path) -> Result:
    """Return the result that a folder holds, its plan judged again; reasons are those that the files tell.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    folder
        A folder that ``solve`` has written.

    Raises
    ------
    DataError
        If the folder holds no plan, a damaged one, one for another problem, or one that the audit refuses.
    """
    digest = claimed_input(folder)
    if digest and digest != problem.digest:
        raise DataError([_issue("other_input", "result.json", "The plan answers another input.")])
    stored = read_plan(problem, folder)
    if stored.faults:
        raise DataError(stored.faults)
    report = audit(problem, stored.allocation, stored.policy, stored.seed, stored.certificate)
    if report.verdict == "violated":
        raise DataError([_issue("refused", "allocation.csv", "The audit refuses the plan.")])
    outcome = stored.document.get("outcome", {})
    stop = outcome.get("stop") if isinstance(outcome, Mapping) else None
    proof = Proof.PROVED if report.verdict == "proved" else Proof.NOT_PROVED
    return Result(
        problem=problem,
        policy=stored.policy,
        seed=stored.seed,
        outcome=Outcome(StopReason(stop or "finished"), Feasibility.FEASIBLE, proof, has_plan=True),
        allocation=stored.allocation,
        goals=goal_values(stored.policy, report),
        certificate=stored.certificate,
        report=report,
        unmet=_unmet(problem, stored),
        unused=_unused(problem, stored),
        versions=MappingProxyType({}),
        seconds=MappingProxyType({}),
    )


def _unmet(problem: Problem, stored: StoredPlan) -> Unmet:
    """Return the units left as the lines give them, and their reasons as the table tells them."""
    left = problem["needs"]["quantity"] - stored.allocation.per_need(problem)
    rows = np.flatnonzero(left > 0)
    told = {row["need_id"]: row for row in _rows(stored, "unmet.csv", "need_id")}
    offers = {name: row for row, name in enumerate(problem["offers"]["offer"].tolist())}
    cells = [told.get(name, {}) for name in problem["needs"]["need"][rows].tolist()]
    return Unmet(
        rows,
        left[rows],
        np.array([_code(cell, "Reason", "unmet.csv") for cell in cells], dtype=np.int8),
        np.array([_goal(cell, len(stored.policy.goals)) for cell in cells], dtype=np.int64),
        np.array([offers.get(cell.get("nearest_offer", ""), MISSING) for cell in cells], dtype=np.int64),
    )


def _unused(problem: Problem, stored: StoredPlan) -> Unused:
    left = unused_without_reasons(problem, stored.allocation)
    rows = _rows(stored, "unused.csv", "line")
    of_line = {row["line"]: row for row in rows if row["line"]}
    of_offer = {row.get("offer_id", ""): row for row in rows if not row["line"]}
    lines = [of_line.get(str(number), {}) for number in line_numbers(problem)[left.line].tolist()]
    offers = [of_offer.get(name, {}) for name in problem["offers"]["offer"][left.money.offer].tolist()]
    reason, why = (
        np.array([_code(cell, "UnusedReason", "unused.csv") for cell in cells], dtype=np.int8)
        for cells in (lines, offers)
    )
    return replace(left, reason=reason, money=replace(left.money, reason=why))


def _rows(stored: StoredPlan, name: str, key: str) -> list[dict[str, str]]:
    try:
        text = stored.contents.get(name, b"").decode("utf-8-sig")
        rows = [
            {column: unguarded(cell or "") for column, cell in row.items() if column is not None}
            for row in csv.DictReader(io.StringIO(text, newline=""), restval="")
        ]
    except (UnicodeDecodeError, csv.Error, TypeError, AttributeError) as error:
        raise DataError([_issue("bad_table", name, "The table cannot be read.")]) from error
    if rows and key not in rows[0]:
        raise DataError([_issue("bad_table", name, f"The table has no column {key}.")])
    return rows


def _code(cells: Mapping[str, str], enumeration: str, name: str) -> int:
    known = ENUMERATIONS[enumeration]
    if cells.get("reason") not in known:
        raise DataError([_issue("bad_table", name, "A row is missing, or its reason is not a known word.")])
    return known.index(cells["reason"])


def _goal(cells: Mapping[str, str], goals: int) -> int:
    text = cells.get("goal", "")
    known = text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= goals
    return int(text) - 1 if known else MISSING


def _issue(code: str, name: str, message: str) -> Issue:
    return Issue(code, name, 0, "", "", message, _AGAIN)
