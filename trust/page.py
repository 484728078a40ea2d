"""Fills the tables of ``docs/trust.md`` from the record of the last full runs."""

import re
from pathlib import Path

from trust.figures import recorded
from trust.suites.registry import SUITES

PAGE = Path(__file__).parent.parent / "docs" / "trust.md"

PROMISES = {
    1: "No plan leaves without the verdict of a checker that shares no code with the solver side.",
    2: "“Proved” only with evidence that a third party can replay offline from the output folder.",
    3: "Every đồng and every item is counted: offered is given and left, exactly.",
    4: "Same input, same version: same bytes. The tie rule is written in the report.",
    5: "A file is accepted whole or refused with located reasons; nothing is guessed in silence.",
    6: "Interrupt, time limit, crash, full disk: the previous result survives.",
    7: "Opening our outputs in a spreadsheet or a browser runs nothing and contacts nobody.",
    8: "A public report cannot be turned back into a child.",
}

HEADINGS = (
    "| checked by | what is tried | tried | caught | lost | target | verdict | day, revision |\n"
    "|---|---|---:|---:|---:|---:|---|---|\n"
)
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def fill() -> None:
    """Write every promise, the commands that check it, and what their last full runs gave."""
    text = PAGE.read_text(encoding="utf-8")
    told = f"{BEGIN}\n\n{figures()}\n{END}"
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: told, text, flags=re.DOTALL), encoding="utf-8")


def figures() -> str:
    """Return a section per promise."""
    return "\n".join(
        f"## {number}. {words}\n\n{HEADINGS}"
        + "".join(_line(name) for name, suite in SUITES.items() if number in suite.promises)
        for number, words in PROMISES.items()
    )


def _line(name: str) -> str:
    suite, last = SUITES[name], recorded().get(name)
    command = f"`make trust SUITE={name}`"
    if last is None:
        return f"| {command} | {suite.title} | – | – | – | {suite.target:,} | not yet run at full size | |\n"
    counts = " | ".join(f"{last[key]:,}" for key in ("tried", "caught", "lost", "target"))
    return (
        f"| {command} | {suite.title} | {counts} | {last['verdict']} | {last['day']}, {last['revision']} |\n"
    )


if __name__ == "__main__":
    fill()
