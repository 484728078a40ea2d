"""``completion``: the script with which a shell completes commands, options and files."""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.errors import MissingPackageError

HELP = "print the script that completes commands and options in a shell"

INSTALL = 'pip install "donor-need-matching[cli]"'


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("shell", choices=("bash", "zsh"), help="for which shell")


def execute(arguments: Namespace, console: Console) -> int:
    """Print the script."""
    from matching.cli.parsing import command_parser

    try:
        shtab = import_module("shtab")
    except ModuleNotFoundError:
        raise MissingPackageError(
            f"Completion needs the package shtab, which is not installed. Install it with: {INSTALL}"
        ) from None
    parser = command_parser(console.language)
    for action in _actions(parser):
        if action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    console.show(shtab.complete(parser, arguments.shell))
    return ExitCode.PROVED


def _actions(parser: ArgumentParser) -> Iterator[Action]:
    for action in parser._actions:
        yield action
        for command in dict(action.choices or {}).values() if action.dest == "command" else ():
            yield from _actions(command)
