"""The model as peers read it, and what they answer; a point counts only if it keeps every row."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

OPEN = 2**62
"""Stands for an open side of a row."""


@dataclass(frozen=True)
class Model:
    """Whole columns with bounds, rows in compressed form, an objective to maximise."""

    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    row_start: NDArray[np.int64]
    column: NDArray[np.int64]
    coefficient: NDArray[np.int64]
    row_lower: NDArray[np.int64]
    row_upper: NDArray[np.int64]
    objective: NDArray[np.int64]
    constant: int

    def rows(self) -> Iterator[tuple[list[tuple[int, int]], float, float]]:
        """Yield every row: (column, coefficient) pairs and both sides, infinite where open."""
        start, column, value = self.row_start.tolist(), self.column.tolist(), self.coefficient.tolist()
        low = np.where(self.row_lower > -OPEN, self.row_lower, -np.inf).tolist()
        high = np.where(self.row_upper < OPEN, self.row_upper, np.inf).tolist()
        for row in range(len(low)):
            entries = range(start[row], start[row + 1])
            yield [(column[entry], value[entry]) for entry in entries], low[row], high[row]

    def sides(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return both sides of all rows, infinite where open."""
        return (
            np.where(self.row_lower > -OPEN, self.row_lower.astype(float), -np.inf),
            np.where(self.row_upper < OPEN, self.row_upper.astype(float), np.inf),
        )


@dataclass(frozen=True)
class Answer:
    """What a peer came back with: seconds to build, seconds to solve, and a point or nothing."""

    build: float
    solve: float
    point: NDArray[np.float64] | None


def read(path: Path) -> Model:
    """Read a model written by ``benchmarks.need_level``."""
    with np.load(path) as arrays:
        columns = {name: arrays[name] for name in arrays.files}
    return Model(**{**columns, "constant": int(columns["constant"])})


def value_of(model: Model, point: NDArray[np.float64] | None) -> int | None:
    """Return the objective of a point rounded to whole numbers, ``None`` where it breaks a bound or row."""
    if point is None:
        return None
    whole = np.rint(point).astype(np.int64)
    rows = np.repeat(np.arange(len(model.row_lower)), np.diff(model.row_start))
    activity = np.zeros(len(model.row_lower), dtype=np.int64)
    np.add.at(activity, rows, model.coefficient * whole[model.column])
    kept = (whole >= model.lower).all() and (whole <= model.upper).all()
    kept = kept and (activity >= model.row_lower).all() and (activity <= model.row_upper).all()
    return int(whole @ model.objective) + model.constant if kept else None


class Clock:
    """Splits the seconds of a run into building and solving."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.build = 0.0

    def built(self) -> None:
        """Say that the model stands."""
        self.build = time.perf_counter() - self._started

    def answer(self, point: NDArray[np.float64] | None) -> Answer:
        """Return the answer with the seconds since the model stood."""
        return Answer(self.build, time.perf_counter() - self._started - self.build, point)
