"""Versions of everything that takes part in a result."""

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

DISTRIBUTION = "donor-need-matching"
"""Name under which the library is installed; the import name is ``matching``."""

PACKAGES = (DISTRIBUTION, "ortools", "highspy", "numpy", "pydantic", "narwhals", "polars")


@cache
def versions() -> Mapping[str, str]:
    """Return the version of Python and of each package, ``"absent"`` for those not installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return MappingProxyType(found)
