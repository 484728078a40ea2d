"""The lines of a plan, read back from ``allocation.csv`` and tied to the rows of their problem."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.files.guarding import unguarded
from matching.plan.allocation import Allocation
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_order
from matching.vocabulary import MISSING

HEADER = ("offer_id", "need_id", "kind", "item", "quantity", "amount", "promised", "line")
"""Columns of ``allocation.csv``."""

TOLD = 100
"""Issues told one by one per column; the rest are counted in the last."""

_LONGEST = 18
_WHOLE = re.compile("0|[1-9][0-9]{0,17}")
_REMEDY = "Leave the file as `solve` wrote it."

Integers = NDArray[np.int64]
Texts = Sequence[str]


def lines_from(problem: Problem, content: bytes) -> tuple[Allocation | None, list[Issue]]:
    """Return the plan's lines in the order of the file, or ``None`` and everything that is malformed."""
    columns, issues = _columns(content)
    if issues:
        return None, issues
    offer, need, kind, item, quantity, amount, promised, line = columns
    order = line_order(problem)
    offers = _rows(problem, "offers", "offer", offer)
    needs = _rows(problem, "needs", "need", need)
    numbers = {
        name: _wholes(texts) for name, texts in (("quantity", quantity), ("amount", amount), ("line", line))
    }
    positions = np.where(numbers["line"] < len(order), numbers["line"], MISSING)
    stock = np.append(order, MISSING)[positions]
    told = {
        "offer_id": (offers, offer), "need_id": (needs, need), "quantity": (numbers["quantity"], quantity),
        "amount": (numbers["amount"], amount), "line": (stock, line),
        "promised": (_answers(promised), promised),
        "kind": (_agreeing(problem, "kinds", "kind", stock, kind), kind),
        "item": (_agreeing(problem, "items", "item", stock, item), item),
    }  # fmt: skip
    issues = [issue for name, (values, texts) in told.items() for issue in _faults(name, values, texts)]
    if issues:
        return None, issues
    kept = told["promised"][0].astype(np.bool_)
    return Allocation(offers, needs, stock, numbers["quantity"], numbers["amount"], kept), []


def _columns(content: bytes) -> tuple[Sequence[Texts], list[Issue]]:
    """Return the cells by column; a plain file is cut at its commas, a quoted one goes through the reader."""
    try:
        text = content.decode("utf-8-sig")
        if any(mark in text for mark in "\"'\r"):
            rows = [
                [unguarded(cell) for cell in row]
                for row in csv.reader(io.StringIO(text, newline=""), strict=True)
            ]
            widths, cells = list(map(len, rows)), [cell for row in rows for cell in row]
        else:
            lines = text.removesuffix("\n").split("\n")
            widths, cells = [line.count(",") + 1 for line in lines], ",".join(lines).split(",")
    except (UnicodeDecodeError, csv.Error) as error:
        return (), [_issue("unreadable", 0, "", f"The file cannot be read: {str(error)[:80]}.")]
    width = len(HEADER)
    if tuple(cells[: widths[0] if widths else 0]) != HEADER:
        return (), [_issue("bad_header", 0, "", f"The columns are not {', '.join(HEADER)}.")]
    ragged = [row for row, found in enumerate(widths) if found != width]
    if ragged:
        return (), [
            _issue("ragged_row", row, "", f"The row does not have {width} cells.") for row in ragged[:TOLD]
        ]
    return [cells[width + column :: width] for column in range(width)], []


def _rows(problem: Problem, table: str, key: str, names: Texts) -> Integers:
    """Return the row of every name, ``MISSING`` where there is none."""
    index = {name: row for row, name in enumerate(problem[table][key].tolist())}
    return np.fromiter(map(index.get, names, repeat(MISSING)), dtype=np.int64, count=len(names))


def _wholes(texts: Texts) -> Integers:
    """Return the whole numbers, ``MISSING`` where a text is not one in plain digits."""
    digits = "".join(texts)
    if (
        digits.isascii()
        and digits.isdigit()
        and len(min(texts, key=len))
        and len(max(texts, key=len)) <= _LONGEST
    ):
        numbers = np.fromiter(map(int, texts), dtype=np.int64, count=len(texts))
        if sum(map(len, map(str, numbers.tolist()))) == len(digits):
            return numbers
    matches = _WHOLE.fullmatch
    return np.fromiter((int(t) if matches(t) else MISSING for t in texts), dtype=np.int64, count=len(texts))


def _answers(texts: Texts) -> Integers:
    """Return 1 for yes, 0 for no, ``MISSING`` for anything else."""
    codes = {"no": 0, "yes": 1}
    return np.fromiter(map(codes.get, texts, repeat(MISSING)), dtype=np.int64, count=len(texts))


def _agreeing(problem: Problem, table: str, column: str, stock: Integers, texts: Texts) -> Integers:
    """Return 0 where the text names what the stock row holds (or there is no such row), else ``MISSING``."""
    names = [*problem[table][column].tolist(), ""]
    held = np.append(problem["stock"][column], MISSING)[stock].tolist()
    found = [names[row] for row in held]
    if found == texts:
        return np.zeros(len(stock), dtype=np.int64)
    same = np.fromiter((one == other for one, other in zip(found, texts, strict=True)), np.bool_, len(found))
    return np.where(same | (stock == MISSING), 0, MISSING)


_MESSAGES = {
    "offer_id": ("dangling_reference", "The problem has no such offer."),
    "need_id": ("dangling_reference", "The problem has no such need."),
    "line": ("dangling_reference", "The problem has no stock row of that number."),
    "quantity": ("bad_integer", "The quantity is not a whole number in plain digits."),
    "amount": ("bad_integer", "The amount is not a whole number in plain digits."),
    "promised": ("bad_bool", "The cell is neither yes nor no."),
    "kind": ("contradiction", "The stock row is of another kind."),
    "item": ("contradiction", "The stock row holds another item."),
}


def _faults(column: str, values: Integers, texts: Texts) -> Iterator[Issue]:
    rows = np.flatnonzero(values == MISSING).tolist()
    code, message = _MESSAGES[column]
    yield from (_issue(code, row + 1, column, message, texts[row][:80]) for row in rows[:TOLD])
    if len(rows) > TOLD:
        yield _issue(code, 0, column, f"{len(rows) - TOLD} further rows have the same mistake.")


def _issue(code: str, row: int, column: str, message: str, value: str = "") -> Issue:
    return Issue(code, "allocation.csv", row, column, value, message, _REMEDY)
