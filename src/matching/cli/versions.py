"""``versions``: what is installed, for reports of mistakes."""

import platform
from argparse import ArgumentParser, Namespace

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.package_versions import versions

HELP = "print the versions of this library, Python and the packages used"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments: none of its own."""


def execute(arguments: Namespace, console: Console) -> int:
    """Print name and version, one a line."""
    found = {**versions(), "platform": f"{platform.system()} {platform.machine()}"}
    if console.json:
        console.show_json(found)
    else:
        console.show("\n".join(f"{name}: {version}" for name, version in found.items()))
    return ExitCode.PROVED
