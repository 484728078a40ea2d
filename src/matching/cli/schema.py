"""``schema``: the layout of problem files, for machines."""

from argparse import ArgumentParser, Namespace

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode

HELP = "print the JSON Schema of a problem"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments: none of its own."""


def execute(arguments: Namespace, console: Console) -> int:
    """Print the schema; it is JSON in any case."""
    from matching.intake.schema_export import json_schema

    console.show_json(json_schema())
    return ExitCode.PROVED
