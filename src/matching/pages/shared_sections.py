"""Sections of every page: what was proved, how ties were drawn, the index of disadvantage, how to check."""

from collections.abc import Iterator

from matching.pages.section import PageTable, Section
from matching.plan.allocation import allocation_digest
from matching.plan.result import Result
from matching.problem.fields import registry
from matching.problem.labels import field_label
from matching.reporting.goal_sentences import goal_sentences
from matching.reporting.wording import phrase
from matching.views.wording import told


def goals_section(result: Result, language: str, *, values: bool) -> Section:
    """Return what was sought, in order, and what is proved of it.

    Parameters
    ----------
    result
        A result with a plan.
    language
        ``en`` or ``vi``.
    values
        Whether the values reached are told; in a public page they would be totals to compute hidden cells from.
    """
    sentences = goal_sentences(result, language) if values else list(_without_values(result, language))
    said = [] if sentences else [told("page.no_goals", language)]
    return Section(phrase("title.goals", language), [told("page.goals", language), *said], sentences)


def _without_values(result: Result, language: str) -> Iterator[str]:
    findings = () if result.report is None else result.report.goals
    proved = {finding.goal for finding in findings if finding.proved}
    for number, value in enumerate(result.goals):
        code = "page.goal_proved" if number in proved else "page.goal_open"
        yield told(code, language, sentence=value.goal.describe(language))


def index_section(result: Result, language: str) -> Section:
    """Return how far targets rise with the published index of disadvantage."""
    index = result.policy.disadvantage
    columns = {field.name: field for field in registry()["communes"]}
    rows = [
        (field_label(columns[part], language), str(weight))
        for part, weight in index.weights.items()
        if weight
    ]
    zones = ", ".join(f"{zone}: {value}" for zone, value in index.zones.items())
    return Section(
        told("page.index_title", language),
        [told("page.index", language, spread=index.spread), told("page.index_zones", language, zones=zones)],
        tables=[PageTable(_titles(("part", "weight"), language), (False, True), rows)] if rows else (),
    )


def ties_section(result: Result, language: str) -> Section:
    """Return how equals were drawn and what fixes the draw."""
    drawn = "page.ties_baseline" if result.policy.baseline else "page.ties"
    rows = [
        (told("page.seed", language), str(result.seed)),
        (told("page.input_digest", language), result.problem.digest),
        (told("page.plan_id", language), result.plan_id),
        (told("page.lines_digest", language), allocation_digest(result.problem, result.plan)),
    ]
    table = PageTable(_titles(("what", "value"), language), (False, False), rows, breaking=True)
    return Section(told("page.ties_title", language), [told(drawn, language)], tables=[table])


def check_section(language: str) -> Section:
    """Return the commands that check the plan and its proof."""
    return Section(
        told("page.check_title", language),
        [told("page.check", language)],
        commands=["python -m matching audit IN OUT", "python -m matching report IN OUT --output report.html"],
        notes=[told("page.check_note", language)],
    )


def _titles(codes: tuple[str, ...], language: str) -> list[str]:
    return [told(f"column.{code}", language) for code in codes]
