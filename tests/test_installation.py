"""An unrelated package of the same import name must be noticed, not half imported."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from matching.installation import foreign_files, refuse_foreign_files

SOURCE = Path(__file__).parent.parent / "src" / "matching"


@pytest.mark.parametrize("name", ["games", "players"])
def test_files_of_the_other_package_are_refused_with_both_names_and_the_remedy(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()
    assert foreign_files(tmp_path) == (name,)
    with pytest.raises(ImportError, match=r"donor-need-matching.*pip uninstall"):
        refuse_foreign_files(tmp_path)


def test_our_own_files_are_let_through() -> None:
    refuse_foreign_files()


def test_importing_beside_the_other_package_fails_with_that_message(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "matching", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "matching" / "games").mkdir()
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import matching"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode != 0
    assert "Two packages share the import name 'matching'" in run.stderr
