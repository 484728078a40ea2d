"""Mutated folders: refused or read; never another exception, never a harmful change unnoticed."""

import os
import random
from pathlib import Path

import pytest
from small_folder import FILES, written

from matching.errors import DataError
from matching.files.reading import check_problem, read_problem

MUTATIONS = int(os.environ.get("MATCHING_MUTATIONS", "300"))
"""Folders tried; the long suite sets 3,000."""

POISON = (
    "1_000", "1e5", "NaN", "-inf", "0x10", "９", "1.000", "1,000", "9" * 30, "-1", "x" * 3000, "\x00", "\x07",
    "|", '"', "\u202e", "\ud7ff", "2026-02-30", "31/12/2026", "Infinity", "{}", "[", "true", "g99",
    "2025-07:1", "'=1",
)  # fmt: skip

HARMFUL = (
    ("needs.csv", "quantity", ("1_000", "1e5", "NaN", "-1", "0", "", "1.000", "2.5", "９", "9" * 30, "x")),
    ("needs.csv", "kind", ("", "Meal", "mael", "0")),
    ("needs.csv", "need", ("",)),
    ("offers.csv", "modality", ("", "Cash", "goods|cash", "0")),
    ("offers.csv", "overhead", ("5%", "0,05", "2", "-0.1", "1e-2", "0.00001")),
    ("offers.csv", "budget", ("12.5", "1.000", "-1", "NaN", "9" * 20, "1e6", "five")),
    ("stock.csv", "quantity", ("-1", "1,5", "inf", "1_0", "1e2", "0.5")),
    ("stock.csv", "offer", ("", "O9", "0")),
    ("children.csv", "sex", ("male", "Girl", "1", "boy|girl")),
    ("children.csv", "birth_date", ("2018-13-01", "18-03-05", "05/03/2018", "2030-01-01", "20180305")),
    ("children.csv", "circumstances", ("g15", "G01", "g01,g04", "g01||g04")),
    ("children.csv", "commune_code", ("", "9700", "09701", "9.7e3")),
    ("communes.csv", "zone", ("IV", "3", "i", "I|II")),
    ("commitments.csv", "released", ("maybe", "2", "y")),
    ("earmarks.csv", "values", ("", "x", "|", "10..3", "3..200")),
)
"""Cells that no reader may accept, by file and column."""


def spoil_anything(chance: random.Random, files: dict[str, bytes]) -> None:
    """Change, cut, double or poison a place of one file."""
    name = chance.choice(sorted(files))
    data = files[name]
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.randrange(1, 12))
    poison = chance.choice(POISON).encode()
    files[name] = chance.choice(
        (
            data[:start] + data[end:],
            data[:start] + poison + data[end:],
            data[:start] + data[start:end] * 2 + data[end:],
            data[:start] + bytes([chance.randrange(256)]) + data[start + 1 :],
            data[:start],
            data.replace(b",", poison, 1),
            data.replace(b"\n", b"", 1),
            data.replace(b"\n", b"\r", 1),
            b"\xff\xfe" + data,
        )
    )


def test_no_mutation_ends_in_a_traceback(tmp_path: Path):
    refused = 0
    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        files = {name: text.encode() for name, text in FILES.items()}
        for _ in range(chance.randrange(1, 4)):
            spoil_anything(chance, files)
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        problem, issues = check_problem(tmp_path)
        errors = [issue for issue in issues if issue.severity == "error"]
        assert (problem is None) == bool(errors), seed
        refused += problem is None
    assert refused > MUTATIONS // 2


@pytest.mark.parametrize(
    ("name", "column", "values"), HARMFUL, ids=[f"{case[0]}-{case[1]}" for case in HARMFUL]
)
def test_no_harmful_cell_is_accepted(name, column, values, tmp_path):
    header, *rows = FILES[name].removesuffix("\n").split("\n")
    position = header.split(",").index(column)
    for value in values:
        for row in range(len(rows)):
            cells = rows[row].split(",")
            if value == "" and not cells[position]:
                continue
            cells[position] = f'"{value}"'
            text = "\n".join([header, *rows[:row], ",".join(cells), *rows[row + 1 :], ""])
            with pytest.raises(DataError) as refusal:
                read_problem(written(tmp_path, {**FILES, name: text}))
            table = name.removesuffix(".csv")
            assert (table, row + 1) in [(issue.table, issue.row) for issue in refusal.value.issues]
