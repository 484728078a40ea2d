"""Everything that can be wrong in a folder, each with its place."""

import re
from pathlib import Path

import pytest

from matching.errors import DataError
from matching.files.reading import check_problem, read_problem

LONG = "x" * 65

CASES = {
    "version of a newer release": ("problem.json", ": 1,", ": 2,",
        ("schema_version_newer", "problem", 0, "schema_version")),
    "version that is no number": ("problem.json", ": 1,", ': "one",',
        ("bad_integer", "problem", 0, "schema_version")),
    "no version": ("problem.json", '"schema_version": 1, ', "",
        ("missing_value", "problem", 0, "schema_version")),
    "reference date of no calendar": ("problem.json", "2026-01-01", "2026-02-30",
        ("bad_date", "problem", 0, "reference_date")),
    "no reference date": ("problem.json", '"reference_date": "2026-01-01", ', "",
        ("missing_value", "problem", 0, "reference_date")),
    "unknown entry": ("problem.json", '"title"', '"titel"', ("unknown_column", "problem", 0, "titel")),
    "unknown number format": ("problem.json", '"title": "Small"', '"number_format": "fr"',
        ("unknown_value", "problem", 0, "number_format")),
    "title that is no text": ("problem.json", '"Small"', "3.5e9, \"vintage\": 1",
        ("duplicate_column", "problem", 0, "")),
    "manifest that is no JSON": ("problem.json", "{", "[", ("unreadable_file", "problem", 0, "")),
    "not a number in JSON": ("problem.json", '"Small"', "NaN", ("bad_number", "problem", 0, "")),
    "empty table": ("donors.csv", "donor,name\nD1,Hội Từ thiện\n", "", ("empty_file", "donors", 0, "")),
    "null characters": ("donors.csv", "D1", "D\0", ("unreadable_file", "donors", 0, "")),
    "quote that never ends": ("donors.csv", "D1,", '"D1,', ("unreadable_file", "donors", 0, "")),
    "column named twice": ("donors.csv", "donor,name", "donor,donor", ("duplicate_column", "donors", 0, "")),
    "column without a name": ("donors.csv", "donor,name", "donor,", ("missing_column", "donors", 0, "")),
    "required column missing": ("needs.csv", "quantity,", "", ("missing_column", "needs", 0, "quantity")),
    "column unknown": ("donors.csv", "donor,name", "donor,nmae", ("unknown_column", "donors", 0, "nmae")),
    "row too long": ("donors.csv", "D1,Hội", "D1,x,Hội", ("ragged_row", "donors", 1, "")),
    "row too short": ("donors.csv", "D1,Hội Từ thiện", "D1", ("ragged_row", "donors", 1, "")),
    "id empty": ("donors.csv", "D1", "", ("missing_value", "donors", 1, "donor")),
    "id too long": ("providers.csv", "P1", LONG, ("text_too_long", "providers", 1, "provider")),
    "id that cannot be shown": ("providers.csv", "P1", "P\x07", ("bad_text", "providers", 1, "provider")),
    "id repeated": ("children.csv", "C2,", "C1,", ("duplicate_id", "children", 2, "child")),
    "commune repeated": ("communes.csv", "2025-07,09706", "2025-07,09700",
        ("duplicate_id", "communes", 2, "code")),
    "text too long": ("donors.csv", "Hội", "x" * 2001, ("text_too_long", "donors", 1, "name")),
    "required cell empty": ("needs.csv", "meal,,3", "meal,,", ("missing_value", "needs", 1, "quantity")),
    "underscore in number": ("needs.csv", "meal,,3", "meal,,1_000", ("bad_integer", "needs", 1, "quantity")),
    "exponent": ("needs.csv", "meal,,3", "meal,,1e5", ("bad_integer", "needs", 1, "quantity")),
    "hexadecimal": ("needs.csv", "meal,,3", "meal,,0x10", ("bad_integer", "needs", 1, "quantity")),
    "full-width digits": ("needs.csv", "meal,,3", "meal,,１２", ("bad_integer", "needs", 1, "quantity")),
    "Arabic digits": ("needs.csv", "meal,,3", "meal,,٣", ("bad_integer", "needs", 1, "quantity")),
    "leading plus": ("needs.csv", "meal,,3", "meal,,+3", ("bad_integer", "needs", 1, "quantity")),
    "not a number": ("needs.csv", "meal,,3", "meal,,NaN", ("bad_integer", "needs", 1, "quantity")),
    "infinite": ("needs.csv", "meal,,3", "meal,,inf", ("bad_integer", "needs", 1, "quantity")),
    "fraction of a unit": ("needs.csv", "meal,,3", "meal,,1.5", ("bad_integer", "needs", 1, "quantity")),
    "point of two meanings": ("needs.csv", "meal,,3", "meal,,1.000",
        ("ambiguous_number", "needs", 1, "quantity")),
    "comma of two meanings": ("offers.csv", "5000000", '"1,000"',
        ("ambiguous_number", "offers", 2, "budget")),
    "zero needed": ("needs.csv", "meal,,3", "meal,,0", ("out_of_range", "needs", 1, "quantity")),
    "negative need": ("needs.csv", "meal,,3", "meal,,-3", ("out_of_range", "needs", 1, "quantity")),
    "number beyond all bounds": ("offers.csv", "5000000", "9" * 400, ("overflow", "offers", 2, "budget")),
    "share above one": ("communes.csv", "0.25", "1.01", ("out_of_range", "communes", 1, "poor_share")),
    "share in per cent": ("communes.csv", "0.25", "25%", ("bad_share", "communes", 1, "poor_share")),
    "share with five decimals": ("communes.csv", "0.25", "0.25001",
        ("bad_share", "communes", 1, "poor_share")),
    "date of no calendar": ("needs.csv", "2026-06-30", "2026-06-31", ("bad_date", "needs", 1, "window_to")),
    "date in another order": ("needs.csv", "2026-06-30", "30/06/2026", ("bad_date", "needs", 1, "window_to")),
    "date before the calendar": ("needs.csv", "2026-01-01", "1969-12-31",
        ("out_of_range", "needs", 1, "window_from")),
    "neither yes nor no": ("commitments.csv", "2,no", "2,maybe", ("bad_bool", "commitments", 1, "released")),
    "value not in the list": ("offers.csv", "goods", "good", ("unknown_value", "offers", 1, "modality")),
    "circumstance not in the list": ("children.csv", "g01|g04", "g01|g99",
        ("unknown_value", "children", 1, "circumstances")),
    "reference to nobody": ("needs.csv", "N1,C1", "N1,C9", ("dangling_reference", "needs", 1, "child")),
    "reference to no kind": ("needs.csv", "meal,,3", "meel,,3", ("dangling_reference", "needs", 1, "kind")),
    "code of another list": ("sites.csv", "09700", "09709", ("mixed_vintage", "sites", 1, "commune_code")),
    "code without leading zero": ("sites.csv", "09700", "9700",
        ("dangling_reference", "sites", 1, "commune_code")),
    "two beneficiaries": ("needs.csv", "N1,C1,,", "N1,C1,S1,", ("not_exactly_one", "needs", 1, "child")),
    "no beneficiary": ("needs.csv", "N1,C1,", "N1,,", ("not_exactly_one", "needs", 1, "child")),
    "quote for nothing": ("quotes.csv", "O2,N1", "O2,", ("not_exactly_one", "quotes", 1, "need")),
    "child without age": ("children.csv", "09706,9", "09706,", ("missing_value", "children", 2, "age")),
    "birth after the reference date": ("children.csv", "2018-03-05", "2026-01-02",
        ("birth_date_in_future", "children", 1, "birth_date")),
    "grown up": ("children.csv", "2018-03-05", "2008-01-01", ("out_of_range", "children", 1, "birth_date")),
    "age against birth date": ("children.csv", "09700,,", "09700,8,", ("age_mismatch", "children", 1, "age")),
    "need over before it begins": ("needs.csv", "2026-06-30", "2025-06-30",
        ("window_reversed", "needs", 1, "window_to")),
    "consent over before it begins": ("children.csv", "2026-06-30", "2024-06-30",
        ("window_reversed", "children", 1, "consent_expiry")),
    "limits exchanged": ("offers.csv", "1,2,", "2,1,", ("minimum_above_maximum", "offers", 1, "child_max")),
    "limits exchanged in an added item": ("items.csv", "60,120", "120,60",
        ("minimum_above_maximum", "items", 1, "max_height")),
    "item of another kind": ("needs.csv", "N4,C2,,,blanket,blanket-s", "N4,C2,,,meal,blanket-s",
        ("item_of_other_kind", "needs", 4, "item")),
    "stock of another kind": ("stock.csv", "O1,blanket,", "O1,meal,",
        ("item_of_other_kind", "stock", 2, "item")),
    "cash without budget": ("offers.csv", "5000000", "", ("missing_value", "offers", 2, "budget")),
    "goods with budget": ("offers.csv", "goods,", "goods,9", ("unexpected_value", "offers", 1, "budget")),
    "goods without quantity": ("stock.csv", "meal,,10", "meal,,", ("missing_value", "stock", 1, "quantity")),
    "stock line repeated": ("stock.csv", "O1,blanket,blanket-s,5", "O1,meal,,7",
        ("duplicate_row", "stock", 2, "offer")),
    "promise repeated": ("commitments.csv", "9,yes", "1,no", ("duplicate_row", "commitments", 2, "need")),
    "promise above need": ("commitments.csv", "N1,2", "N1,4",
        ("commitment_above_need", "commitments", 1, "quantity")),
    "promise above stock": ("stock.csv", "meal,,10", "meal,,1",
        ("commitment_above_stock", "commitments", 1, "quantity")),
    "earmark for no commune": ("earmarks.csv", "2025-07:09706", "2025-07:9706",
        ("unknown_value", "earmarks", 1, "values")),
    "earmark for falling ages": ("earmarks.csv", "3..10", "10..3",
        ("unknown_value", "earmarks", 2, "values")),
    "earmark for endless ages": ("earmarks.csv", "3..10", "3..99999999999",
        ("unknown_value", "earmarks", 2, "values")),
    "fund of no commune": ("offers.csv", "commune,09700", "commune,",
        ("missing_value", "offers", 2, "fund_commune_code")),
    "offer that matches itself": ("offers.csv", ",O1,,", ",O2,,", ("self_reference", "offers", 2, "matches")),
    "zone that is over": ("communes.csv", "2026-12-31", "2025-12-31",
        ("zone_not_valid", "communes", 1, "zone")),
    "zone that has not begun": ("communes.csv", "2021-06-04", "2026-06-04",
        ("zone_not_valid", "communes", 1, "zone")),
    "child too old for the kind": ("children.csv", "2018-03-05", "2010-03-05",
        ("not_qualified", "needs", 1, "child")),
    "floor for no group": ("floors.csv", "2025-07:09700", "09700", ("unknown_value", "floors", 1, "value")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_refused_at_its_place(case, spoiled):
    name, old, new, expected = CASES[case]
    problem, issues = check_problem(spoiled(name, old, new))
    assert problem is None
    assert expected in [(issue.code, issue.table, issue.row, issue.column) for issue in issues]
    assert all(issue.message and issue.remedy for issue in issues)


def test_the_unspoiled_folder_has_nothing_wrong(folder):
    problem, issues = check_problem(folder)
    assert issues == ()
    assert len(problem["needs"]) == 4


@pytest.mark.parametrize("table", ["communes", "needs", "offers", "stock"])
def test_a_table_without_which_there_is_no_problem_is_missed(table, folder):
    (folder / f"{table}.csv").unlink()
    problem, issues = check_problem(folder)
    assert problem is None
    assert ("missing_table", table, 0) in [(issue.code, issue.table, issue.row) for issue in issues]


def test_a_folder_without_manifest_is_refused(folder):
    (folder / "problem.json").unlink()
    problem, issues = check_problem(folder)
    assert problem is None
    assert (issues[0].code, issues[0].table) == ("missing_manifest", "problem")


def test_a_file_that_is_no_table_is_refused_with_the_nearest_name(folder):
    (folder / "need.csv").write_text("x\n")
    (issue,) = check_problem(folder)[1]
    assert (issue.code, issue.table, issue.remedy) == ("unknown_table", "need", "Did you mean needs?")


@pytest.mark.parametrize(
    "name", ["earmarks.xlsx", "earmarks.txt", "needs.CSV", "Earmarks.csv", "earmarks", "earmarks.csv.txt"]
)
def test_a_file_named_like_a_table_that_is_not_read_is_refused_with_the_way_out(folder, name):
    (folder / name).write_bytes(b"x")
    problem, issues = check_problem(folder)
    assert problem is None
    told = {issue.table: (issue.code, issue.severity, issue.remedy) for issue in issues}
    code, severity, remedy = told[name]
    assert (code, severity) == ("unknown_table", "error")
    assert f"Save it as {name.partition('.')[0].lower()}.csv" in remedy


def test_other_files_are_only_told_and_hidden_ones_not_even_that(folder):
    (folder / "letter.docx").write_bytes(b"x")
    (folder / ".needs.csv.swp").write_bytes(b"x")
    problem, issues = check_problem(folder)
    assert problem is not None
    assert [(issue.table, issue.severity) for issue in issues] == [("letter.docx", "warning")]


@pytest.mark.parametrize(("mark", "told"), [(";", "semicolons"), ("\t", "tabs")])
def test_cells_cut_at_another_mark_than_the_comma_are_told_with_the_remedy(folder, mark, told):
    path = folder / "needs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", mark), encoding="utf-8")
    found = [issue for issue in check_problem(folder)[1] if issue.table == "needs"]
    assert [issue.code for issue in found] == ["wrong_separator"]
    assert told in found[0].message
    assert "commas" in found[0].remedy


