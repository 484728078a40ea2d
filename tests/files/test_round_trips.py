"""What is written is read back equal, whatever the form."""

import csv
import json
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import matching
from matching.errors import DataError
from matching.files.atomic import write_atomically
from matching.files.guarding import LEADS, guarded, unguarded
from matching.files.reading import check_problem, read_problem
from matching.files.writing import write_problem
from matching.intake.text_column import list_column
from matching.problem.table import table_from

FORMS = ["csv", "parquet", "json", "xlsx"]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


def again(problem, folder, form):
    path = folder / (f"again.{form}" if form in ("json", "xlsx") else f"again-{form}")
    write_problem(problem, path, form, overwrite=True)
    return read_problem(path)


@pytest.mark.parametrize("form", FORMS)
def test_every_table_comes_back_equal(form, folder):
    problem = read_problem(folder)
    assert all(len(table) for table in problem.tables.values())
    assert again(problem, folder, form) == problem


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
        min_size=2,
        max_size=2,
    ),
    shares=st.lists(st.integers(0, 10_000), min_size=3, max_size=3),
    places=st.lists(st.decimals(-90, 90, places=6), min_size=3, max_size=3),
    masks=st.lists(st.integers(0, 2**14 - 1), min_size=2, max_size=2),
    form=st.sampled_from(FORMS),
)
def test_any_value_comes_back_equal(names, shares, places, masks, form, folder, tmp_path):
    base = read_problem(folder)
    communes = {
        **base["communes"].columns,
        "poor_share": shares,
        "latitude": [float(place) for place in places],
    }
    children = {**base["children"].columns, "hamlet": list_column(names).array(), "circumstances": masks}
    problem = base.replace(
        communes=table_from("communes", communes), children=table_from("children", children)
    )
    assert again(problem, tmp_path, form) == problem


@given(st.text(st.sampled_from("'=+-@\t\r＝a1 "), max_size=6))
def test_guarding_a_cell_is_undone_exactly_and_leaves_no_formula(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(LEADS.replace("\\", "")))


