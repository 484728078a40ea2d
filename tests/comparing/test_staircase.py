"""Corners of falling staircases: all are found, and a search cut short says so."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.comparing.staircase import Tread, staircase

FALLING = st.lists(st.integers(min_value=0, max_value=3), min_size=1, max_size=40).map(
    lambda falls: [sum(falls[place:]) for place in range(len(falls))]
)


def corners(values: list[int]) -> list[tuple[int, int]]:
    """Return the last position of every value, by looking at all of them."""
    return [
        (place, value)
        for place, value in enumerate(values)
        if place + 1 == len(values) or values[place + 1] < value
    ]


def asked(values: list[int], most: int, *, supports: bool) -> tuple[list[tuple[int, int]], bool, int]:
    calls = []

    def at(place: int) -> Tread:
        calls.append(place)
        same = max(other for other, value in enumerate(values) if value == values[place])
        return Tread(values[place], values[place], same if supports else place)

    found = staircase(len(values) - 1, at, most)
    assert len(calls) == len(set(calls)), "no position is asked twice"
    assert all(total == bound for _, total, bound in found.corners)
    return [(place, total) for place, total, _ in found.corners], found.complete, len(calls)


@settings(max_examples=50)
@given(FALLING)
def test_every_corner_is_found_whatever_the_answers_support(values: list[int]) -> None:
    for supports in (True, False):
        told, complete, _ = asked(values, 10_000, supports=supports)
        assert complete
        assert told == corners(values)


@settings(max_examples=50)
@given(FALLING, st.integers(min_value=2, max_value=6))
def test_a_search_cut_short_tells_true_points_and_does_not_claim_to_be_complete(
    values: list[int], most: int
) -> None:
    told, complete, calls = asked(values, most, supports=False)
    assert calls <= most
    assert all(values[place] == total for place, total in told)
    if complete:
        assert told == corners(values)
    else:
        assert len(told) <= most


def test_a_flat_staircase_costs_two_questions() -> None:
    told, complete, calls = asked([7] * 1000, 10_000, supports=False)
    assert (told, complete, calls) == ([(999, 7)], True, 2)


def test_bounds_of_lower_levels_hold_further_on_and_an_open_bound_is_not_complete() -> None:
    answers = {0: Tread(9, 10, 0), 1: Tread(5, 20, 1), 2: Tread(5, 5, 2)}
    found = staircase(2, answers.__getitem__, 10)
    assert found.corners == ((0, 9, 10), (2, 5, 5))
    assert not found.complete
