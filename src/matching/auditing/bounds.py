"""Floors and ceilings of the groups compared: least and most units that the table of floors allows each."""

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups
from matching.auditing.packing import Integers
from matching.vocabulary import MISSING, FloorGroup, code_of


def group_bounds(facts: Facts, groups: Groups) -> tuple[Integers, Integers]:
    """Return the least and most units of every group, from rows that speak of a commune and a kind.

    Rows of a commune and all kinds speak of groups of units by commune. Other rows are rules of their own and are not on
    the reference network.
    """
    least, most = np.zeros(len(groups.needed), dtype=np.int64), groups.needed.copy()
    table, communes = facts.problem["floors"], facts.problem["communes"]
    in_units = all(goal.measure == "units" for goal in facts.policy.goals if goal.group != "everyone")
    told = np.strings.add(np.strings.add(communes["vintage"], ":"), communes["code"])
    for row in range(len(table)):
        if int(table["group"][row]) != code_of(FloorGroup.COMMUNE):
            continue
        if int(table["kind"][row]) == MISSING and not in_units:
            continue
        here = groups.kind == int(table["kind"][row])
        if table["value"][row]:
            here = here & (told[groups.commune] == table["value"][row])
        least[here] = np.maximum(least[here], int(table["minimum"][row]))
        if int(table["maximum"][row]) != MISSING:
            most[here] = np.minimum(most[here], int(table["maximum"][row]))
    return least, most
