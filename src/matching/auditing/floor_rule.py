"""Floors and ceilings: least and most units for groups of needs."""

from collections.abc import Iterator

import numpy as np

from matching.auditing.breaches import Breaches
from matching.auditing.facts import Facts
from matching.auditing.packing import Integers, sums
from matching.vocabulary import ENUMERATIONS, MISSING


def floors(facts: Facts) -> Iterator[Breaches]:
    """Every group of a floor gets at least and at most so many units."""
    table = facts.problem["floors"]
    for row in range(len(table)):
        group = ENUMERATIONS["FloorGroup"][table["group"][row]]
        names, codes = floor_groups(facts, group)
        kind = int(table["kind"][row])
        counted = facts.confirmed | (facts.given > 0)
        if kind != MISSING:
            counted = counted & (facts.problem["needs"]["kind"] == kind)
        yield from _row(facts, row, group, names, np.where(counted, codes, MISSING))


def _row(facts: Facts, row: int, group: str, names: list[str], codes: Integers) -> Iterator[Breaches]:
    table = facts.problem["floors"]
    counted = codes >= 0
    given = sums(codes[counted], facts.given[counted], len(names))
    present = np.zeros(len(names), dtype=np.bool_)
    present[codes[counted & facts.confirmed]] = True
    wanted = str(table["value"][row])
    least, most = int(table["minimum"][row]), int(table["maximum"][row])
    for code, name in enumerate(names):
        if (wanted and wanted != name) or not (wanted or present[code] or group == "everyone"):
            continue
        where = f"{group} {name}".strip()
        if given[code] < least:
            yield Breaches(f"{given[code]} units go to {where}, at least {least} must.", 1)
        if most != MISSING and given[code] > most:
            yield Breaches(f"{given[code]} units go to {where}, at most {most} may.", 1)


def floor_groups(facts: Facts, group: str) -> tuple[list[str], Integers]:
    """Return the names of the groups and the group of every need, -1 where it is in none."""
    communes, children = facts.problem["communes"], facts.problem["children"]
    if group == "commune":
        names = [
            f"{vintage}:{code}" for vintage, code in zip(communes["vintage"], communes["code"], strict=True)
        ]
        return names, facts.commune
    if group == "zone":
        return list(ENUMERATIONS["Zone"]), communes["zone"][facts.commune].astype(np.int64)
    if group == "province":
        provinces, codes = np.unique(communes["province"], return_inverse=True)
        return provinces.tolist(), codes[facts.commune]
    if group == "sex":
        return list(ENUMERATIONS["Sex"]), facts.of_child(children["sex"], MISSING)
    if group == "ethnic_minority":
        return ["no", "yes"], facts.of_child(children["ethnic_minority"], MISSING)
    return [""], np.zeros(len(facts.commune), dtype=np.int64)
