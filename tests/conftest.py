"""Makes this folder importable for every suite, and reads the size of the run."""

import os

import pytest


@pytest.fixture(scope="session")
def instances() -> int:
    """How many random problems each property is tried on (environment variable MATCHING_INSTANCES)."""
    return int(os.environ.get("MATCHING_INSTANCES", "100"))
