"""The search for small irreducible sets, on conflicts that are known."""

from itertools import combinations
from random import Random

import pytest

from matching.explanation.conflict_search import ConflictSearch
from matching.explanation.feasibility import OutOfTimeError


def searched(cores: list[frozenset[int]], size: int) -> ConflictSearch[int]:
    search = ConflictSearch(lambda kept: any(core <= kept for core in cores), range(size))
    search.run()
    return search


@pytest.mark.parametrize("seed", range(200))
def test_what_is_found_is_a_conflict_of_which_nothing_can_be_missed(seed: int) -> None:
    rng = Random(seed)
    size = rng.randint(1, 60)
    cores = [
        frozenset(rng.sample(range(size), rng.randint(1, min(size, 5)))) for _ in range(rng.randint(1, 4))
    ]
    least = [core for core in cores if not any(other < core for other in cores)]
    search = searched(cores, size)
    assert search.irreducible
    assert search.smallest in least


def test_a_rule_that_cannot_hold_alone_is_found_before_larger_conflicts() -> None:
    assert searched([frozenset({3, 4}), frozenset({1})], 10).smallest == {1}


def test_the_smallest_of_several_orders_is_kept() -> None:
    cores = [frozenset({0, 1, 2, 3}), frozenset({8, 9})]
    assert searched(cores, 10).smallest == {8, 9}
    assert searched([frozenset(9 - rule for rule in core) for core in cores], 10).smallest == {0, 1}


def test_facts_that_clash_by_themselves_leave_no_rule() -> None:
    search = searched([frozenset()], 4)
    assert search.smallest == frozenset()
    assert search.irreducible


def test_a_rule_that_is_harder_to_keep_without_another_does_not_stay_for_nothing() -> None:
    """Without 2, rule 1 clashes as well: fewer rules are not always easier."""
    clashes = {frozenset(kept) for kept in ((0, 1, 2), (0, 1), (0, 2), (0,))}
    search = ConflictSearch(lambda kept: kept in clashes, range(3))
    search.run()
    assert search.smallest == {0}
    assert search.irreducible


def test_when_time_runs_out_the_smallest_set_so_far_stands() -> None:
    asked: list[frozenset[int]] = []

    def clash(kept: frozenset[int]) -> bool:
        asked.append(kept)
        if len(asked) > 6:
            raise OutOfTimeError
        return {5, 30} <= kept

    search = ConflictSearch(clash, range(40))
    search.run()
    assert not search.irreducible
    assert {5, 30} <= search.smallest < set(range(40))


def test_no_set_is_asked_twice() -> None:
    asked: list[frozenset[int]] = []

    def clash(kept: frozenset[int]) -> bool:
        asked.append(kept)
        return any(set(pair) <= kept for pair in combinations((2, 7, 11), 2))

    ConflictSearch(clash, range(16)).run()
    assert len(asked) == len(set(asked))
