"""What a notebook shows: everything a user holds shows itself, escaped, and names no child or need."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest

import matching
from matching.problem.table import table_from

NASTY = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def result() -> matching.Result:
    problem = matching.generate("ha-noi-14", children=120, seed=4)
    names = problem["communes"]["name"].astype(object)
    names[:] = NASTY
    donors = problem["donors"].columns | {"name": [NASTY] * len(problem["donors"])}
    communes = problem["communes"].columns | {"name": names.tolist()}
    changed = problem.replace(communes=table_from("communes", communes), donors=table_from("donors", donors))
    return matching.solve(matching.Problem(changed.tables, changed.reference_date, NASTY), seed=1)


@pytest.fixture(scope="module")
def shown(result: matching.Result) -> Mapping[str, Any]:
    unmet = result.problem["needs"]["need"][result.unmet.need[0]]
    offer = result.problem["offers"]["offer"][0]
    donor = result.problem["donors"]["donor"][0]
    return {
        "problem": result.problem,
        "policy": result.policy,
        "result": result,
        "plan": result.plan,
        "audit": result.report,
        "coverage": result.coverage("zone"),
        "measures": result.measures("commune"),
        "indicators": result.indicators(),
        "accounts": result.accounts("donor"),
        "what if": matching.what_if(result, policy="utilitarian"),
        "donor's page": matching.explain_offer(result, offer, value=False),
        "appeals": matching.appeals(result, limit=2, verify=0),
        "comparison": matching.compare(result.problem, ["greedy", "first-come"]),
        "index": matching.disadvantage_table(result.problem),
        "public": matching.view(result, "public"),
        "donor": matching.view(result, "donor", donor=str(donor), key=b"0123456789abcdef"),
        "internal": matching.view(result, "internal"),
        "explanation": matching.explain(result, str(unmet), remedies=False),
    }


class Tags(HTMLParser):
    """Collects the tags of a fragment."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


def test_everything_shows_itself_by_plain_tables_lists_and_paragraphs(shown: Mapping[str, Any]) -> None:
    for name, thing in shown.items():
        parser = Tags()
        parser.feed(thing._repr_html_())
        assert parser.tags, name
        assert parser.tags <= {"div", "b", "p", "table", "tr", "th", "td", "ol", "ul", "li", "h3", "h4"}, name


def test_no_child_is_named_and_needs_only_where_one_was_asked_for(
    result: matching.Result, shown: Mapping[str, Any]
) -> None:
    children = result.problem["children"]["child"].tolist()
    needs = result.problem["needs"]["need"].tolist()
    for name, thing in shown.items():
        page = thing._repr_html_() + repr(thing)
        assert [child for child in children if child in page] == [], name
        if name != "explanation":
            assert [need for need in needs if need in page] == [], name


def test_a_plan_tells_its_size_and_an_audit_its_findings(result: matching.Result) -> None:
    assert f"{len(result.plan):,} lines" in repr(result.plan)
    assert result.report is not None
    assert "proved" in result.report._repr_html_()
