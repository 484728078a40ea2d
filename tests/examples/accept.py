"""Accept what examples and demonstration print now: golden files, and the pictures in the two READMEs.

Run by ``make golden`` after a change that is meant to change them; read the difference before keeping it.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"


def _printed(*words: str) -> str:
    finished = subprocess.run([sys.executable, *words], capture_output=True, check=True, encoding="utf-8")
    return finished.stdout


def accept_examples() -> None:
    for example in sorted((ROOT / "examples").rglob("*.py")):
        golden = (GOLDEN / example.relative_to(ROOT / "examples")).with_suffix(".txt")
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(_printed(str(example)), encoding="utf-8")
    for left in GOLDEN.rglob("*.new"):
        left.unlink()


def accept_picture(readme: str, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        printed = _printed("-m", "matching", "demo", "--lang", language, "--output", folder)
    parts = printed.strip().split("\n\n")
    picture = f"```text\n{parts[1]}\n\n{parts[-1]}\n```"
    path = ROOT / readme
    text = re.sub(
        r"```text\n.*?```", lambda _: picture, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL
    )
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    accept_examples()
    accept_picture("README.md", "en")
    accept_picture("README.vi.md", "vi")
