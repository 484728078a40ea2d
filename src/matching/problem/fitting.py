"""Which item serves which: sizes, sexes, procedures."""

import numpy as np
from numpy.typing import NDArray

from matching.problem.people import ages
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, ItemSex, code_of


def need_items(problem: Problem) -> NDArray[np.int64]:
    """Return the item row of every need; a missing size is derived from height, else from age, and sex.

    A child's own cut (boy, girl) is preferred to a neutral one. ``MISSING`` stays where nothing can be derived.
    """
    needs = problem["needs"]
    items = needs["item"].astype(np.int64)
    sized = problem["kinds"].is_("fit", "size")[needs["kind"]]
    open_rows = np.flatnonzero(sized & (items == MISSING) & (needs["child"] >= 0))
    if not len(open_rows):
        return items
    derived = items.copy()
    child = needs["child"][open_rows]
    years, height = ages(problem)[child], problem["children"]["height"][child]
    sex = problem["children"]["sex"][child]
    table = problem["items"]
    by_preference = np.argsort(table["sex"] == code_of(ItemSex.NEUTRAL), kind="stable")[::-1]
    for item in by_preference.tolist():
        tall = (height >= table["min_height"][item]) & (height <= table["max_height"][item])
        aged = (years >= table["min_age"][item]) & (years <= table["max_age"][item])
        has_heights = table["min_height"][item] != MISSING
        suits = np.where((height != MISSING) & has_heights, tall, aged)
        suits &= (table["sex"][item] == code_of(ItemSex.NEUTRAL)) | (table["sex"][item] == sex)
        suits &= needs["kind"][open_rows] == table["kind"][item]
        derived[open_rows[suits]] = item
    return derived


def item_fits(problem: Problem) -> NDArray[np.bool_]:
    """Return whether a stock item (first axis) serves a needed item (second axis); the last row and column mean no item.

    ``size``: same sex or neutral stock, and the same size or one up. ``exact``: the same item. ``none``: any
    item of the kind. Stock without an item serves every item; a need without an item is served by any stock,
    except where the kind's rule is ``size`` or ``exact``: then only by stock without an item.
    """
    table, kinds = problem["items"], problem["kinds"]
    count = len(table)
    fit = np.zeros((count + 1, count + 1), dtype=np.bool_)
    same_kind = table["kind"][:, None] == table["kind"][None, :]
    rule_none = kinds.is_("fit", "none")[table["kind"]]
    rule_size = kinds.is_("fit", "size")[table["kind"]]
    sexes = (table["sex"][:, None] == code_of(ItemSex.NEUTRAL)) | (
        table["sex"][:, None] == table["sex"][None, :]
    )
    step = table["size"][:, None] - table["size"][None, :]
    sized = sexes & ((step == 0) | (step == 1)) & (table["size"][:, None] != MISSING)
    exact = np.eye(count, dtype=np.bool_)
    fit[:count, :count] = same_kind & np.where(
        rule_none[:, None], True, np.where(rule_size[:, None], sized | exact, exact)
    )
    fit[count, :] = True
    fit[:count, count] = rule_none
    return fit
