import unicodedata

from matching.reporting.text_table import aligned, bar, display_width


def test_columns_line_up_whatever_form_the_accents_have():
    rows = [("Khánh Thượng", "9"), (unicodedata.normalize("NFD", "Bất Bạt"), "1,000"), ("x", "")]
    lines = aligned(("Xã", "Số"), rows, (False, True)).split("\n")
    assert lines[0] == "Xã               Số"
    assert [display_width(line) for line in lines[1:4]] == [19, 19, 19]


def test_a_bar_is_full_only_when_nothing_is_missing():
    assert bar(999, 1000) == "█████████░"
    assert bar(1000, 1000) == "██████████"
    assert bar(0, 0) == "░░░░░░░░░░"
