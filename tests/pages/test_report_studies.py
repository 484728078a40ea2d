"""The fund's own page tells the price of fairness and what to ask donors for; pages for others never do."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

import matching
from matching.comparing.comparison import Compared
from matching.pages.report_page import report_text
from matching.pages.study_sections import price_section
from matching.reporting.numerals import share, whole
from matching.views.viewing import view
from pages.page_parts import parts_of


@pytest.fixture(scope="module")
def result():
    return matching.solve(matching.generate("lao-cai", 200, 3), seed=5)


@pytest.fixture(scope="module")
def sections(result):
    return {language: matching.report_studies(result, language) for language in ("en", "vi")}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_price_is_what_a_comparison_measures(result, sections, language):
    compared = matching.compare(result.problem, [result.policy, "utilitarian"], seed=5)
    own, most = compared.entries
    lost = Fraction(most.totals.weight - own.totals.weight, most.totals.weight)
    price = sections[language][0]
    assert share(lost, language) in price.sentences[0]
    assert whole(own.fairness.lost.units, language) in price.sentences[0]
    (table,) = price.tables
    assert [row[0] for row in table.rows] == ["equal-coverage", "utilitarian"]
    assert [row[1] for row in table.rows] == [whole(one.totals.units, language) for one in (own, most)]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_appeals_stand_in_the_order_of_the_policy_with_what_was_tried(result, sections, language):
    asked = matching.appeals(result)
    appeals = sections[language][1]
    (table,) = appeals.tables
    assert len(table.rows) == len(asked.packages) > 0
    assert any(re.search("tried|đã thử", note) for note in appeals.notes)


def test_both_stand_on_the_page_before_how_to_check(result, sections):
    text = report_text(view(result, "internal"), "en", sections["en"])
    titles = re.findall(r"<h2>(.*?)</h2>", text)
    assert titles[-4:] == [
        "Price of fairness",
        "What to ask donors for",
        "How ties were drawn",
        "How to check",
    ]
    assert not {tag for tag, _ in parts_of(text).elements} & {"script", "a", "img", "link"}


def test_a_plan_of_most_weighted_need_is_told_to_be_it(result):
    plan = matching.solve(result.problem, "utilitarian", seed=5)
    price, _ = matching.report_studies(plan)
    assert price.tables == ()
    assert "itself" in price.sentences[0]


def test_a_reference_without_a_plan_leaves_a_sentence_instead_of_numbers(result):
    compared = matching.compare(result.problem, [result.policy, "utilitarian"], seed=5)
    alone = Compared(
        compared.problem, 5, "commune", compared.goals, compared.index, "utilitarian", compared.entries[:1]
    )
    assert price_section(alone, "en").tables == ()


@pytest.mark.parametrize(
    ("gained", "language", "said", "unsaid"),
    [
        (Fraction(1, 20), "en", "stands 5.0 % of its need higher", "lower"),
        (Fraction(-53, 1000), "en", "stands 5.3 % of its need lower", "higher"),
        (Fraction(0), "en", "the same in both plans", "higher"),
        (Fraction(-53, 1000), "vi", "thấp hơn 5,3 %", "cao hơn"),
    ],
)
def test_what_the_worst_off_gain_or_lose_is_said_in_the_right_direction(
    result, gained, language, said, unsaid
):
    compared = matching.compare(result.problem, [result.policy, "utilitarian"], seed=5)
    own, most = compared.entries
    changed = replace(own, efficiency=replace(own.efficiency, worst=gained))
    sentences = price_section(replace(compared, entries=(changed, most)), language).sentences
    assert said in " ".join(sentences)
    assert unsaid not in " ".join(sentences[1:])
    goal = result.policy.goals[1].describe(language)
    assert any(goal in sentence for sentence in sentences) == (gained <= 0)


def test_the_command_fills_them_in_unless_it_is_asked_to_be_brief(result, tmp_path, capsys):
    from matching.cli.main import run

    matching.write(result.problem, tmp_path / "in")
    matching.write_plan(result, tmp_path / "out")
    words = ["report", str(tmp_path / "in"), str(tmp_path / "out"), "--lang", "en", "--output"]
    shown = {}
    for name, more in (("full", []), ("brief", ["--brief"]), ("public", ["--view", "public"])):
        assert run([*words, str(tmp_path / f"{name}.html"), *more]) == 0
        shown[name] = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    told = {
        name for name, text in shown.items() if "Price of fairness" in text or "What to ask donors" in text
    }
    assert told == {"full"}
