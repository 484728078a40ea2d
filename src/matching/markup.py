"""Small tables and lists of HTML for notebooks: every text escaped, no script, nothing fetched."""

from collections.abc import Iterable, Sequence
from html import escape


def html_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a titled table; whole numbers are grouped and stand on the right, everything else is text."""
    head = f"<tr>{''.join(_cell('th', one) for one in header)}</tr>" if header else ""
    body = "".join(f"<tr>{''.join(_cell('td', one) for one in row)}</tr>" for row in rows)
    return f"<div><b>{escape(title)}</b><table>{head}{body}</table></div>"


def html_list(title: str, items: Iterable[str]) -> str:
    """Return a titled, numbered list."""
    return (
        f"<div><b>{escape(title)}</b><ol>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ol></div>"
    )


def _cell(tag: str, value: object) -> str:
    number = isinstance(value, int) and not isinstance(value, bool)
    side, text = ("right", f"{value:,}") if number else ("left", str(value))
    return f'<{tag} style="text-align:{side};padding:0 .8em 0 0">{escape(text)}</{tag}>'
