"""The fast reader answers exactly as the plain one does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.files import folder as folder_form
from matching.files.csv_text import csv_table
from matching.files.polars_column import polars_columns
from matching.files.polars_csv import polars_table
from matching.files.reading import check_problem
from matching.intake.text_column import CONTROL, list_column

pl = pytest.importorskip("polars")

CELLS = st.lists(st.text(st.sampled_from("aAbB ıßéé\u0323\u0302\u00a01=|\t\x07"), max_size=4), max_size=8)


@settings(deadline=None)
@given(CELLS, CELLS)
def test_both_kinds_of_columns_agree(texts, others):
    plain, other = list_column(texts), list_column(others)
    fast = polars_columns(pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)}))["x"]
    fast_other = polars_columns(pl.DataFrame({"x": pl.Series(others, dtype=pl.String)}))["x"]
    rows = np.arange(len(texts))
    assert plain.at(rows) == fast.at(rows)
    assert plain.array().tolist() == fast.array().tolist()
    for method in ("blank", "repeats", "near_repeats"):
        assert getattr(plain, method)().tolist() == getattr(fast, method)().tolist(), method
    assert plain.longer_than(2).tolist() == fast.longer_than(2).tolist()
    assert plain.containing(CONTROL).tolist() == fast.containing(CONTROL).tolist()
    assert plain.distinct()[0] == fast.distinct()[0]
    assert plain.distinct()[1].tolist() == fast.distinct()[1].tolist()
    for keys in (other, fast_other):
        assert plain.positions_in(keys).tolist() == fast.positions_in(keys).tolist()


@pytest.mark.parametrize(
    "text",
    [
        "donor,name\nD1,Hội\n",
        "donor,name\r\nD1,Hội\r\n",
        "donor,name\nD1,Hội",
        'donor,name\nD1,"Hội, Ltd"\nD2,"x"\n',
        "donor,name\n'=D1,'=x\n''=D2,'x\n",
        'donor,"name"\n D1 ,NA\nnull,None\n',
        "donor,name\nD1,\n,\n",
        "donor\nD1\n",
    ],
)
def test_both_readers_agree_on_plain_files(text):
    fast = polars_table("donors", text.encode())
    exact, issues = csv_table("donors", text)
    assert issues == ()
    assert fast is not None
    assert {name: column.array().tolist() for name, column in fast.columns.items()} == {
        name: column.array().tolist() for name, column in exact.columns.items()
    }


@pytest.mark.parametrize(
    "data",
    [
        b"donor,name\nD1\n",
        b"donor,name\nD1,x,y\n",
        b"donor,name\nD1\nD2,x,y\n",
        b'donor,name\nD1,a"b\n',
        b'donor,name\nD1,"a\nb"\n',
        b'donor,name\nD1,"a""b"\n',
        b"donor,name\nD1,x\rD2,y\n",
        b"donor\nD1\n\nD2\n",
        b"donor,name\nD1,\xff\n",
        b"donor,name\nD1,\0\n",
        b"\xff\xfed\0",
    ],
)
def test_odd_files_are_left_to_the_exact_reader(data):
    assert polars_table("donors", data) is None


def test_a_folder_reads_the_same_with_either_reader(folder, monkeypatch):
    (folder / "needs.csv").write_text((folder / "needs.csv").read_text().replace("meal,,3", "meal,,1_000"))
    plain = check_problem(folder)
    monkeypatch.setattr(folder_form, "BIG_FILE", 0)
    assert check_problem(folder) == plain
    assert [issue.code for issue in plain[1]] == ["bad_integer"]
