"""How large a problem is, in numbers and in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.problem.problem import Problem
from matching.reporting.numerals import whole
from matching.reporting.wording import phrase


@dataclass(frozen=True, slots=True)
class Sizes:
    """Rows of every table that has any, and the language to tell them in."""

    rows: Mapping[str, int]
    language: str

    def sentence(self, code: str, **values: Any) -> str:
        """Return the sentence of a code with the counts of children, needs, offers and communes filled in."""
        tables = ("children", "needs", "offers", "communes")
        counts = {name: whole(self.rows.get(name, 0), self.language) for name in tables}
        return phrase(code, self.language, **counts, **values)


def problem_sizes(problem: Problem, language: str) -> Sizes:
    """Return the sizes of a problem."""
    return Sizes({name: len(table) for name, table in problem.tables.items() if len(table)}, language)
