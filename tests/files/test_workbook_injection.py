"""Whatever stands in a text, a workbook that the library writes holds no formula and gives the text back."""

import io
import itertools
from dataclasses import replace

import openpyxl
import pytest
from small_folder import FILES, written

import matching
from matching.files.reading import read_problem
from matching.files.workbook.reading import checked_workbook
from matching.files.writing import write_problem
from matching.workbooks.checked_copy import checked_copy, read_workbook
from matching.workbooks.result_workbook import result_workbook

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", "'=", "''=", '"=', "{=", " =", "\u00a0=")
BODIES = (
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("https://example.org?x="&A1,"Error")', 'IMPORTXML("https://example.org","//a")',
    "SUM(1+1)*cmd|' /C calc'!A0", "DDE(\"cmd\";\"/C calc\";\"!A0\")", "2+5+cmd|' /C calc'!A0", "WEBSERVICE(\"https://example.org\")",
    "_xlfn.ANYTHING()", "1e5", "0001", "TRUE", "#N/A", "_x003D_1+1", "</t></is></c><c><f>1+1</f></c>",
)  # fmt: skip
PAYLOADS = [start + body for start, body in itertools.product(STARTS, BODIES)]


@pytest.fixture(scope="module")
def problem(tmp_path_factory):
    """A problem of which names, titles and ids begin like formulas."""
    sound = read_problem(written(tmp_path_factory.mktemp("small"), FILES))
    donors = [f"D{number}" for number in range(len(PAYLOADS))]
    records = {
        "communes": [{"vintage": "v", "code": "1", "name": "=1+1"}],
        "donors": [{"donor": donor, "name": name} for donor, name in zip(donors, PAYLOADS, strict=True)],
        "children": [
            {"child": f"={number}+1", "commune": ("v", "1"), "age": 7} for number in range(len(PAYLOADS))
        ],
        "needs": [
            {"need": f"@{number}", "child": f"={number}+1", "kind": "gift", "quantity": 1}
            for number in range(len(PAYLOADS))
        ],
        "offers": [
            {"offer": f"-{number}", "donor": donor, "modality": "goods"}
            for number, donor in enumerate(donors)
        ],
        "stock": [{"offer": f"-{number}", "kind": "gift", "quantity": 1} for number in range(len(PAYLOADS))],
    }
    built = matching.problem_from_records(records, sound.reference_date, title="=2+2")
    assert len(PAYLOADS) >= 200
    return built


def formulas(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.fixture(scope="module")
def data(problem, tmp_path_factory):
    path = tmp_path_factory.mktemp("out") / "problem.xlsx"
    write_problem(problem, path)
    return path.read_bytes()


def test_no_cell_of_a_written_problem_is_a_formula(data):
    assert formulas(data) == []


def test_every_text_comes_back_as_it_was(problem, data):
    again, issues = checked_workbook(data)
    assert [issue for issue in issues if issue.severity == "error"] == []
    assert again == problem
    assert again.digest == problem.digest


def test_no_cell_of_a_checked_copy_is_a_formula(problem, data):
    copy = checked_copy(read_workbook(data), "vi")
    assert formulas(copy) == []
    assert checked_workbook(copy)[0] == problem


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_cell_of_a_result_is_a_formula_and_names_stand_as_given(problem, language):
    result = matching.solve(problem, "greedy")
    printed = result_workbook(replace(result, seed=1), language)
    assert formulas(printed) == []
    book = openpyxl.load_workbook(io.BytesIO(printed))
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    names = set(problem["donors"]["name"].tolist())
    assert names <= texts
