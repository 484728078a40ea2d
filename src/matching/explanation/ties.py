"""Which needs could take a unit from an equal: from their own group, or from one at the same level of coverage."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.explanation.ranking import Preference
from matching.formulation.assembly import Formulation
from matching.formulation.attributes import combine
from matching.formulation.canonical_order import Canonical
from matching.plan.allocation import Allocation
from matching.problem.policy import Policy
from matching.vocabulary import MISSING, Reason, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def has_equals(
    ordered: Canonical,
    formed: Formulation,
    plan: Allocation,
    rows: Integers,
    supplier: Integers,
    alike: Integers,
) -> Mask:
    """Return which needs may have a unit of a supplier from an equal, as far as a leximin goal can tell.

    Parameters
    ----------
    ordered, formed, plan
        The problem in canonical order, its network with groups, and the plan.
    rows, supplier
        Needs in canonical order that lack units, and the supplier that each would take one from.
    alike
        Label of every supplier; units may move between those with the same one.
    """
    network, groups = formed.network, formed.network.groups
    assert groups is not None
    number = np.full(network.nodes, MISSING, dtype=np.int64)
    number[groups.node] = np.arange(len(groups.node))
    head = network.head[network.layers["demand"]]
    group = np.append(number[head], MISSING)[formed.classes.tier_of_need]
    line, need, units = _given(ordered, formed, plan)
    line, supplier = alike[line], alike[supplier]
    size = len(groups.node) + 1
    keys, place = np.unique(line * size + group[need], return_inverse=True)
    total = np.bincount(place, weights=units, minlength=len(keys)).astype(np.int64)
    own_keys, own_place = np.unique(line * len(group) + need, return_inverse=True)
    own_total = np.bincount(own_place, weights=units, minlength=len(own_keys)).astype(np.int64)
    beside = _found(keys, total, supplier * size + group[rows])
    beside = beside - _found(own_keys, own_total, supplier * len(group) + rows)
    return (beside > 0) | _level(formed, keys, size, group[rows], supplier, units, group[need])


def _level(
    formed: Formulation,
    keys: Integers,
    size: int,
    group: Integers,
    supplier: Integers,
    units: Integers,
    served: Integers,
) -> Mask:
    """Return which needs stand at a group whose next unit ties with the last unit of another one of the supplier."""
    groups = formed.network.groups
    assert groups is not None
    known = served != MISSING
    reached = groups.offset + np.bincount(
        served[known], weights=units[known], minlength=len(groups.node)
    ).astype(np.int64)
    if not len(reached):
        return np.zeros(len(group), dtype=np.bool_)
    holder, other = keys // size, keys % size
    inside = other < len(reached)
    holder, other = holder[inside], other[inside]
    asking = np.where(group == MISSING, 0, group)
    codes, _ = combine(
        [
            np.concatenate([holder, supplier]),
            np.concatenate([reached[other], reached[asking] + 1]),
            groups.denominator[np.concatenate([other, asking])],
        ]
    )
    return np.asarray(np.isin(codes[len(holder) :], codes[: len(holder)]) & (group != MISSING))


def _given(ordered: Canonical, formed: Formulation, plan: Allocation) -> tuple[Integers, Integers, Integers]:
    """Return supplier, need in canonical order and units of every line that was not promised."""
    owner = np.full(len(ordered.stock), MISSING, dtype=np.int64)
    for number, source in enumerate(formed.suppliers):
        owner[ordered.stock[[formed.supply.lines[line].row for line in source.lines]]] = number
    back = np.empty(len(ordered.need), dtype=np.int64)
    back[ordered.need] = np.arange(len(back))
    free = ~plan.promised
    return owner[plan.line[free]], back[plan.need[free]], plan.quantity[free]


def _found(keys: Integers, values: Integers, wanted: Integers) -> Integers:
    """Return the value of every wanted key, 0 where there is none."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)


def kept_by_levels(
    preferred: Preference,
    ordered: Canonical,
    formed: Formulation,
    plan: Allocation,
    policy: Policy,
    prices: Sequence[Integers],
) -> Preference:
    """Return the preferences, naming the leximin goal where a later one was named but no equal has a unit to give.

    Prices at a tie of levels say no more than that the later goal is the last that could have decided. Units move
    between equals only along arcs whose ends have the same price, so between suppliers of one kind and price.
    """
    levels = [number for number, goal in enumerate(policy.goals) if goal.criterion == "leximin"]
    told = len(prices) == len(policy.goals)
    if not told or len(levels) != 1 or formed.network.groups is None or formed.counts_children:
        return preferred
    later = np.flatnonzero((preferred.goal > levels[0]) & (preferred.supplier != MISSING))
    rows = formed.classes.tier_first[later]
    kinds = np.array(
        [formed.supply.lines[source.lines[0]].kind for source in formed.suppliers], dtype=np.int64
    )
    _, alike = np.unique(
        np.stack([kinds, prices[levels[0]][formed.supplier_node]]), axis=1, return_inverse=True
    )
    supplier = preferred.supplier[later]
    alone = later[~has_equals(ordered, formed, plan, rows, supplier, alike.reshape(-1))]
    reason, goal = preferred.reason.copy(), preferred.goal.copy()
    reason[alone], goal[alone] = code_of(Reason.OUTRANKED), levels[0]
    return Preference(reason, goal, preferred.supplier)
