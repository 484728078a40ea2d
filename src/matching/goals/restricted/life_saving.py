"""Lives first: the few needs that save one are planned exactly by an integer program of their own."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engines.linear_program import Relaxation
from matching.errors import InfeasibleError, NoPlanError, OverflowRefusedError
from matching.formulation.assembly import Formulation
from matching.formulation.canonical_order import canonical
from matching.formulation.grouping import points_of
from matching.formulation.integer_assembly import IntegerFormulation, flow_of, formulate_integer
from matching.formulation.network import SINK
from matching.formulation.spreading import spread
from matching.goals.integer_run import IntegerRun
from matching.goals.restricted.charges import Charges
from matching.problem.joining import without
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

GOALS = tuple(Goal(measure) for measure in ("life_saving_units", "cost", "lottery"))
"""The most lives; of these plans the one that leaves most money for all others; and among equals the draw."""

MOST_NEEDS = 3_000
"""More needs that save lives than this are left to the network."""

SECONDS = 60.0
"""Longest search; what was found by then is kept."""


@dataclass(frozen=True, eq=False)
class Lives:
    """Units that save lives, and what the relaxation asks for them.

    Parameters
    ----------
    line, need, units
        What is given beyond promises, by row of the canonical problem.
    asked
        Per need what a unit of supply is worth in lives.
    slot
        The same per row of ``slots``.
    """

    line: Integers
    need: Integers
    units: Integers
    asked: Reals
    slot: Reals


def saved_lives(problem: Problem, policy: Policy, seed: int, deadline: float | None) -> Lives | None:
    """Return the most lives that plans save in which nothing else is given; nothing where that is not a plan's first goal.

    Parameters
    ----------
    problem
        The problem in canonical order.
    policy, seed
        The question.
    deadline
        Moment of ``time.monotonic()`` after which the best so far counts.
    """
    first, saving = policy.goals[0], points_of(problem, "life_saving_units") > 0
    if first.measure != "life_saving_units" or first.criterion != "sum" or first.among:
        return None
    kept = saving.copy()
    kept[problem["commitments"]["need"]] = True
    if not saving.any() or int(kept.sum()) > MOST_NEEDS:
        return None
    rows = np.flatnonzero(kept)
    alone = canonical(
        without(problem, {"needs": ~kept, "floors": np.ones(len(problem["floors"]), dtype=np.bool_)}), seed
    )
    asking = Policy("lives", "1", GOALS, disadvantage=policy.disadvantage)
    try:
        formed = formulate_integer(alone.problem, asking, seed)
        asked, slot = _asked(formed)
        end = time.monotonic() + SECONDS
        run = IntegerRun(formed, asking, None, end if deadline is None else min(end, deadline), fill=False)
        run.to_its_end(Stopwatch())
    except (InfeasibleError, NoPlanError, OverflowRefusedError):
        return None
    line, need, units = spread(alone.problem, formed.desk.formed, flow_of(formed.desk, run.point))
    back = rows[alone.need]
    by_need, by_slot = np.zeros(len(kept)), np.zeros(len(problem["slots"]))
    by_need[back], by_slot = asked, slot
    return Lives(alone.stock[line], back[need], units, by_need, by_slot)


def _asked(formed: IntegerFormulation) -> tuple[Reals, Reals]:
    """Return the prices at which the relaxation supplies every need, and those of the slots."""
    inner, total = formed.desk.formed, formed.goals[0].totals[0]
    program = formed.desk.builder.build()
    objective = np.zeros(program.columns, dtype=np.int64)
    np.add.at(objective, total.column, total.coefficient)
    upper = program.upper.copy()
    for name in ("slots", "lines"):
        # The audit prices what slots and lines hold, not what needs leave of it.
        upper[inner.network.layers[name]] = inner.network.capacity[inner.network.layers[name]]
    relaxed = Relaxation(program).solve(objective, program.lower, upper)
    node = np.zeros(inner.network.nodes)
    if relaxed.status == "optimal":
        node[SINK + 1 :] = np.maximum(relaxed.multipliers[: inner.network.nodes - SINK - 1], 0.0)
    need = np.append(node[inner.class_node], 0.0)[inner.classes.of_need]
    return need, np.where(inner.slot_node == MISSING, 0.0, np.append(node, 0.0)[inner.slot_node])


def lines_of(lives: Lives, formed: Formulation, charges: Charges) -> Integers:
    """Return the units of every supplier's line that save lives, as far as a restricted network may give them."""
    supplier = np.full(len(formed.supply.promises.per_line), MISSING, dtype=np.int64)
    for number, source in enumerate(formed.suppliers):
        supplier[[formed.supply.lines[line].row for line in source.lines]] = number
    units = np.zeros(len(formed.suppliers), dtype=np.int64)
    known = supplier[lives.line] != MISSING
    np.add.at(units, supplier[lives.line[known]], lives.units[known])
    return np.where(charges.closed, 0, units)
