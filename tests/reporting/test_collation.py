"""Names stand in the order of the Vietnamese alphabet."""

import random
import unicodedata

from matching.reporting.collation import collation_key

ORDERED = [
    "An Phú", "Ăn", "Ấn", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Ba Trại", "Ba Vì", "Dân", "Đà", "Đông Xuân", "Ê",
    "Khánh Thượng",
    "Minh Quang", "Ô", "Ơ", "Tản Lĩnh", "Tiến Xuân", "Trần Phú", "Ư", "Vân Hòa", "Yên Bài", "Yên Bình", "Yên Trung",
]  # fmt: skip


def test_letters_come_first_and_tones_decide_between_equals():
    shuffled = ORDERED.copy()
    random.Random(4).shuffle(shuffled)
    assert sorted(shuffled, key=collation_key) == ORDERED


def test_the_form_of_accents_and_letter_case_do_not_matter_for_the_order():
    decomposed = [unicodedata.normalize("NFD", name).upper() for name in ORDERED]
    assert sorted(decomposed, key=collation_key) == decomposed


def test_digits_come_before_letters_and_names_before_longer_ones():
    assert sorted(["Xã", "1A", "Xã 2", ""], key=collation_key) == ["", "1A", "Xã", "Xã 2"]
