"""Makes what the tests are built of importable: oracles, random problems, transformations, hostile files."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT, *(ROOT / "tests" / name for name in ("", "files", "ledger", "isolation")))
"""Folders that the tests import from."""


def borrow() -> None:
    """Put the tests' folders on the path, of this process and of those that it starts."""
    missing = [str(folder) for folder in FOLDERS if str(folder) not in sys.path]
    sys.path[:0] = missing
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [*missing, os.environ.get("PYTHONPATH", "")]))
