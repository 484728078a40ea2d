"""Writes down the licences of what is installed: ``python -m trust.licences``, run in the environment of ``trust.txt``."""

import json
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "dev" / "licences.md"

HEAD = """# Licences of what is installed

Made by `make licences` from the locked environment of `requirements/trust.txt`, which holds that of users and
of tests; do not edit. The library itself is under the MIT licence. What a user installs is far less: the
dependencies in `pyproject.toml` and what they need.

| package | version | licence |
|---|---|---|
"""


def main() -> None:
    """Ask pip-licenses and write the page."""
    told = subprocess.run(
        [
            str(Path(sys.executable).parent / "pip-licenses"),
            "--from=mixed",
            "--format=json",
            "--ignore-packages",
            "donor-need-matching",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = sorted(json.loads(told.stdout), key=lambda row: row["Name"].lower())
    lines = [
        f"| {row['Name']} | {row['Version']} | {' '.join(row['License'].split())[:80]} |" for row in rows
    ]
    PAGE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
