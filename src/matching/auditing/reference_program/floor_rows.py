"""Rows of floors and ceilings of groups of needs."""

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import Integers, picked, sums
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.ground import Ground
from matching.auditing.reference_program.rows import Part, Rows, terms
from matching.plan.integer_program import UNBOUNDED
from matching.vocabulary import ENUMERATIONS, MISSING


def floors(core: Core) -> Part:
    """Every group of a floor gets at least and at most so many units, promised ones included."""
    ground, table = core.ground, core.ground.facts.problem["floors"]
    kind = picked(ground.numbers(ground.names.kinds), table["kind"], MISSING)
    order = np.lexsort((table["maximum"], table["minimum"], table["value"], kind, table["group"]))
    return Part(rows=tuple(_floor(core, ground, row) for row in order.tolist()))


def _floor(core: Core, ground: Ground, row: int) -> Rows:
    """Return the rows of one line of the table: one per group that it speaks of."""
    facts, needs = ground.facts, ground.names.needs
    table = facts.problem["floors"]
    group, kind, value = (table[name][row] for name in ("group", "kind", "value"))
    group = ENUMERATIONS["FloorGroup"][group]
    names, code = _groups(ground, group)
    counted = (facts.confirmed[needs] | (ground.promised > 0)) & (code >= 0)
    if kind != MISSING:
        counted = counted & (facts.problem["needs"]["kind"][needs] == kind)
    if value or group == "everyone":
        spoken_of = names == value
    else:
        asking = code[counted & facts.confirmed[needs]]
        spoken_of = sums(asking, np.ones_like(asking), len(names)) > 0
    known = np.flatnonzero(spoken_of)
    place = picked(np.cumsum(spoken_of) - 1, code, -1)
    own = np.flatnonzero(counted & picked(spoken_of, code, 0).astype(np.bool_))
    column = core.need_columns(own)
    promised = sums(place[own], ground.promised[own], len(known))
    least, most = int(table["minimum"][row]), int(table["maximum"][row])
    return Rows(
        "floors",
        (terms("needs", place[own][column >= 0], column[column >= 0], 1),),
        least - promised,
        np.full(len(known), UNBOUNDED, dtype=np.int64) if most == MISSING else most - promised,
    )


def _groups(ground: Ground, group: str) -> tuple[NDArray[np.str_], Integers]:
    """Return the names of all groups in an order of their own, and the group of every need, -1 for none."""
    problem, names = ground.facts.problem, ground.names
    communes, children = problem["communes"], problem["children"]
    child = problem["needs"]["child"][names.needs]
    if group == "commune":
        told = np.strings.add(np.strings.add(communes["vintage"], ":"), communes["code"])
        return told[names.communes], ground.commune
    if group == "province":
        provinces, codes = np.unique(communes["province"], return_inverse=True)
        return provinces, codes[names.communes][ground.commune]
    if group == "zone":
        zone = communes["zone"][names.communes][ground.commune]
        return np.array(ENUMERATIONS["Zone"]), zone.astype(np.int64)
    if group == "sex":
        return np.array(ENUMERATIONS["Sex"]), picked(children["sex"], child, MISSING)
    if group == "ethnic_minority":
        return np.array(["no", "yes"]), picked(children["ethnic_minority"], child, MISSING)
    return np.array([""]), np.zeros(len(names.needs), dtype=np.int64)
