"""Files of one folder replaced together: whatever happens, the old ones stand, or the new ones, never a mixture.

All new files are written in full under hidden names; then a journal that names them takes its place, and from that moment
they count. Whoever finds a journal, reader or writer, finishes what it says first.
"""

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from matching.files.atomic import write_atomically
from matching.files.folder_lock import flush_folder, locked

JOURNAL = ".writing.json"
"""Name of the journal; it stands in the folder only while files take their names."""

_STAGED = ".new-"
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}")
_HIDDEN = re.compile(rf"{re.escape(_STAGED)}[A-Za-z0-9_.-]{{1,120}}")
_PART = re.compile(rf"\.{re.escape(JOURNAL)}\.[a-z0-9_]{{8}}\.part")


def replace_together(
    folder: Path, contents: Iterable[tuple[str, bytes]], removed: Iterable[str] = ()
) -> None:
    """Write files into a folder and remove others, all or nothing.

    Raises
    ------
    OSError
        If the folder cannot be written; what stood there before still stands.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        _finish(folder)
        staged: dict[str, str] = {}
        try:
            for name, content in contents:
                _refuse_folder(folder / name)
                staged[name] = _staged(folder, content)
            journal = {"files": staged, "removed": sorted(set(removed) - staged.keys())}
            write_atomically(folder / JOURNAL, json.dumps(journal).encode())
        except BaseException:
            _sweep(folder)
            raise
        flush_folder(folder)
        _finish(folder)


@contextlib.contextmanager
def settled(folder: Path) -> Iterator[None]:
    """Hold a folder for reading, after finishing what an interrupted writer has left.

    Raises
    ------
    OSError
        If there is something to finish and the folder cannot be written.
    """
    if (folder / JOURNAL).is_file():
        with locked(folder):
            _finish(folder)
    with locked(folder, shared=True):
        yield


def _finish(folder: Path) -> None:
    """Do what the journal says, whatever of it was done before; remove what writers left that never came so far."""
    files, removed = _journal(folder)
    for name, hidden in files.items():
        # What is no longer there under its hidden name has taken its place already.
        with contextlib.suppress(FileNotFoundError):
            os.replace(folder / hidden, folder / name)
    for name in removed:
        (folder / name).unlink(missing_ok=True)
    flush_folder(folder)
    (folder / JOURNAL).unlink(missing_ok=True)
    _sweep(folder)


def _sweep(folder: Path) -> None:
    for path in folder.glob(f"{_STAGED}*"):
        path.unlink(missing_ok=True)
    for path in folder.glob(f".{JOURNAL}.*.part"):
        # A journal killed before it took its place; only names that its writer makes are ours.
        if _PART.fullmatch(path.name) and path.is_file():
            path.unlink(missing_ok=True)


def _journal(folder: Path) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return what the journal says; one that leads out of the folder, or is none of ours, says nothing."""
    try:
        told = json.loads((folder / JOURNAL).read_bytes())
        files, removed = dict(told["files"]), tuple(told["removed"])
        names = (*files, *removed)
        ours = all(map(_PLAIN.fullmatch, names)) and all(map(_HIDDEN.fullmatch, files.values()))
    except (FileNotFoundError, KeyError, TypeError, ValueError, RecursionError):
        return {}, ()
    return (files, removed) if ours else ({}, ())


def _refuse_folder(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder; it cannot be replaced by a file")


def _staged(folder: Path, content: bytes) -> str:
    """Return the hidden name of a complete, flushed file beside its target."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=_STAGED)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).chmod(0o644)
    return Path(name).name
