"""The page about reports: its commands and its Python run as printed."""

import re
import shlex
from pathlib import Path

from matching.cli.main import run

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")


def test_the_commands_run_as_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    block = re.search(r"```bash\n(.*?)```", PAGE, re.DOTALL)
    listed = [shlex.split(line)[3:] for line in block[1].splitlines()]
    assert [words[0] for words in listed] == ["demo", "report", "report"]
    assert [run(words) for words in listed] == [0, 0, 0]
    assert {path.name for path in tmp_path.glob("*.html")} == {"internal.html", "public.html"}


def test_the_python_blocks_run_as_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile("".join(blocks), "reports.md", "exec"), {})
    assert len(list(tmp_path.glob("*.html"))) == 3
    assert capsys.readouterr().out.startswith("[")