def test_an_empty_table_that_must_be_there_is_not_advised_to_be_removed(folder):
    for name in ("needs", "donors"):
        (folder / f"{name}.csv").write_bytes(b"")
    remedies = {issue.table: issue.remedy for issue in check_problem(folder)[1] if issue.code == "empty_file"}
    assert "remove" not in remedies["needs"]
    assert "quantity" in remedies["needs"]
    assert "remove" in remedies["donors"]


def test_a_table_in_two_files_is_refused(folder):
    (folder / "needs.parquet").write_bytes(b"x")
    assert ("duplicate_table", "needs") in [(issue.code, issue.table) for issue in check_problem(folder)[1]]


def test_old_encodings_are_refused_not_garbled(folder):
    (folder / "donors.csv").write_bytes("donor,name\nD1,Hội".encode()[:-1] + b"\xd2")
    assert [(issue.code, issue.table) for issue in check_problem(folder)[1]] == [("bad_encoding", "donors")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_read_the_same(encoding, folder):
    expected = read_problem(folder)
    for path in folder.glob("*.csv"):
        path.write_bytes(path.read_bytes().decode().encode(encoding))
    assert read_problem(folder) == expected


def test_ids_that_differ_in_capitals_are_told_but_accepted(spoiled):
    path = spoiled("donors.csv", "D1,Hội Từ thiện\n", "D1,Hội\nd1,Hội\n")
    problem, (issue,) = check_problem(path)
    assert problem is not None
    assert (issue.code, issue.severity, issue.table, issue.row) == (
        "near_duplicate_id",
        "warning",
        "donors",
        2,
    )


def test_decomposed_letters_name_the_same_row(spoiled):
    path = spoiled("donors.csv", "D1", "Hội")
    offers = (path / "offers.csv").read_text().replace("D1", "Ho\u0323\u0302i")
    (path / "offers.csv").write_text(offers)
    assert len(read_problem(path)["donors"]) == 1


def test_a_total_that_cannot_be_exact_is_refused(spoiled):
    path = spoiled("offers.csv", "O2,D1,cash,5000000", "O2,D1,cash,1000000000000000")
    more = "".join(f"X{row},,cash,1000000000000000{',' * 8}\n" for row in range(10))
    (path / "offers.csv").write_text((path / "offers.csv").read_text() + more)
    assert ("overflow", "offers", 0, "budget") in [
        (issue.code, issue.table, issue.row, issue.column) for issue in check_problem(path)[1]
    ]


def test_all_mistakes_are_told_at_once(spoiled):
    path = spoiled("needs.csv", "meal,,3", "meel,,1.000")
    (path / "offers.csv").write_text((path / "offers.csv").read_text().replace("goods", "gods"))
    codes = {(issue.table, issue.code) for issue in check_problem(path)[1]}
    assert codes == {
        ("needs", "dangling_reference"),
        ("needs", "ambiguous_number"),
        ("offers", "unknown_value"),
    }


def test_a_cell_that_cannot_be_read_hides_no_mistake_among_the_other_cells_of_its_row(spoiled):
    path = spoiled("needs.csv", "meal,,3", "meal,,many")
    (path / "offers.csv").write_text(
        "offer,modality,budget,child_min,child_max,matches,overhead\n"
        "O1,cash,100000,5,2,nobody,2\nO2,cash,9,0,,O2,\nO3,gods,,2,1,,\nO4,goods,9,x,2,,\n"
    )
    (path / "quotes.csv").write_text("offer,need,price,benefit\nO2,N1,9,x\nO2,N1,8,\nO2,N1,,2\n")
    (path / "commitments.csv").write_text("offer,need,quantity,released\nO1,N2,1,\nO1,N2,1,\nO1,N3,many,\n")
    told = {(issue.table, issue.code, issue.row, issue.column) for issue in check_problem(path)[1]}
    assert told >= {
        ("needs", "bad_integer", 1, "quantity"),
        ("quotes", "duplicate_row", 2, "price"),
        ("offers", "dangling_reference", 1, "matches"),
        ("offers", "minimum_above_maximum", 1, "child_max"),
        ("offers", "out_of_range", 2, "child_min"),
        ("offers", "self_reference", 2, "matches"),
        ("offers", "unknown_value", 3, "modality"),
        ("offers", "minimum_above_maximum", 3, "child_max"),
        ("offers", "unexpected_value", 4, "budget"),
        ("commitments", "duplicate_row", 2, "need"),
        ("commitments", "bad_integer", 3, "quantity"),
    }
    assert "Write a number from 0 to 1." in {issue.remedy for issue in check_problem(path)[1]}
    # A check that reads the bad cell itself says nothing: its default is no mistake of the sender's.
    assert {issue.code for issue in check_problem(path)[1] if (issue.table, issue.row) == ("offers", 4)} == {
        "bad_integer", "unexpected_value",
    }  # fmt: skip


def test_personal_values_never_stand_in_messages(spoiled):
    path = spoiled("children.csv", "girl", "Nguyễn Thị Bí Mật")
    with pytest.raises(DataError) as refusal:
        read_problem(path)
    assert "Bí Mật" not in str(refusal.value)


def test_a_thousand_mistakes_are_told_and_the_rest_counted(folder):
    rows = "".join(f"N{row},C1,,,meal,,x,,\n" for row in range(10, 2510))
    (folder / "needs.csv").write_text((folder / "needs.csv").read_text() + rows)
    issues = [issue for issue in check_problem(folder)[1] if issue.code == "bad_integer"]
    assert len(issues) == 1_001
    assert issues[-1].row == 0
    assert re.match("1500 further", issues[-1].message)


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path):
    assert [issue.code for issue in check_problem(tmp_path / "none")[1]] == ["unreadable_file"]
