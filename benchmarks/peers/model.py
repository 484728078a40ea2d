"""The model as peers read it, and what they answer; a point counts only if it keeps every row."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
class Graph:
    """A need-level network: source, slots, lines, lines in a commune, needs, sink; supplies sum to 0.

    Parameters
    ----------
    tail, head, capacity, gain
        Arcs, shape ``(arcs,)``; the gain of a unit is to be maximised.
    supply
        Units every node sends; what the source cannot place goes to the sink along the last arc.
    line_of_arc, need_of_arc, pair_gain
        Line and need of an arc between them (-1 elsewhere; arcs of a line in a commune count for the line), and its gain.
    line_capacity, need_capacity
        Units left.
    constant
        Weight of what promises give.
    """

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    capacity: NDArray[np.int64]
    gain: NDArray[np.int64]
    supply: NDArray[np.int64]
    line_of_arc: NDArray[np.int64]
    need_of_arc: NDArray[np.int64]
    pair_gain: NDArray[np.int64]
    line_capacity: NDArray[np.int64]
    need_capacity: NDArray[np.int64]
    constant: int


@dataclass(frozen=True)
class Answer:
    """What a peer came back with: seconds to build, seconds to solve, and a point or nothing."""

    build: float
    solve: float
    point: NDArray[np.float64] | None


def read(path: Path) -> Model:
    """Read a model written by ``benchmarks.need_level``."""
    return Model(**_arrays(path))


def read_graph(path: Path) -> Graph:
    """Read a graph written by ``benchmarks.need_level``."""
    return Graph(**_arrays(path))


def _arrays(path: Path) -> dict[str, Any]:
    with np.load(path) as arrays:
        columns = {name: arrays[name] for name in arrays.files}
    return {**columns, "constant": int(columns["constant"])}


def value_of(model: Model | Graph, point: NDArray[np.float64] | None) -> int | None:
    """Return the objective of a point rounded to whole numbers, ``None`` where it breaks a bound, row or balance."""
    if point is None:
        return None
    whole = np.rint(point).astype(np.int64)
    if isinstance(model, Graph):
        return _graph_value(model, whole)
    rows = np.repeat(np.arange(len(model.row_lower)), np.diff(model.row_start))
    activity = np.zeros(len(model.row_lower), dtype=np.int64)
    np.add.at(activity, rows, model.coefficient * whole[model.column])
    kept = (whole >= model.lower).all() and (whole <= model.upper).all()
    kept = kept and (activity >= model.row_lower).all() and (activity <= model.row_upper).all()
    return int(whole @ model.objective) + model.constant if kept else None


def _graph_value(graph: Graph, flow: NDArray[np.int64]) -> int | None:
    """Return the gain of a flow, of arcs between lines and needs alone where a peer tells only those."""
    if (flow < 0).any() or (flow > graph.capacity).any():
        return None
    pairs = graph.line_of_arc >= 0
    net = np.bincount(graph.tail, flow, len(graph.supply)) - np.bincount(graph.head, flow, len(graph.supply))
    if flow[~pairs].any() and (net.astype(np.int64) != graph.supply).any():
        return None
    lines = np.bincount(graph.line_of_arc[pairs], flow[pairs], len(graph.line_capacity))
    needs = np.bincount(graph.need_of_arc[pairs], flow[pairs], len(graph.need_capacity))
    if (lines > graph.line_capacity).any() or (needs > graph.need_capacity).any():
        return None
    return int(flow[pairs] @ graph.pair_gain[pairs]) + graph.constant


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
