"""Writes ``error_codes.md``: every stable code, in English and Vietnamese, from the data that messages are made of.

Run by hand after a new code: ``python docs/error_codes.py``; ``tests/docs`` fails as long as page and data differ.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from matching import errors
from matching.reporting.wording import phrases

PAGE: Final = Path(__file__).with_name("error_codes.md")

HEAD: Final = """# Error codes

<!-- written by docs/error_codes.py, not by hand -->

Codes are stable: they keep their meaning until a release with a new major number ([stability](stability.md)); messages may
be reworded at any time. Programs look at codes, people read messages. `--json` prints both.

## Errors

`MatchingError.code`, and the word in front of a message of the command line. Classes are doors of `matching`.

| code | class | English | tiếng Việt |
|---|---|---|---|
"""
DATA: Final = """
## Problems of the data

`Issue.code` in `DataError.issues`, with table, row, column, the value (masked where personal), message and remedy.
`{…}` stands for what is filled in.

| code | English | tiếng Việt |
|---|---|---|
"""


def classes() -> dict[str, str]:
    """Return the class of every code that has one of its own."""
    found = (one for one in vars(errors).values() if isinstance(one, type))
    kinds = [
        one for one in found if issubclass(one, errors.MatchingError) and one is not errors.MatchingError
    ]
    return {one.__dict__["code"]: one.__name__ for one in kinds if "code" in one.__dict__}


def page() -> str:
    """Return the page as it should be."""
    return HEAD + "".join(_errors()) + DATA + "".join(_issues())


def _errors() -> Iterator[str]:
    english, vietnamese = phrases()["en"], phrases()["vi"]
    named = classes()
    for code in sorted(key.removeprefix("error.") for key in english if key.startswith("error.")):
        name = named.get(code, "LedgerError")
        shown = "–" if code in ("usage", "file_system", "internal") else f"`{name}`"
        yield f"| `{code}` | {shown} | {english[f'error.{code}']} | {vietnamese[f'error.{code}']} |\n"


def _issues() -> Iterator[str]:
    text = files("matching.reporting").joinpath("data/issues.json").read_text(encoding="utf-8")
    for code, messages in sorted(json.loads(text)["messages"].items()):
        yield f"| `{code}` | {_cell(messages)} | {_cell(messages.values())} |\n"


def _cell(texts: "Iterator[str] | dict[str, str]") -> str:
    return "<br>".join(text.replace("|", "\\|") for text in texts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
