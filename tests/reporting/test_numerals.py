from fractions import Fraction

from matching.reporting.numerals import decimal, money, percent, share, whole


def test_thousands_are_grouped_as_each_language_writes_them():
    assert whole(1234567) == "1,234,567"
    assert whole(1234567, "vi") == "1.234.567"
    assert decimal(1234567.5, "vi") == "1.234.567,5"
    assert money(620000, "vi") == "620.000 đồng"


def test_a_share_just_below_the_whole_is_not_shown_as_the_whole():
    assert percent(99_999, 100_000) == "99.9 %"
    assert percent(100_000, 100_000) == "100.0 %"
    assert share(Fraction(2, 3), "vi") == "66,6 %"


def test_a_share_of_nothing_is_a_dash():
    assert percent(0, 0) == "–"
