"""The need-level model of a problem as plain arrays: what a user would write down in a modelling language."""

from pathlib import Path

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.network import Network
from matching.auditing.reference_program.reference import reference_program
from matching.auditing.scope import scope_of
from matching.auditing.share_proofs import promised_alone
from matching.errors import NotANetworkError
from matching.formulation.network_structure import structure
from matching.plan.measures import total_of
from matching.problem.policy import policy_from_dict
from matching.problem.problem import Problem
from matching.problem.quoted_values import quoted
from matching.vocabulary import MISSING

MOST_WEIGHT = policy_from_dict({"name": "weight", "version": "1", "goals": [{"measure": "weight"}]})
"""The goal every peer is given: most weighted need met."""


def export(problem: Problem, path: Path) -> tuple[int, int, int]:
    """Write the model as one compressed file of arrays; return its columns, rows and entries.

    Raises
    ------
    OverflowRefusedError
        If there are more pairs of a line and a need than a need-level model can hold.
    """
    reference = reference_program(Facts(problem, promised_alone(problem), MOST_WEIGHT, 0))
    program, objective = reference.program, reference.objectives[0]
    np.savez(
        path,
        lower=program.lower,
        upper=program.upper,
        row_start=program.row_start,
        column=program.column,
        coefficient=program.coefficient,
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        objective=objective.coefficients,
        constant=objective.constant,
    )
    return program.columns, program.rows, len(program.column)


def flow_graph(problem: Problem, path: Path) -> None:
    """Write the need-level model of a network as arcs.

    Raises
    ------
    NotANetworkError
        If a rule is not one of a network.
    OverflowRefusedError
        If there are more pairs of a line and a need than a need-level model can hold.
    """
    obstacles = structure(problem, MOST_WEIGHT).obstacles
    if obstacles:
        raise NotANetworkError([str(obstacle) for obstacle in obstacles])
    facts = Facts(problem, promised_alone(problem), MOST_WEIGHT, 0)
    none = np.zeros(0, dtype=np.int64)
    left = Network(facts, scope_of(MOST_WEIGHT.goals), None, none, none, none.astype(np.bool_))
    reference = reference_program(facts)
    every = np.ones(reference.program.columns, dtype=np.int64)
    line, need, _ = reference.lines(every)
    room = reference.program.upper[: len(line)]
    offer = problem["stock"]["offer"][line].astype(np.int64)
    gain = quoted(problem, offer, need, "benefit", facts.weight[need].astype(np.int64))
    most = problem["offers"]["commune_max"][offer]
    visit_key, visit = np.unique(
        np.where(most == MISSING, -1, line * len(problem["communes"]) + facts.commune[need]),
        return_inverse=True,
    )
    lines, needs, slots = (len(problem[name]) for name in ("stock", "needs", "slots"))
    first_slot, first_line = 2, 2 + slots
    first_visit = first_line + lines
    first_need = first_visit + len(visit_key)
    visit_row = np.flatnonzero(visit_key >= 0)
    visit_line = visit_key[visit_row] // len(problem["communes"])
    visit_room = problem["offers"]["commune_max"][problem["stock"]["offer"][visit_line]].astype(np.int64)
    own_slot = facts.slot
    blocks = (
        (np.zeros(slots), first_slot + np.arange(slots), left.slot_capacity, None),
        (
            np.where(own_slot >= 0, first_slot + own_slot, 0),
            first_line + np.arange(lines),
            left.line_capacity,
            None,
        ),
        (first_line + visit_line, first_visit + visit_row, visit_room, None),
        (np.where(most == MISSING, first_line + line, first_visit + visit), first_need + need, room, gain),
        (first_need + np.arange(needs), np.ones(needs), left.need_capacity, None),
        (np.zeros(1), np.ones(1), np.array([int(left.line_capacity.sum())]), None),
    )
    tail, head, capacity = (
        np.concatenate([block[part] for block in blocks]).astype(np.int64) for part in range(3)
    )
    start = slots + lines + len(visit_row)
    pairs = slice(start, start + len(line))
    arcs = np.full((3, len(tail)), -1, dtype=np.int64)
    arcs[0, pairs], arcs[1, pairs], arcs[2, pairs] = line, need, gain
    supply = np.zeros(first_need + needs, dtype=np.int64)
    supply[0] = int(left.line_capacity.sum())
    supply[1] = -supply[0]
    np.savez(
        path, tail=tail, head=head, capacity=capacity, gain=np.where(arcs[0] >= 0, arcs[2], 0), supply=supply,
        line_of_arc=arcs[0], need_of_arc=arcs[1], pair_gain=arcs[2],
        line_capacity=left.line_capacity, need_capacity=left.need_capacity,
        constant=total_of(problem, facts.allocation, "weight", 0),
    )  # fmt: skip
