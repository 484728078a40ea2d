"""The small folder on disk, whole or spoiled."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_folder import FILES, written


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the folder with one text replaced in one file."""

    def write(name: str, old: str, new: str) -> Path:
        assert FILES[name].count(old) >= 1
        return written(tmp_path, {**FILES, name: FILES[name].replace(old, new, 1)})

    return write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path, FILES)
