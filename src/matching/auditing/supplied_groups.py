"""Which groups some supply can still reach after promises; only these freeze the lowest coverage."""

import numpy as np

from matching.auditing.cut import reached_groups
from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of
from matching.auditing.network import Network
from matching.auditing.packing import Flags, Integers
from matching.auditing.reach import reaches
from matching.auditing.scope import scope_of
from matching.problem.policy import Goal
from matching.vocabulary import MISSING


def reached(facts: Facts, goal: Goal) -> Flags:
    """Return the groups of a goal with a need that some line can still serve after promises, all limits considered."""
    groups = groups_of(facts, goal)
    line, commune = _promised_visits(facts)
    like = Goal(goal.measure, "max_min", goal.group, goal.target, goal.among, best=goal.best)
    network = Network(facts, scope_of((like,)), groups, line, commune, np.ones(len(line), dtype=np.bool_))
    own = tuple(reaches(facts, network.open_line, network.open_need))
    return reached_groups(network, own)


def _promised_visits(facts: Facts) -> tuple[Integers, Integers]:
    """Return the visits, by stock row and commune, whose offer's limit promises may have used up."""
    plan, offers = facts.allocation, facts.problem["offers"]
    rows = np.flatnonzero(plan.promised & (offers["commune_max"][plan.offer] != MISSING))
    if not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    visited = np.unique(np.stack([plan.offer[rows], facts.commune[plan.need[rows]]], axis=1), axis=0)
    stock = facts.problem["stock"]["offer"]
    line, visit = np.nonzero(stock[:, np.newaxis] == visited[:, 0])
    order = np.lexsort((visited[visit, 1], line))
    return line[order].astype(np.int64), visited[visit, 1][order]
