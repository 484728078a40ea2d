"""How far long work has come, drawn on standard error while somebody watches a terminal."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from matching.cli.console import Console
from matching.reporting.wording import phrase, phrases
from matching.timing import Step

_NUMBER: Final = re.compile(r" (\d+)$")


@dataclass(frozen=True, slots=True)
class Progress:
    """What long work tells of itself; both ways may be handed to the library as callbacks."""

    step: Callable[[Step], None]
    count: Callable[[int, int], None]


@contextmanager
def progress_of(console: Console, code: str) -> Iterator[Progress]:
    """Show progress while the work inside runs: a bar where there is a count, else the last step and the time.

    Parameters
    ----------
    console
        How to speak; a quiet one, or one without a terminal, shows nothing.
    code
        Phrase that says what is being done.
    """
    if not _watched(console):
        yield Progress(lambda step: _log(console, step), lambda done, most: None)
        return
    rich = import_module("rich.progress")
    title = phrase(code, console.language)
    error = import_module("rich.console").Console(stderr=True)
    columns = (
        rich.SpinnerColumn(), rich.TextColumn("{task.description}", markup=False), rich.BarColumn(),
        rich.MofNCompleteColumn(), rich.TimeElapsedColumn(),
    )  # fmt: skip
    with rich.Progress(*columns, console=error, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def step(one: Step) -> None:
            _log(console, one)
            bar.update(task, description=f"{title} ({step_name(one.name, console.language)})")

        yield Progress(step, lambda done, most: _move(bar, task, done, most))


def _move(bar: Any, task: Any, done: int, most: int) -> None:
    bar.update(task, completed=done, total=most)


def _log(console: Console, step: Step) -> None:
    if console.log is not None:
        console.log.write("step", name=step.name.replace(" ", "_"), seconds=round(step.seconds, 3))


def _watched(console: Console) -> bool:
    dumb = os.environ.get("TERM") == "dumb"
    return sys.stderr.isatty() and not (console.quiet or dumb) and find_spec("rich") is not None


def step_name(name: str, language: str) -> str:
    """Return what a step of the work is called in a language."""
    number = _NUMBER.search(name)
    code = f"step.{name[: number.start()] if number else name}".replace(" ", "_")
    if code not in phrases()[language]:
        return name
    return phrase(code, language, number=number[1] if number else "")
