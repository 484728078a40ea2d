"""Floors and ceilings by any group."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.program_desk import Desk
from matching.plan.integer_program import UNBOUNDED
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]


def floors(desk: Desk) -> None:
    """``minimum ≤ Σ x ≤ maximum`` over the needs of a group, promised units included.

    Promised units count whether their need is confirmed or not; but without a value only groups with a confirmed need
    are spoken of.
    """
    table, needs = desk.problem["floors"], desk.problem["needs"]
    promised = desk.formed.supply.promises.per_need
    counted = (needs["confirmed"] == 1) | (promised > 0)
    for row in range(len(table)):
        desk.builder.speak_of("floors", str(row))
        group = ENUMERATIONS["FloorGroup"][table["group"][row]]
        names, codes = group_codes(desk.problem, group)
        kind, value = int(table["kind"][row]), str(table["value"][row])
        chosen = counted & (codes >= 0) & ((kind == MISSING) | (needs["kind"] == kind))
        for code, name in enumerate(names):
            here = np.flatnonzero(chosen & (codes == code))
            spoken_of = (
                value == name if value else group == "everyone" or (needs["confirmed"][here] == 1).any()
            )
            if not spoken_of:
                continue
            kept, most = int(promised[here].sum()), int(table["maximum"][row])
            arcs = desk.need_arc[here]
            desk.builder.add_row(
                [(arcs[arcs != MISSING], 1)],
                int(max(table["minimum"][row], 0)) - kept,
                UNBOUNDED if most == MISSING else most - kept,
            )


def group_codes(problem: Problem, group: str) -> tuple[list[str], Integers]:
    """Return the names of the groups of a sort, and the group of every need (``MISSING`` for none)."""
    communes, commune = problem["communes"], communes_of_needs(problem)
    child = problem["needs"]["child"]
    if group == "commune":
        pairs = zip(communes["vintage"].tolist(), communes["code"].tolist(), strict=True)
        return [f"{vintage}:{code}" for vintage, code in pairs], commune
    if group == "zone":
        return list(ENUMERATIONS["Zone"]), communes["zone"][commune].astype(np.int64)
    if group == "province":
        names, codes = np.unique(communes["province"], return_inverse=True)
        return names.tolist(), codes.reshape(-1)[commune].astype(np.int64)
    if group in ("sex", "ethnic_minority"):
        column = np.append(problem["children"][group], MISSING)[child].astype(np.int64)
        return (list(ENUMERATIONS["Sex"]) if group == "sex" else ["no", "yes"]), column
    return [""], np.zeros(len(commune), dtype=np.int64)
