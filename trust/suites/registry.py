"""Every suite by its name, in the order of the table."""

from trust.suite import Suite
from trust.suites import (
    brute_force,
    consistency,
    disclosure,
    files_in,
    files_out,
    forgeries,
    metamorphic,
    stopping,
)

MODULES = (brute_force, metamorphic, forgeries, stopping, files_in, files_out, consistency, disclosure)

SUITES: dict[str, Suite] = {suite.name: suite for module in MODULES for suite in module.SUITES}
