"""Problems that the suites of this folder share; each is generated once."""

from functools import cache

import pytest

from matching.problem.problem import Problem
from matching.synthetic.profile_data import profile_names
from matching.synthetic.provinces import OFFERS, generate


@cache
def cached(profile: str, children: int, offers: str) -> Problem:
    return generate(profile, children, seed=5, offers=offers)


@pytest.fixture(params=[(name, offers) for name in profile_names() for offers in OFFERS], ids="-".join)
def problem(request: pytest.FixtureRequest) -> Problem:
    """Every profile with both kinds of offers, 4,000 children."""
    profile, offers = request.param
    return cached(profile, 4000, offers)


@pytest.fixture(params=profile_names())
def province(request: pytest.FixtureRequest) -> tuple[str, Problem]:
    """Every profile, 30,000 children, so that shares can be measured."""
    return request.param, cached(request.param, 30_000, "goods")
