"""Files of a folder are replaced together: at every step at which writing may stop, the old ones or the new ones stand."""

import json
import os
from pathlib import Path

import pytest

from matching.files.journal import JOURNAL, replace_together, settled

OLD = {"a.csv": b"old a", "b.csv": b"old b", "c.csv": b"old c"}
NEW = {"a.csv": b"new a", "b.csv": b"new b"}


class StoppedError(BaseException):
    """Stands for the end of the process."""


def content(folder: Path) -> dict[str, bytes]:
    with settled(folder):
        return {path.name: path.read_bytes() for path in folder.iterdir()}


def standing(folder: Path) -> None:
    replace_together(folder, OLD.items())


@pytest.mark.parametrize("step", range(12))
@pytest.mark.parametrize("call", ["replace", "fsync", "fdopen"])
def test_wherever_writing_stops_one_of_the_two_stands(tmp_path, monkeypatch, call, step):
    standing(tmp_path)
    real, calls = getattr(os, call), 0

    def stopping(*arguments, **options):
        nonlocal calls
        calls += 1
        if calls == step + 1:
            raise StoppedError
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, stopping)
        try:
            replace_together(tmp_path, NEW.items(), ["c.csv"])
            stopped = False
        except StoppedError:
            stopped = True
    found = content(tmp_path)
    assert found in (OLD, NEW)
    assert stopped or found == NEW
    replace_together(tmp_path, NEW.items(), ["c.csv"])
    assert content(tmp_path) == NEW


def test_a_writer_finishes_what_the_one_before_has_left(tmp_path):
    standing(tmp_path)
    (tmp_path / ".new-1").write_bytes(b"left a")
    (tmp_path / JOURNAL).write_text(json.dumps({"files": {"a.csv": ".new-1"}, "removed": ["c.csv"]}))
    replace_together(tmp_path, {"b.csv": b"new b"}.items())
    assert content(tmp_path) == {"a.csv": b"left a", "b.csv": b"new b"}


def test_the_next_writing_clears_parts_of_a_journal_that_was_killed_and_no_file_of_others(tmp_path):
    standing(tmp_path)
    (tmp_path / f".{JOURNAL}.x4uc3l1a.part").write_bytes(b'{"files": ')
    others = {f".{JOURNAL}.mine.part", ".a.csv.x4uc3l1a.part", f"{JOURNAL}.x4uc3l1a.part"}
    for name in others:
        (tmp_path / name).write_bytes(b"of others")
    replace_together(tmp_path, NEW.items(), ["c.csv"])
    assert {path.name for path in tmp_path.iterdir()} == NEW.keys() | others


@pytest.mark.parametrize(
    "journal",
    [
        {"files": {"../a.csv": ".new-1"}, "removed": []},
        {"files": {"a.csv": "../b"}, "removed": []},
        {"files": {}, "removed": ["../a.csv"]},
        {"files": {".hidden": ".new-1"}, "removed": []},
        {"files": ["a"], "removed": []},
        {"files": {}},
        [1],
        "x",
    ],
    ids=str,
)
def test_a_journal_that_leads_elsewhere_or_is_none_does_nothing(tmp_path, journal):
    folder = tmp_path / "in"
    standing(folder)
    (tmp_path / "a.csv").write_bytes(b"outside")
    (folder / JOURNAL).write_text(json.dumps(journal))
    assert content(folder) == OLD
    assert (tmp_path / "a.csv").read_bytes() == b"outside"


def test_a_name_that_a_folder_bears_is_refused_and_nothing_is_written(tmp_path):
    standing(tmp_path)
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_together(tmp_path, {**NEW, "d.csv": b"x"}.items())
    (tmp_path / "d.csv").rmdir()
    assert content(tmp_path) == OLD
