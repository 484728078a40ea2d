"""The report is one page that runs and fetches nothing, tells only what its reader may know, and withstands its data."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import matching
from matching.pages.lorenz import lorenz_points
from matching.pages.page import _resource
from matching.pages.report_page import report_text
from matching.views.viewing import view
from matching.views.wording import texts
from pages.page_parts import parts_of, structure_of
from pages.payloads import PAYLOADS
from views.crowded_round import DAY, HIDDEN, builder

KEY = b"sixteen bytes or"
HIDDEN_NAMES = (
    "HIV", "conflict with the law", "vi phạm pháp luật", "drugs", "nghiện", "violence", "bạo lực", "exploited",
    "bóc lột", "abused", "xâm hại", "trafficked", "mua bán",
)  # fmt: skip


@pytest.fixture(scope="module")
def result():
    return matching.solve(builder().build(DAY, "Đợt thử"), seed=2026)


def page(result, name="public", language="en", sections=()):
    return report_text(view(result, name, language=language, donor="D1", key=KEY), language, sections)


VIEWS = pytest.mark.parametrize("name", ["internal", "donor", "public"])
LANGUAGES = pytest.mark.parametrize("language", ["en", "vi"])


@VIEWS
@LANGUAGES
def test_nothing_is_run_or_fetched(result, name, language):
    text = page(result, name, language)
    parts = parts_of(text)
    assert not {tag for tag, _ in parts.elements} & {
        "script", "link", "img", "iframe", "object", "embed", "form", "base", "a", "use", "image",
    }  # fmt: skip
    for _, attributes in parts.elements:
        assert not [one for one in attributes if one.startswith("on") or one in ("style", "src", "href")]
    assert not re.search(r"url\(|@import|https?:|//[a-z]", re.sub(r"<!doctype html>", "", text))


@VIEWS
def test_the_policy_forbids_everything_but_the_page_s_own_style(result, name):
    metas = [attributes for tag, attributes in parts_of(page(result, name)).elements if tag == "meta"]
    (policy,) = [one["content"] for one in metas if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@VIEWS
@LANGUAGES
def test_the_page_says_verdict_seed_digests_and_how_to_check(result, name, language):
    text = page(result, name, language)
    for said in ("2026", result.plan_id, result.problem.digest, "matching audit IN OUT"):
        assert said in text
    assert ("PROVED" if language == "en" else "ĐÃ CHỨNG MINH") in text
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize("name", ["donor", "public"])
@LANGUAGES
def test_neither_ids_nor_hidden_groups_are_on_pages_for_others(result, name, language):
    text = page(result, name, language)
    internal = view(result, "internal").to_dict()
    told = " ".join(parts_of(text).texts)
    assert not [
        need for need in internal["allocation"]["need_id"] + internal["unmet"]["need_id"] if need in text
    ]
    assert not [child for child in result.problem["children"]["child"].tolist() if child in text]
    assert not [
        offer for offer in result.problem["offers"]["offer"].tolist() if re.search(rf"\b{offer}\b", told)
    ]
    assert not [word for word in (*HIDDEN, *HIDDEN_NAMES) if word.lower() in told.lower()]


def test_the_public_page_tells_no_value_of_a_goal(result):
    values = re.compile(r"proved best possible|chứng minh là tốt nhất")
    for language in ("en", "vi"):
        goals = [text for text in parts_of(page(result, "public", language)).texts if values.search(text)]
        assert len(goals) == len(result.goals)
        assert not [text for text in goals if re.search(r"\d", text)]


def spoiled(payload: str) -> matching.Problem:
    made = (
        matching.ProblemBuilder("2025-07")
        .add_commune("09700", name=payload, province=payload, zone="I")
        .add("kinds", kind="meal", unit=payload, price=1, weight=1, label_en=payload, label_vi=payload)
        .add("donors", donor="D1", name=payload)
        .add_offer("O1", donor="D1")
        .add_stock("O1", "meal", 9)
    )
    for number in range(6):
        made.add_child(
            f"c{number}", ("2025-07", "09700"), age=8, consent_representative=True, consent_child=True,
            consent_date=date(2025, 9, 1),
        ).add_need(f"n{number}", "meal", 2, child=f"c{number}")  # fmt: skip
    return made.build(DAY, payload)


def test_two_hundred_payloads_change_no_page():
    assert len(set(PAYLOADS)) >= 200
    plain = matching.solve(spoiled("plain"))
    pages = [(name, language) for name in ("internal", "donor", "public") for language in ("en", "vi")]
    section = matching.Section("x", ["x"], ["x"], ["x"])
    expected = {one: structure_of(page(plain, *one, [section])) for one in pages}
    for number, payload in enumerate(PAYLOADS):
        spoilt = replace(plain, problem=spoiled(payload))
        one = pages[number % len(pages)]
        text = page(spoilt, *one, [matching.Section(payload, [payload], [payload], [payload])])
        assert structure_of(text) == expected[one], payload
        assert payload in "".join(parts_of(text).texts), payload


def test_further_sections_are_shown(result):
    section = matching.Section("Price of fairness", ["About 3 % of units."])
    text = page(result, sections=[section])
    assert "Price of fairness" in text
    assert "About 3 % of units." in text


@pytest.mark.parametrize("name", ["internal", "public"])
def test_communes_with_coordinates_are_drawn_where_they_lie_and_hidden_ones_without_colour(result, name):
    table = result.problem["communes"]
    assert "<circle" not in page(result, name)
    located = replace(
        table,
        columns={**table.columns, "latitude": np.array([20.0, 21.0, np.nan, 20.5]),
                 "longitude": np.array([105.0, 105.5, np.nan, 105.2])},
    )  # fmt: skip
    text = page(replace(result, problem=result.problem.replace(communes=located)), name)
    dots = [attributes for tag, attributes in parts_of(text).elements if tag == "circle"]
    assert len(dots) == 3
    assert float(dots[1]["cy"]) < float(dots[2]["cy"]) < float(dots[0]["cy"])
    shown = view(result, "public").met[:, -1] >= 0
    if name == "public" and not shown.all():
        assert "shade0" in {dot["class"] for dot in dots}


def test_the_lorenz_curve_joins_the_corners_and_lies_below_the_diagonal():
    points = lorenz_points([(10, 5), (30, 3), (20, 20)])
    assert (points[0], points[-1]) == ((0.0, 0.0), (100.0, 100.0))
    assert points[1] == pytest.approx((50.0, 100 * 3 / 28))
    assert all(below <= along for along, below in points)


def test_every_text_exists_in_both_languages_and_every_class_has_a_style():
    assert texts()["en"].keys() == texts()["vi"].keys()
    used = set(re.findall(r'class="([a-z]+)"', _resource("page.html")))
    assert used <= set(re.findall(r"\.([a-z]+)", _resource("page.css"))) | {"verdict"}


def test_a_file_is_written_once_and_replaced_only_if_asked(result, tmp_path):
    target = tmp_path / "report.html"
    matching.report(result, target, "vi", "public")
    with pytest.raises(FileExistsError):
        matching.report(result, target)
    matching.report(result, target, overwrite=True)
    assert "INTERNAL" in target.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=r"\.html"):
        matching.report(result, tmp_path / "report.pdf")


def test_the_same_result_gives_the_same_bytes(result):
    assert page(result) == page(result)


def test_without_the_extra_the_page_says_how_to_install_it():
    code = (
        "import sys; sys.modules['jinja2'] = None\n"
        "import matching\n"
        "from matching.pages.page import Page, page_text\n"
        "try:\n    page_text(Page('en', '', '', '', '', True, ()))\n"
        "except matching.MissingPackageError as error:\n    print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert 'pip install "donor-need-matching[report]"' in said
