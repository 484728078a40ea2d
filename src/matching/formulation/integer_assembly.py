"""The integer program of a problem: the network inside it, and the columns and rows of every rule."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import formulate_apart
from matching.formulation.goal_columns import (
    GroupColumns,
    Total,
    group_columns,
    helped_columns,
    reachable,
    total_of_goal,
)
from matching.formulation.integer_criteria.registry import INTEGER_CRITERIA
from matching.formulation.integer_rules.registry import INTEGER_RULES
from matching.formulation.kept_lines import kept_units
from matching.formulation.network import SINK, SOURCE, Network
from matching.formulation.program_builder import ProgramBuilder
from matching.formulation.program_desk import Desk
from matching.formulation.separation import separation_of
from matching.problem.criterion_forms import FORMS
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GoalColumns:
    """What one goal counts: totals to be maximised in order, or groups and which of them can be reached."""

    totals: tuple[Total, ...]
    groups: GroupColumns | None
    reached: NDArray[np.bool_] | None


@dataclass(frozen=True, eq=False)
class IntegerFormulation:
    """The program as built, still open for goals, and what each goal counts in it."""

    desk: Desk
    goals: tuple[GoalColumns, ...]


def formulate_integer(problem: Problem, policy: Policy, seed: int) -> IntegerFormulation:
    """Return the integer program of a problem whose rows are in canonical order."""
    formed = formulate_apart(problem, policy, seed, separation_of(problem, policy))
    desk = Desk(problem, formed, ProgramBuilder())
    _add_network(desk, formed.network)
    for write in INTEGER_RULES.values():
        write(desk)
    desk.builder.speak_of("")
    counting = any(goal.measure in OF_CHILDREN for goal in policy.goals)
    helped = helped_columns(desk) if counting else np.full(len(problem["children"]), MISSING, dtype=np.int64)
    columns = [_columns_of_goal(desk, goal, policy, helped) for goal in policy.goals]
    return IntegerFormulation(desk, tuple(columns))


def _columns_of_goal(desk: Desk, goal: Goal, policy: Policy, helped: Integers) -> GoalColumns:
    if goal.measure == "changes":
        return GoalColumns((kept_units(desk),), None, None)
    if goal.criterion == "sum":
        return GoalColumns((total_of_goal(desk, goal, helped),), None, None)
    counted = group_columns(desk, goal, policy.disadvantage, helped)
    method = INTEGER_CRITERIA.get(goal.criterion)
    if method is not None:
        if FORMS[goal.criterion].of_reached:
            counted = counted.only(reachable(desk, counted, helped))
        return GoalColumns(method(desk, goal, policy, counted), None, None)
    return GoalColumns((), counted, reachable(desk, counted, helped))


def _add_network(desk: Desk, network: Network) -> None:
    """Add a column per arc, and a row per node that keeps what comes in equal to what goes out."""
    desk.builder.add_columns(np.zeros(len(desk.upper), dtype=np.int64), desk.upper)
    arcs = np.arange(len(network.tail))
    leaving, coming = network.tail > SINK, network.head > SINK
    desk.builder.add_rows(
        network.nodes - SINK - 1,
        np.concatenate([network.tail[leaving], network.head[coming]]) - SINK - 1,
        np.concatenate([arcs[leaving], arcs[coming]]),
        np.concatenate([np.ones(int(leaving.sum())), -np.ones(int(coming.sum()))]).astype(np.int64),
        0,
        0,
    )


def flow_of(desk: Desk, point: Integers) -> Integers:
    """Return the flow that a point of the program puts on the network."""
    network = desk.formed.network
    flow = point[: len(network.tail)].copy()
    leaving = network.tail == SOURCE
    leaving[network.layers["unused"]] = False
    flow[network.layers["unused"]] = network.supply - int(flow[leaving].sum())
    return flow
