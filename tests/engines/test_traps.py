"""Canaries: what the flow solver does wrong without a word, and that no such input reaches it."""

import numpy as np
import pytest
from ortools.graph.python import max_flow, min_cost_flow

from matching.engines.flow_arrays import COST_LIMIT, FlowArrays, check_arrays
from matching.engines.max_flow import solve_max_flow
from matching.engines.min_cost_flow import solve_min_cost_flow
from matching.errors import InfeasibleError, OverflowRefusedError, SolverError


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def one_arc(capacity: int = 5, cost: int = 3, supply: int = 2) -> FlowArrays:
    return FlowArrays(2, whole(0), whole(1), whole(capacity), whole(cost), whole(supply, -supply))


def test_the_solver_still_truncates_fractional_costs_in_silence() -> None:
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.array([0], dtype=np.int32), np.array([1], dtype=np.int32), whole(1), np.array([0.9])
    )
    solver.set_nodes_supplies(np.array([0, 1], dtype=np.int32), whole(1, -1))
    assert solver.solve() == solver.OPTIMAL
    assert solver.optimal_cost() == 0, "if this fails, the solver has mended it: tell the ecosystem notes"


def test_the_solver_still_calls_an_overflown_total_optimal() -> None:
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.array([0], dtype=np.int32), np.array([1], dtype=np.int32), whole(2**61), whole(10)
    )
    solver.set_nodes_supplies(np.array([0, 1], dtype=np.int32), whole(2**61, -(2**61)))
    assert solver.solve() == solver.OPTIMAL
    assert solver.optimal_cost() == 2**63 - 1


@pytest.mark.parametrize("name", ["capacity", "cost", "supply", "tail"])
def test_arrays_of_fractions_never_reach_the_solver(name: str) -> None:
    arrays = one_arc()
    columns = {field: getattr(arrays, field) for field in ("tail", "head", "capacity", "cost", "supply")}
    columns[name] = columns[name].astype(np.float64)
    with pytest.raises(SolverError, match=f"{name} must hold 64-bit integers"):
        check_arrays(FlowArrays(2, **columns))


def test_quantities_beyond_the_exact_range_are_refused_with_the_bound() -> None:
    with pytest.raises(OverflowRefusedError, match=str(2**53)):
        solve_min_cost_flow(one_arc(capacity=2**60, supply=2**60))


def test_costs_beyond_the_exact_range_are_refused_and_the_largest_allowed_one_is_solved() -> None:
    most = COST_LIMIT // 25
    assert solve_min_cost_flow(one_arc(cost=most)).tolist() == [2]
    with pytest.raises(OverflowRefusedError, match="exceed the exact range"):
        solve_min_cost_flow(one_arc(cost=most + 1))


def test_an_arc_to_a_node_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SolverError, match="does not exist"):
        solve_min_cost_flow(FlowArrays(2, whole(0), whole(2**32 + 1), whole(1), whole(1), whole(0, 0)))


def test_supply_that_cannot_be_sent_is_infeasible_not_a_part_plan() -> None:
    with pytest.raises(InfeasibleError):
        solve_min_cost_flow(one_arc(capacity=1, supply=2))


def test_the_source_side_of_a_cut_is_what_unsent_supply_still_reaches() -> None:
    flow = solve_max_flow(3, whole(0, 1), whole(1, 2), whole(5, 1), whole(3, 0, 0), whole(0, 0, 3))
    assert flow.delivered.tolist() == [0, 0, 1]
    assert flow.plenty.tolist() == [True, True, False]


def test_the_maximum_flow_of_the_solver_is_exact_at_large_integers() -> None:
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(np.array([0], dtype=np.int32), np.array([1], dtype=np.int32), whole(2**52))
    assert solver.solve(0, 1) == solver.OPTIMAL
    assert solver.optimal_flow() == 2**52
