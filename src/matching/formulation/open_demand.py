"""The demand side: what every need still lacks after promises."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.supply_lines import Supply
from matching.problem.fitting import need_items
from matching.problem.people import communes_of_needs, showable
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Demand:
    """What is still needed, as columns over needs.

    Parameters
    ----------
    left
        Units left after promises, 0 for unconfirmed needs.
    commune, item
        Rows of the tables.
    weight
        Points of one unit.
    life_saving
        1 for the life-saving tier, else 0.
    showable
        1 where a donor may be shown the child, else 0.
    """

    left: Integers
    commune: Integers
    item: Integers
    weight: Integers
    life_saving: Integers
    showable: Integers


def demand(problem: Problem, supplied: Supply) -> Demand:
    """Return what is still needed after promises."""
    needs = problem["needs"]
    left = np.where(needs["confirmed"] == 1, needs["quantity"] - supplied.promises.per_need, 0)
    visible = np.append(showable(problem), False)[needs["child"]]
    return Demand(
        left=left,
        commune=communes_of_needs(problem),
        item=need_items(problem),
        weight=np.where(
            needs["weight"] == MISSING, problem["kinds"]["weight"][needs["kind"]], needs["weight"]
        ),
        life_saving=needs.is_("tier", "life_saving").astype(np.int64),
        showable=visible.astype(np.int64),
    )
