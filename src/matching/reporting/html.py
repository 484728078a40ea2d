"""Small pages for notebooks: no script, nothing fetched, every text escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from matching.plan.result import Result
from matching.reporting.commune_listing import commune_rows
from matching.reporting.goal_sentences import goal_sentences
from matching.reporting.numerals import percent, whole
from matching.reporting.summaries import verdict
from matching.reporting.wording import phrase

_STYLE = "text-align:left;padding:0 .8em 0 0"
_NUMBER = "text-align:right;padding:0 .8em 0 0"


def result_html(result: Result, language: str = "en") -> str:
    """Return verdict, goals and coverage by commune as a fragment of HTML."""
    heading = phrase(
        "title.result", language, id=result.plan_id[:12], policy=result.policy.name, seed=result.seed
    )
    parts = [f"<b>{escape(heading)}</b>", f"<p>{escape(verdict(result, language))}</p>"]
    if result.allocation is not None:
        parts += [_goals(result, language), _communes(result, language)]
    return f"<div>{''.join(parts)}</div>"


def _goals(result: Result, language: str) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in goal_sentences(result, language))
    return f"<p>{escape(phrase('title.goals', language))}</p><ol>{items}</ol>" if items else ""


def _communes(result: Result, language: str) -> str:
    titles = [phrase(f"column.{name}", language) for name in ("commune", "zone", "needed", "met", "coverage")]
    rows = [
        (row.name, row.zone, whole(row.needed, language), whole(row.met, language),
         percent(row.met, row.needed, language))
        for row in commune_rows(result)
    ]  # fmt: skip
    return _table(titles, rows)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th style="{_STYLE}">{escape(title)}</th>' for title in titles)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"


def _cells(row: Sequence[str]) -> str:
    return "".join(
        f'<td style="{_NUMBER if cell[:1].isdigit() else _STYLE}">{escape(cell)}</td>' for cell in row
    )
