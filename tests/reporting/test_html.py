from matching.reporting.html import result_html


def test_pages_escape_every_text_and_fetch_nothing(result):
    page = result_html(result) + result.problem._repr_html_()
    assert "An &lt;Phú&gt;" in page
    assert "two &lt;communes&gt;" in page
    assert "<Phú>" not in page
    assert "script" not in page
    assert "http" not in page


def test_a_problem_is_shown_by_the_sizes_of_its_tables_never_by_its_rows(result):
    page = result.problem._repr_html_()
    assert "children" in page
    assert "c1" not in page
    assert "n1" not in page


def test_a_result_shows_goals_and_communes(result):
    page = result_html(result, "vi")
    assert "Yên Bài" in page
    assert "83,3 %" in page
    assert page.count("<li>") == 2
