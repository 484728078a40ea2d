"""The plan of a round made by hand, made once."""

import pytest

import matching
from views.crowded_round import DAY, builder


@pytest.fixture(scope="session")
def result():
    return matching.solve(builder().build(DAY, "Đợt thử"), seed=2026)
