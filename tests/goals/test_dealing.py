"""Dealing round: units go to the needs of a class in turn, as if dealt one by one, however many they are."""

from collections import Counter
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from matching.formulation.dealing import dealt_units

HUGE = 10**12


def formed_of(of_need: list[int]) -> Any:
    """Return what the deal reads of a formulation without goals that count children."""
    classes = max(of_need) + 1
    grouped = SimpleNamespace(
        of_need=np.array(of_need),
        count=np.bincount(of_need, minlength=classes),
        children=np.arange(classes),
        representative=np.zeros(classes, dtype=np.int64),
    )
    return SimpleNamespace(classes=grouped, child_node=np.zeros(0, dtype=np.int64), counts_children=False)


def problem_of(needs: int) -> Any:
    return {"needs": _Needs(needs)}


class _Needs(dict[str, Any]):
    def __init__(self, rows: int) -> None:
        super().__init__(child=np.full(rows, -1))
        self.rows = rows

    def __len__(self) -> int:
        return self.rows


def deal(of_need: list[int], entries: list[tuple[int, int, int]]) -> Counter[tuple[int, int]]:
    columns = (np.array(column, dtype=np.int64) for column in zip(*entries, strict=True))
    line, need, units = dealt_units(problem_of(len(of_need)), formed_of(of_need), *columns)
    return Counter(dict(zip(zip(line.tolist(), need.tolist(), strict=True), units.tolist(), strict=True)))


def one_by_one(of_need: list[int], entries: list[tuple[int, int, int]]) -> Counter[tuple[int, int]]:
    given: Counter[tuple[int, int]] = Counter()
    turn: Counter[int] = Counter()
    for line, group, units in sorted(entries, key=lambda entry: (entry[1], entry[0])):
        members = [need for need, of in enumerate(of_need) if of == group]
        for _ in range(units):
            given[line, members[turn[group] % len(members)]] += 1
            turn[group] += 1
    return given


@pytest.mark.parametrize("number", range(60))
def test_the_deal_is_the_one_that_deals_unit_by_unit(number: int) -> None:
    chance = Random(number)
    classes = chance.randint(1, 3)
    of_need = [*range(classes), *(chance.randrange(classes) for _ in range(chance.randint(0, 6)))]
    chosen = chance.sample(
        [(line, group) for line in range(3) for group in range(classes)], chance.randint(1, classes)
    )
    entries = [(line, group, chance.randint(1, 20)) for line, group in chosen]
    assert deal(of_need, entries) == one_by_one(of_need, entries)


def test_more_units_than_memory_holds_are_dealt_as_whole_rounds_and_a_rest() -> None:
    given = deal([0, 0, 0], [(0, 0, 3 * HUGE + 1), (1, 0, 4)])
    assert given == {(0, 0): HUGE + 1, (0, 1): HUGE, (0, 2): HUGE, (1, 0): 1, (1, 1): 2, (1, 2): 1}
