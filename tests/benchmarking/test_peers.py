import dataclasses
from pathlib import Path

import numpy as np
import pytest
from benchmarks.need_level import MOST_WEIGHT, export, flow_graph
from benchmarks.peers.flows import solve_networkx, solve_ortools
from benchmarks.peers.mathopt import solve_cp_sat
from benchmarks.peers.model import Graph, read, read_graph, value_of
from benchmarks.peers.registry import PEERS

import matching
from matching.errors import NotANetworkError


@pytest.fixture(scope="module")
def problem() -> matching.Problem:
    return matching.generate("lao-cai", 60, 4)


@pytest.fixture(scope="module")
def graph(problem: matching.Problem, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    path = tmp_path_factory.mktemp("graph") / "graph.npz"
    flow_graph(problem, path)
    return read_graph(path)


def test_need_level_flows_and_programs_reach_what_ours_reaches(
    problem: matching.Problem, graph: Graph, tmp_path: Path
) -> None:
    ours = matching.solve(problem, MOST_WEIGHT).goals[0].value
    export(problem, tmp_path / "program.npz")
    model = read(tmp_path / "program.npz")
    assert value_of(graph, solve_ortools(graph, 10).point) == ours
    assert value_of(graph, solve_networkx(graph, 10).point) == ours
    assert value_of(model, solve_cp_sat(model, 10).point) == ours


def test_a_flow_above_a_capacity_or_out_of_balance_is_worth_nothing(graph: Graph) -> None:
    point = solve_ortools(graph, 10).point
    assert point is not None
    pair = int(np.flatnonzero(graph.line_of_arc >= 0)[0])
    for change in (1, int(graph.capacity[pair]) + 1):
        spoiled = np.array(point)
        spoiled[pair] += change
        assert value_of(graph, spoiled) is None
    assert value_of(dataclasses.replace(graph, need_capacity=graph.need_capacity * 0), point) is None


def test_a_problem_that_is_no_network_has_no_graph(tmp_path: Path) -> None:
    with pytest.raises(NotANetworkError):
        flow_graph(matching.generate("lao-cai", 300, 1, "mixed"), tmp_path / "graph.npz")


def test_every_peer_is_a_function_that_exists() -> None:
    here = Path(__file__).parents[2] / "benchmarks" / "peers"
    for peer in PEERS.values():
        module, function = peer.solve.split(":")
        assert f"def {function}(" in (here / f"{module}.py").read_text(encoding="utf-8")
