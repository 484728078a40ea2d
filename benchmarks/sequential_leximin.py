"""Leximin as the literature solves it, by one linear program after another, on the very network of classes that ours uses.

``python -m benchmarks.sequential_leximin FOLDER "sequential leximin, HiGHS" SECONDS`` prints one line of JSON.
Each round lifts all open groups together and closes those whose row has a price (Ogryczak & Śliwiński 2006). The answer is
in fractions and up to tolerances; ours is in whole units and exact.
"""

import json
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import matching
from benchmarks.peers.memory import peak_mebibytes
from matching.formulation.assembly import formulate
from matching.formulation.canonical_order import canonical
from matching.formulation.network import SINK, Network
from matching.goals.face import whole_face
from matching.goals.leximin import best_leximin
from matching.problem.policy import policy_from_dict
from matching.problem.problem import Problem

PRICED = 1e-7
"""Prices above this close a group."""

LEXIMIN_ALONE = policy_from_dict(
    {
        "name": "leximin",
        "version": "1",
        "goals": [{"measure": "units", "criterion": "leximin", "group": "commune_kind", "adjusted": True}],
    }
)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seconds of building and solving, rounds made, groups closed of how many."""

    build: float
    solve: float
    rounds: int
    closed: int
    groups: int

    @property
    def finished(self) -> bool:
        """Whether every group was closed within the limit."""
        return self.closed == self.groups

    def told(self, ours: float) -> str:
        """Return a cell of the table: seconds, and the ratio to ours, at least so much where the limit ended it."""
        seconds = self.build + self.solve
        if self.finished:
            return f"{seconds:.1f} s in {self.rounds} rounds, {seconds / ours:.0f}×"
        return f"> {seconds:.0f} s, {self.closed} of {self.groups} groups closed, > {seconds / ours:.0f}×"


class _HighsLevels:
    """The program in HiGHS, kept warm between rounds."""

    def __init__(self, network: Network) -> None:
        import highspy

        self._solver: Any = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        arcs, groups = len(network.tail), len(network.groups.node) if network.groups else 0
        self._lift, self._first = arcs, network.nodes - SINK - 1
        entries = _rows(network)
        order = np.lexsort((entries[1], entries[0]))
        row, column, value = (part[order] for part in entries)
        count = self._first + groups
        start = np.searchsorted(row, np.arange(count + 1)).astype(np.int32)
        gain = np.zeros(arcs + 1)
        gain[-1] = 1.0
        lower = np.concatenate([np.zeros(self._first), -_offset(network)])
        self._solver.passModel(
            arcs + 1, count, len(row), 2, -1, 0.0, gain, np.zeros(arcs + 1),
            np.append(network.capacity.astype(float), 2.0), lower,
            np.concatenate([np.zeros(self._first), np.full(groups, np.inf)]),
            start, column.astype(np.int32), value, np.zeros(arcs + 1, dtype=np.int32),
        )  # fmt: skip

    def lift(self, seconds: float) -> tuple[float, NDArray[np.float64]] | None:
        """Return the level and the prices of the groups' rows, or nothing when time ran out."""
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        self._solver.run()
        if self._solver.modelStatusToString(self._solver.getModelStatus()) != "Optimal":
            return None
        solution = self._solver.getSolution()
        return float(solution.col_value[self._lift]), np.abs(np.array(solution.row_dual)[self._first :])

    def close(self, group: int, level: float) -> None:
        """Keep a group at a level from now on."""
        self._solver.changeCoeff(self._first + group, self._lift, 0.0)
        self._solver.changeRowBounds(self._first + group, level * (1 - PRICED), np.inf)


