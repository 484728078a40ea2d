"""A folder read in pieces, on this machine or on workers, is the folder read whole."""

from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.files import folder as folder_form
from matching.files import piecewise
from matching.files.csv_text import csv_table
from matching.files.cutting import csv_bytes_of, pieces_of
from matching.files.piecewise import piecewise_table
from matching.files.reading import check_problem, read_problem
from matching.files.writing import write_problem
from matching.intake.coded_column import joined_codes
from matching.intake.text_column import CONTROL, ListColumn, list_column
from matching.problem.problem import Problem
from matching.synthetic.provinces import generate

CELLS = st.lists(st.text(st.sampled_from("aAbB ıé\x07"), max_size=2), max_size=8)


@pytest.fixture(scope="module")
def province() -> Problem:
    return generate("lao-cai", 600, seed=3)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table counts as large and is cut into pieces of some ten rows."""
    monkeypatch.setattr(folder_form, "BIG_FILE", 0)
    monkeypatch.setattr(piecewise.piecewise_table, "__defaults__", (None, 2_000))


@settings(deadline=None)
@given(st.lists(CELLS, max_size=4), CELLS)
def test_coded_columns_answer_as_plain_ones_do(parts: list[list[str]], others: list[str]) -> None:
    plain = list_column([text for part in parts for text in part])
    coded = joined_codes([list_column(part).distinct() for part in parts])
    keys = list_column(others)
    rows = np.arange(len(plain))
    assert plain.at(rows) == coded.at(rows)
    assert plain.array().tolist() == coded.array().tolist()
    for method in ("blank", "repeats", "near_repeats"):
        assert getattr(plain, method)().tolist() == getattr(coded, method)().tolist(), method
    assert plain.longer_than(1).tolist() == coded.longer_than(1).tolist()
    assert plain.containing(CONTROL).tolist() == coded.containing(CONTROL).tolist()
    assert plain.distinct()[0] == coded.distinct()[0]
    assert plain.distinct()[1].tolist() == coded.distinct()[1].tolist()
    assert plain.positions_in(keys).tolist() == coded.positions_in(keys).tolist()
    assert keys.positions_in(plain).tolist() == keys.positions_in(coded).tolist()


@pytest.mark.parametrize("format", ["csv", "parquet"])
@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.usefixtures("small_pieces")
def test_pieces_give_the_same_problem(tmp_path: Path, province: Problem, format: str, workers: int) -> None:
    write_problem(province, tmp_path / "in", format)
    whole = read_problem(tmp_path / "in")
    if workers:
        with ThreadPoolExecutor(workers) as pool:
            pieced = read_problem(tmp_path / "in", executor=pool)
    else:
        pieced = read_problem(tmp_path / "in", engine="streaming")
    assert pieced == whole
    assert pieced.digest == whole.digest


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_file_falls_into_many_pieces_that_hold_every_row_once(
    tmp_path: Path, province: Problem, format: str
) -> None:
    write_problem(province, tmp_path / "in", format)
    path = tmp_path / "in" / f"needs.{format}"
    pieces = pieces_of("needs", path, 2_000)
    assert len(pieces) > 10
    parts = [piecewise.encoded(piece) for piece in pieces]
    assert sum(part.rows for part in parts if part is not None) == len(province["needs"])
    assert None not in parts


@pytest.mark.parametrize("size", [1, 7, 40, 1_000])
def test_csv_is_cut_at_line_ends(tmp_path: Path, size: int) -> None:
    text = "donor,name\n" + "".join(f"D{row},Hội {row}\n" for row in range(20)) + "D99,cuối"
    path = tmp_path / "donors.csv"
    path.write_text(text, encoding="utf-8")
    pieces = pieces_of("donors", path, size)
    rest = b"".join(csv_bytes_of(piece).removeprefix(b"donor,name\n") for piece in pieces)
    assert b"donor,name\n" + rest == text.encode()
    table = piecewise_table("donors", path, None, size)
    assert table is not None
    assert table["name"].array().tolist() == csv_table("donors", text)[0]["name"].array().tolist()


def test_a_quoted_cell_over_two_lines_goes_to_the_exact_reader(tmp_path: Path) -> None:
    path = tmp_path / "donors.csv"
    path.write_text('donor,name\nD1,"Hội\nxa"\nD2,x\n', encoding="utf-8")
    for size in (1, 5, 14, 1_000):
        assert piecewise_table("donors", path, None, size) is None


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    "wrong", [("child", "C0000002"), ("commune_code", "99999"), ("age", "x"), ("household", "rich")]
)
def test_mistakes_are_told_alike_with_the_same_rows(
    tmp_path: Path, province: Problem, wrong: tuple[str, str]
) -> None:
    write_problem(province, tmp_path / "in")
    path = tmp_path / "in" / "children.csv"
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    column = lines[0].split(",").index(wrong[0])
    for row in (5, 400):
        cells = lines[row].split(",")
        cells[column] = wrong[1]
        lines[row] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")
    whole, pieced = (check_problem(tmp_path / "in", engine=engine) for engine in ("memory", "streaming"))
    assert whole[1] == pieced[1]
    assert len(whole[1]) >= 1


class Nowhere(Executor):
    """An executor that must not be used."""


def test_small_tables_are_not_sent_to_workers(tmp_path: Path) -> None:
    write_problem(generate("ha-noi-14", 20), tmp_path / "in")
    assert read_problem(tmp_path / "in", executor=Nowhere()) == read_problem(tmp_path / "in")


def test_an_unknown_engine_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"spark.*memory, streaming"):
        read_problem(tmp_path, engine="spark")


def test_a_coded_column_without_rows_is_empty() -> None:
    assert len(joined_codes([])) == 0
    assert joined_codes([]).texts == ListColumn([])
