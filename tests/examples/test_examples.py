"""Every example prints exactly what its golden file says; a mismatch leaves a ``.new`` file to compare."""

import runpy
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_prints_what_it_printed_before(example, capsys):
    runpy.run_path(str(example), run_name="__main__")
    printed = capsys.readouterr().out
    golden = GOLDEN / f"{example.stem}.txt"
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    if printed != expected:
        golden.with_suffix(".txt.new").write_text(printed, encoding="utf-8")
    assert printed == expected


def test_every_golden_file_has_its_example():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {path.stem for path in EXAMPLES}