class _GlopLevels:
    """The program in MathOpt's GLOP, re-solved incrementally."""

    def __init__(self, network: Network) -> None:
        from ortools.math_opt.python import mathopt

        model = mathopt.Model()
        columns = [model.add_variable(lb=0.0, ub=float(most)) for most in network.capacity.tolist()]
        self._lift = model.add_variable(lb=0.0, ub=2.0)
        groups = len(network.groups.node) if network.groups else 0
        first = network.nodes - SINK - 1
        lower = np.concatenate([np.zeros(first), -_offset(network)]).tolist()
        rows = [
            model.add_linear_constraint(lb=lower[row], ub=0.0 if row < first else np.inf)
            for row in range(first + groups)
        ]
        every = [*columns, self._lift]
        for row, column, value in zip(*(part.tolist() for part in _rows(network)), strict=True):
            rows[row].set_coefficient(every[column], value)
        model.maximize(self._lift)
        self._groups = rows[first:]
        self._solver = mathopt.IncrementalSolver(model, mathopt.SolverType.GLOP)
        self._mathopt = mathopt

    def lift(self, seconds: float) -> tuple[float, NDArray[np.float64]] | None:
        """Return the level and the prices of the groups' rows, or nothing when time ran out."""
        import datetime

        limit = self._mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=seconds))
        found = self._solver.solve(params=limit)
        if found.termination.reason != self._mathopt.TerminationReason.OPTIMAL:
            return None
        prices = found.dual_values(self._groups)
        return float(found.variable_values()[self._lift]), np.abs(np.array(prices))

    def close(self, group: int, level: float) -> None:
        """Keep a group at a level from now on."""
        self._groups[group].set_coefficient(self._lift, 0.0)
        self._groups[group].lower_bound = level * (1 - PRICED)


def _offset(network: Network) -> NDArray[np.float64]:
    assert network.groups is not None
    return network.groups.offset.astype(float)


def _rows(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return row, column and coefficient: flow kept at every inner node, then every group above its share of the lift."""
    groups = network.groups
    assert groups is not None
    arcs = np.arange(len(network.tail))
    leaving, coming = network.tail > SINK, network.head > SINK
    layer = network.layers["groups"]
    own = network.nodes - SINK - 1 + np.arange(len(groups.node))
    row = [network.tail[leaving] - SINK - 1, network.head[coming] - SINK - 1, own, own]
    column = [arcs[leaving], arcs[coming], arcs[layer], np.full(len(own), len(arcs))]
    value = [
        np.ones(leaving.sum()),
        -np.ones(coming.sum()),
        np.ones(len(own)),
        -groups.denominator.astype(float),
    ]
    return np.concatenate(row), np.concatenate(column), np.concatenate(value)


SOLVERS: dict[str, Any] = {"HiGHS": _HighsLevels, "GLOP": _GlopLevels}
"""Name of each solver → what holds the program in it."""


def sequential(network: Network, solver: str, seconds: float) -> Rounds:
    """Solve leximin by rounds of linear programs within a limit of seconds."""
    groups = network.groups
    assert groups is not None
    started = time.perf_counter()
    levels = SOLVERS[solver](network)
    build = time.perf_counter() - started
    started = time.perf_counter()
    still, rounds = np.ones(len(groups.node), dtype=np.bool_), 0
    while still.any():
        left = seconds - (time.perf_counter() - started)
        lifted = levels.lift(max(left, 0.01))
        if lifted is None:
            break
        rounds += 1
        level, price = lifted
        closing = still & (price * groups.denominator > PRICED)
        if not closing.any():
            closing = still.copy()
        for group in np.flatnonzero(closing).tolist():
            levels.close(group, level * float(groups.denominator[group]) - float(groups.offset[group]))
        still &= ~closing
    return Rounds(build, time.perf_counter() - started, rounds, int((~still).sum()), len(still))


def _network(problem: Problem) -> Network:
    return formulate(canonical(problem, 0).problem, LEXIMIN_ALONE).network


def leximin_beside(problem: Problem, solver: str, seconds: float) -> dict[str, Any]:
    """Return the seconds of the sequential method within a limit, and of ours on the same network; loading is not timed."""
    small = _network(matching.demo_problem())
    best_leximin(small, whole_face(small))
    SOLVERS[solver](small)
    network = _network(problem)
    face = whole_face(network)
    started = time.perf_counter()
    best = best_leximin(network, face)
    ours = time.perf_counter() - started
    rounds = sequential(network, solver, seconds)
    return {
        "build": round(rounds.build, 3),
        "solve": round(rounds.solve, 3),
        "value": None,
        "mebibytes": peak_mebibytes(),
        "ours": round(ours, 4),
        "levels": len(best.levels),
        "told": rounds.told(ours),
    }


def main() -> None:
    """Run the sequential method on one folder and print what came of it."""
    folder, name, seconds = sys.argv[1:]
    solver = name.rpartition(", ")[2]
    print(json.dumps(leximin_beside(matching.read(folder), solver, float(seconds))))


if __name__ == "__main__":
    main()
