"""Shadow values as a table."""

from matching.fundraising.marginal_worth import ShadowValue, ShadowValues
from matching.problem.problem import Problem
from matching.reporting.appeal_texts import GoalNumbers, Names, told
from matching.reporting.numerals import whole
from matching.reporting.text_table import aligned


def shadow_header(table: ShadowValues, language: str) -> list[str]:
    """Return the titles of the columns."""
    goals = [told("shadow.goal", language, number=number + 1) for number in range(len(table.policy.goals))]
    ends = [told(f"shadow.column.{name}", language) for name in ("unmet", "units_to", "method")]
    return [*(told(f"shadow.{name}", language) for name in table.by), ends[0], *goals, *ends[1:]]


def shadow_rows(problem: Problem, table: ShadowValues, language: str, limit: int) -> list[list[str]]:
    """Return the first rows as cells."""
    names, numbers = Names(problem, language), GoalNumbers(problem, table.policy, language)
    return [_row(table, row, names, numbers, language) for row in table.rows[:limit]]


def _row(
    table: ShadowValues, row: ShadowValue, names: Names, numbers: GoalNumbers, language: str
) -> list[str]:
    labels = {"kind": names.kind, "commune": names.commune}
    keys = [labels.get(name, str)(key) for name, key in zip(table.by, row.keys, strict=True)]
    goals = [numbers.change(goal, effect) for goal, effect in zip(table.policy.goals, row.goals, strict=True)]
    reach = (
        "–" if row.units_to is None else told("shadow.units", language, count=whole(row.units_to, language))
    )
    method = row.method if row.proved else "resolved_unproved"
    return [*keys, whole(row.unmet, language), *goals, reach, told(f"shadow.{method}", language)]


def shadow_notes(table: ShadowValues, language: str) -> list[str]:
    """Return the goals by number, and what was not computed."""
    notes = [
        told("shadow.goals", language, number=number, goal=goal.describe(language))
        for number, goal in enumerate(table.policy.goals, 1)
    ]
    if table.left_out:
        notes.append(told("shadow.left_out", language, count=whole(table.left_out, language)))
    return notes


def shadow_text(problem: Problem, table: ShadowValues, language: str = "en", limit: int = 20) -> str:
    """Return shadow values as an aligned table."""
    right = [False] * len(table.by) + [True] * (len(table.policy.goals) + 2) + [False]
    title = told("shadow.title", language, policy=table.policy.name)
    body = aligned(shadow_header(table, language), shadow_rows(problem, table, language, limit), right)
    return "\n".join([title, body, *shadow_notes(table, language)])