def test_no_written_text_starts_like_a_formula(folder):
    base = read_problem(folder)
    names = np.array(["=1+1", "@SUM(A1)", "'=x"])
    problem = base.replace(communes=table_from("communes", {**base["communes"].columns, "name": names}))
    write_problem(problem, folder / "out")
    with (folder / "out" / "communes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["'=1+1", "'@SUM(A1)", "''=x"]
    assert read_problem(folder / "out") == problem


def test_the_shipped_catalogue_is_not_written(folder):
    for name in ("kinds", "items", "slots"):
        (folder / f"{name}.csv").unlink()
    for name in ("needs", "stock"):
        text = (folder / f"{name}.csv").read_text()
        (folder / f"{name}.csv").write_text(
            "".join(line for line in text.splitlines(True) if "blanket" not in line)
        )
    write_problem(read_problem(folder), folder / "out")
    assert not (folder / "out" / "kinds.csv").exists()
    assert read_problem(folder / "out") == read_problem(folder)


def test_a_given_kind_replaces_the_shipped_one_of_its_name_and_keeps_the_others(folder):
    (folder / "kinds.csv").write_text("kind,unit,price,weight\nblanket,piece,90000,3\nmeal,month,999,7\n")
    kinds = read_problem(folder)["kinds"]
    names = kinds["kind"].tolist()
    assert names[0] == "meal"
    assert kinds["price"][0] == 999
    assert "surgery" in names
    assert names[-1] == "blanket"


def test_writing_over_another_problem_leaves_no_table_of_it(folder):
    problem = read_problem(folder)
    write_problem(problem, folder / "out", "csv")
    write_problem(problem, folder / "out", "parquet", overwrite=True)
    assert not list((folder / "out").glob("*.csv"))
    assert read_problem(folder / "out") == problem


@pytest.mark.parametrize("name", ["needs.csv", "Earmarks.xlsx", "problem.json", "stock.parquet"])
def test_a_folder_with_another_problem_is_refused_untouched_unless_asked_for(name, folder, tmp_path):
    problem, target = read_problem(folder), tmp_path / "theirs"
    target.mkdir()
    (target / name).write_bytes(b"mine")
    with pytest.raises(FileExistsError, match=re.escape(name)):
        write_problem(problem, target)
    assert [(path.name, path.read_bytes()) for path in target.iterdir()] == [(name, b"mine")]


def test_writing_the_same_again_is_allowed_and_a_file_is_not_replaced_by_another(folder):
    problem = read_problem(folder)
    for target in (folder / "out", folder / "out.json"):
        write_problem(problem, target)
        write_problem(problem, target)
        with pytest.raises(FileExistsError):
            write_problem(
                problem.replace(donors=problem["donors"].take(np.array([], dtype=np.int64))), target
            )
        assert read_problem(target) == problem


@pytest.mark.parametrize("number_format", ["vi", "en"])
def test_declared_number_formats_are_read(number_format, folder):
    plain = read_problem(folder)
    manifest = json.loads((folder / "problem.json").read_text())
    (folder / "problem.json").write_text(json.dumps({**manifest, "number_format": number_format}))
    thousands, point = (".", ",") if number_format == "vi" else (",", ".")
    offers = (folder / "offers.csv").read_text()
    offers = offers.replace("5000000", f'"5{thousands}000{thousands}000"').replace("0.05", f'"0{point}05"')
    (folder / "offers.csv").write_text(offers)
    communes = (folder / "communes.csv").read_text()
    (folder / "communes.csv").write_text(
        communes.replace("0.25", f'"0{point}25"').replace("0.1,", f'"0{point}1",')
    )
    assert read_problem(folder) == plain


def test_declared_day_month_year_is_read(folder):
    plain = read_problem(folder)
    manifest = json.loads((folder / "problem.json").read_text())
    (folder / "problem.json").write_text(json.dumps({**manifest, "date_format": "dd/mm/yyyy"}))
    for path in folder.glob("*.csv"):
        path.write_text(re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", path.read_text()))
    assert read_problem(folder) == plain


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("{", "unreadable_file"),
        ("[" * 100_000, "unreadable_file"),
        ('{"schema_version": 1, "schema_version": 1}', "duplicate_column"),
        ('{"tables": {"needs": [{"quantity": Infinity}]}}', "bad_number"),
        ("{}", "missing_table"),
        ('{"tables": {"needs": [3]}}', "unreadable_file"),
        ('{"tables": {"need": []}}', "unknown_table"),
        ('{"tables": {"needs": [{"need": {"a": 1}}]}}', "bad_value"),
        ('{"tables": {"needs": [{"need": "a", "quantity": 1e400}]}}', "bad_integer"),
        ('{"tables": {"needs": [{"need": "\\ud800"}]}}', "bad_text"),
    ],
)
def test_json_that_is_wrong_is_refused(text, code, tmp_path):
    (tmp_path / "problem.json").write_text(text)
    problem, issues = check_problem(tmp_path / "problem.json")
    assert problem is None
    assert code in [issue.code for issue in issues]


def test_parquet_that_is_none_is_refused(folder):
    (folder / "donors.csv").unlink()
    (folder / "donors.parquet").write_bytes(b"PAR1 this is not a table PAR1")
    assert ("unreadable_file", "donors") in [(issue.code, issue.table) for issue in check_problem(folder)[1]]


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    write_atomically(tmp_path / "a.txt", b"old")

    def fail(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_an_unknown_format_is_refused(folder):
    with pytest.raises(ValueError, match="unknown format"):
        write_problem(read_problem(folder), folder / "out", "xml")


def test_reading_tells_all_errors(folder):
    (folder / "needs.csv").unlink()
    with pytest.raises(DataError) as refusal:
        read_problem(folder)
    assert {issue.code for issue in refusal.value.issues} == {"missing_table", "dangling_reference"}


@pytest.mark.parametrize("profile", matching.profile_names())
def test_a_synthetic_province_reads_back_as_the_problem_it_was(profile, tmp_path):
    problem = matching.generate(profile, 60, 3, "mixed")
    matching.write(problem, tmp_path / "in")
    assert matching.read(tmp_path / "in").digest == problem.digest
