from fractions import Fraction

from matching.reporting.numerals import decimal, money, percent, share, whole


def test_thousands_are_grouped_as_each_language_writes_them():
    assert whole(1234567) == "1,234,567"
    assert whole(1234567, "vi") == "1.234.567"
    assert decimal(1234567.5, "vi") == "1.234.567,5"
    assert money(620000, "vi") == "620.000 đồng"


def test_a_share_is_rounded_half_up_from_whole_numbers():
    assert percent(2, 3) == "66.7 %"
    assert percent(1, 3) == "33.3 %"
    assert percent(1, 2000) == "0.1 %"
    assert percent(9994, 10_000) == "99.9 %"
    assert percent(100_000, 100_000) == "100.0 %"
    assert share(Fraction(2, 3), "vi") == "66,7 %"


def test_a_share_of_nothing_is_a_dash():
    assert percent(0, 0) == "–"


def test_negative_numbers_have_the_sign_of_minus_and_not_a_hyphen():
    assert [whole(-1234), whole(-1234, "vi")] == ["−1,234", "−1.234"]
    assert [share(Fraction(-53, 1000)), money(-5, "vi")] == ["−5.3 %", "−5 đồng"]
