"""Which column to split: by what splits of it brought before, tried out where little is known."""

import time

import numpy as np
from numpy.typing import NDArray

from matching.engines.linear_program import Relaxation, Relaxed

Integers = NDArray[np.int64]

WHOLE_TOLERANCE = 1e-6
"""Columns this near to a whole number are not split."""

TRIALS = 8
"""Columns tried out at a node, at most."""

TRUSTED = 8
"""Splits of a column after which it is no longer tried out."""

STEPS = 40
"""Simplex steps of a trial."""


class Branching:
    """Learns how much the value falls per unit when a column is rounded down or up."""

    def __init__(
        self, relaxation: Relaxation, objective: Integers, splits: Integers, deadline: float | None
    ) -> None:
        self._relaxation, self._objective, self._splits = relaxation, objective, splits
        self._deadline = np.inf if deadline is None else deadline
        self._fall = np.zeros((2, len(splits)))
        self._count = np.zeros((2, len(splits)), dtype=np.int64)

    def choose(self, relaxed: Relaxed, lower: Integers, upper: Integers, enough: float) -> int:
        """Return the column to split, or -1 if all are whole.

        A trial that falls by ``enough`` closes a side; more is not better.
        """
        part = relaxed.point - np.floor(relaxed.point)
        broken = (part > WHOLE_TOLERANCE) & (part < 1.0 - WHOLE_TOLERANCE) & (lower < upper)
        columns = np.flatnonzero(broken)
        if not len(columns):
            return -1
        columns = columns[self._splits[columns] == self._splits[columns].min()]
        if len(columns) == 1:
            return int(columns[0])
        falls = self._expected(columns, part[columns])
        score = _score(falls, enough)
        order = np.argsort(-score, kind="stable")
        columns, falls = columns[order], falls[:, order]
        self._try_out(columns[:TRIALS], falls, relaxed, lower, upper, enough)
        return int(columns[np.argmax(_score(falls, enough))])

    def learn(self, column: int, side: int, distance: float, fall: float) -> None:
        """Take down what a split of a column brought on one side (0 down, 1 up)."""
        if distance > WHOLE_TOLERANCE and np.isfinite(fall):
            self._fall[side, column] += max(fall, 0.0) / distance
            self._count[side, column] += 1

    def _expected(self, columns: Integers, part: NDArray[np.float64]) -> NDArray[np.float64]:
        known = self._count > 0
        usual = self._fall[known].sum() / max(int(self._count[known].sum()), 1) or 1.0
        rate = self._fall[:, columns] / np.maximum(self._count[:, columns], 1)
        rate = np.where(self._count[:, columns] > 0, rate, usual)
        return np.asarray(rate * np.stack([part, 1.0 - part]))

    def _try_out(
        self,
        columns: Integers,
        falls: NDArray[np.float64],
        relaxed: Relaxed,
        lower: Integers,
        upper: Integers,
        enough: float,
    ) -> None:
        unknown = np.flatnonzero(self._count[:, columns].min(axis=0) < TRUSTED)
        if not len(unknown):
            return
        basis = self._relaxation.basis()
        for place in unknown.tolist():
            column = int(columns[place])
            floor = int(np.floor(relaxed.point[column]))
            part = float(relaxed.point[column]) - floor
            for side in (0, 1):
                low, high = lower.copy(), upper.copy()
                if side:
                    low[column] = floor + 1
                else:
                    high[column] = floor
                tried = self._relaxation.solve(self._objective, low, high, steps=STEPS)
                self._relaxation.return_to(basis)
                fall = relaxed.value - tried.value if tried.status != "failed" else 0.0
                falls[side, place] = max(fall, 0.0)
                if np.isfinite(fall):
                    self.learn(column, side, 1.0 - part if side else part, fall)
            if (falls[:, place] >= enough).all() or time.monotonic() >= self._deadline:
                return


def _score(falls: NDArray[np.float64], enough: float) -> NDArray[np.float64]:
    capped = np.minimum(falls, enough)
    return np.asarray(np.maximum(capped[0], 1e-6) * np.maximum(capped[1], 1e-6))
