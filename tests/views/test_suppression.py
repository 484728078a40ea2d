"""Small cells of the public tables cannot be computed, neither from totals nor from each other."""

import os
import random

import numpy as np
import pytest

from matching.views.support_cells import SupportCells
from matching.views.suppression import suppressed
from views.attacker import TOLERANCE, ranges
from views.random_tables import random_cells

TABLES = int(os.environ.get("MATCHING_TABLES", "1000"))
"""Random tables that the long test attacks."""


def attack(cells: SupportCells, k: int) -> int:
    """Attack both numbers of a suppressed table; return how many cells were hidden."""
    chosen = suppressed(cells, k)
    assert not (cells.personal & (cells.fewest < k) & ~chosen.hidden).any()
    for values in (cells.met, cells.missing):
        most = 2 * int(values.max()) + 2 * k
        told = np.where(chosen.hidden, -1, values)
        for found in ranges(cells.tree.parent, told, most):
            true = values[found.place, found.column]
            assert found.low - TOLERANCE <= true <= found.high + TOLERANCE
            assert found.high - found.low >= 1 - TOLERANCE
            if chosen.small[found.place, found.column]:
                assert found.low <= TOLERANCE
                assert found.high >= k - 1 - TOLERANCE
    return int(chosen.hidden.sum())


def test_no_hidden_cell_of_random_tables_is_recovered_by_linear_programming() -> None:
    rng = random.Random(40)
    hidden = [attack(random_cells(rng), rng.choice((2, 3, 5, 5, 10))) for _ in range(40)]
    assert sum(hidden) > 200


@pytest.mark.long
def test_no_hidden_cell_of_a_thousand_random_tables_is_recovered() -> None:
    rng = random.Random(1000)
    hidden = [attack(random_cells(rng), rng.choice((2, 3, 5, 5, 10))) for _ in range(TABLES)]
    assert sum(hidden) > 5 * TABLES


def test_hiding_only_the_small_cells_would_be_recovered() -> None:
    rng = random.Random(7)
    recovered = 0
    for _ in range(10):
        cells = random_cells(rng)
        small = cells.fewest < 5
        told = np.where(small, -1, cells.met)
        found = ranges(cells.tree.parent, told, 2 * int(cells.met.max()) + 10)
        recovered += sum(one.high - one.low < TOLERANCE for one in found)
    assert recovered > 0


def test_a_table_without_small_cells_is_told_whole() -> None:
    cells = random_cells(random.Random(3))
    large = SupportCells(
        cells.tree, cells.kinds, cells.met, cells.missing, np.full_like(cells.fewest, 9), cells.personal
    )
    assert not suppressed(large, 5).hidden.any()


def test_cells_that_tell_of_no_child_are_told() -> None:
    cells = random_cells(random.Random(4))
    places = SupportCells(
        cells.tree, cells.kinds, cells.met, cells.missing, cells.fewest, np.zeros_like(cells.personal)
    )
    assert not suppressed(places, 5).hidden.any()


def test_a_larger_k_hides_at_least_the_small_cells_of_a_smaller_one() -> None:
    cells = random_cells(random.Random(5))
    assert not (suppressed(cells, 3).small & ~suppressed(cells, 10).small).any()


def test_k_below_two_is_refused() -> None:
    with pytest.raises(ValueError, match="k is at least 2"):
        suppressed(random_cells(random.Random(6)), 1)
