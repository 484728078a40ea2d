"""A log that may be attached to a report of a mistake: what was done and where it failed, and nothing of the data."""

import platform
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matching.package_versions import versions

if TYPE_CHECKING:
    from matching.errors import Issue

_PLAIN: Final = (bool, int, float, type(None))
"""Values of options that are written as they are; of anything else only the kind is told."""


@dataclass(frozen=True, slots=True)
class BugLog:
    """Lines added to a file; ids, names, cells, messages and paths never enter it.

    Parameters
    ----------
    path
        The file; lines are added at its end.
    began
        When the command began, on the monotonic clock.
    """

    path: Path
    began: float = field(default_factory=time.monotonic)

    def write(self, event: str, **values: str | int | float) -> None:
        """Add a line: seconds since the beginning, what happened, and numbers or codes that belong to it."""
        told = "".join(f" {name}={value}" for name, value in values.items())
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"+{time.monotonic() - self.began:.3f} {event}{told}\n")

    def begin(self, arguments: Namespace, known: Mapping[str, Iterable[str]]) -> None:
        """Add what runs: day, versions, the command, and its options.

        Parameters
        ----------
        arguments
            The parsed command line.
        known
            Words of the library itself by option; a value among them is written, any other is not.
        """
        day = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.write("begin", day=day, platform=f"{platform.system()}-{platform.machine()}")
        for name, version in versions().items():
            self.write("version", **{name.replace(" ", "_"): version})
        self.write("command", name=arguments.command)
        for name, value in sorted(vars(arguments).items()):
            if name not in ("command", "execute", "log"):
                self.write("option", **{name: _safe(value, set(known.get(name, ())))})

    def issues(self, issues: Iterable["Issue"]) -> None:
        """Add how many problems of each code there are in each table and column of the library."""
        from matching.problem.fields import fields_of, registry

        counts = Counter(
            (
                issue.severity, issue.code, issue.table if issue.table in registry() else "-",
                issue.column if issue.table in registry() and issue.column in fields_of(issue.table) else "-",
            )
            for issue in issues
        )  # fmt: skip
        for (severity, code, table, column), count in counts.items():
            self.write("issue", severity=severity, code=code, table=table, column=column, count=count)

    def error(self, error: BaseException) -> None:
        """Add the kind of an error and where it was raised; what it says may quote the data and is left out."""
        self.write("error", kind=type(error).__name__, code=str(getattr(error, "code", "-")))
        frame = error.__traceback__
        while frame is not None:
            place = Path(frame.tb_frame.f_code.co_filename)
            inside = (
                place.parts[place.parts.index("matching") :] if "matching" in place.parts else (place.name,)
            )
            self.write(
                "frame", at=f"{'/'.join(inside)}:{frame.tb_lineno}", function=frame.tb_frame.f_code.co_name
            )
            frame = frame.tb_next


def _safe(value: object, known: set[str]) -> str:
    if isinstance(value, _PLAIN) or (isinstance(value, str) and value in known):
        return str(value)
    if isinstance(value, Path):
        kind = (
            "folder"
            if value.is_dir()
            else value.suffix.lower()
            if value.suffix.lower() in _SUFFIXES
            else "path"
        )
        return f"<{kind}>"
    return f"<{type(value).__name__}>"


_SUFFIXES: Final = (".xlsx", ".csv", ".json", ".html", ".sqlite", ".svg", ".png")
