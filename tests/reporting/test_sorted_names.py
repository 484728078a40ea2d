"""Names in every list that people read stand in the order of the Vietnamese alphabet: Ấ with A, Đ after D."""

from datetime import date

import matching
from matching.pages.report_page import report_text
from matching.views.viewing import view
from matching.workbooks.handover import handover_lines
from matching.workbooks.names import Names

NAMES = ["An Lạc", "Ấn Sơn", "Dân Tiến", "Đạo Viện", "Động Quan", "Ea Kao", "Ỷ La"]
KINDS = ["Áo ấm", "Ăn trưa", "Dép", "Đồ chơi", "Ô che"]


def round_of_names() -> matching.Result:
    made = matching.ProblemBuilder("2025-07")
    for place, label in enumerate(reversed(KINDS)):
        made.add("kinds", kind=f"k{place}", unit="set", price=1, weight=1, label_en=label, label_vi=label)
    for place, name in enumerate(reversed(NAMES)):
        made.add_commune(f"0970{place}", name=name, zone="I").add("donors", donor=f"d{place}", name=name)
        made.add_offer(f"o{place}", donor=f"d{place}")
        for kind in range(len(KINDS)):
            made.add_stock(f"o{place}", f"k{kind}", 5)
            for number in range(10):
                child = f"c{place}-{kind}-{number}"
                made.add_child(child, ("2025-07", f"0970{place}"), age=8)
                made.add_need(f"n-{child}", f"k{kind}", 1, child=child)
    return matching.solve(made.build(date(2026, 3, 1)))


def in_order(text: str, names: list[str]) -> bool:
    places = [text.index(f">{name}<") for name in names]
    return places == sorted(places)


def test_every_list_of_names_is_in_vietnamese_order():
    result = round_of_names()
    table = matching.summary(result, "vi")
    assert [line for name in NAMES for line in table.splitlines() if line.startswith(name)] == [
        line for line in table.splitlines() if line.startswith(tuple(NAMES))
    ]
    for name in ("internal", "public"):
        text = report_text(view(result, name, language="vi"), "vi")
        assert in_order(text, NAMES), name
        assert in_order(text[text.index("Nhà tài trợ</h2>") :], NAMES), name
    handed = [str(row.cells[0]) for row in handover_lines(Names(result, "vi")) if row.style == "plain"]
    assert list(dict.fromkeys(handed)) == NAMES
    groups = [row[0] for row in result.measures("commune")._sheets("vi")[0].rows]
    assert groups == NAMES
