"""Every suite by its name, in the order of the table."""

from trust.suite import Suite
from trust.suites import brute_force, files_in, forgeries, metamorphic

MODULES = (brute_force, metamorphic, forgeries, files_in)

SUITES: dict[str, Suite] = {suite.name: suite for module in MODULES for suite in module.SUITES}
