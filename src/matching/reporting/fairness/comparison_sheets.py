"""Policies side by side in tables: what each reaches, what it costs, and the value of every goal."""

from fractions import Fraction
from typing import Any

from matching.comparing.comparison import Compared, Entry
from matching.measuring.indices import Indices
from matching.plan.audit_report import Value
from matching.problem.commune_targets import target_scale
from matching.problem.policy import Goal, Policy
from matching.reporting.collation import collation_key
from matching.reporting.criterion_values import TOTALLED, value_in_cell
from matching.reporting.group_names import GroupNames
from matching.reporting.numerals import money, whole
from matching.reporting.numerals import share as percentage
from matching.reporting.sheets import Cell, Column, Sheet
from matching.reporting.wording import phrase

REACHED = (
    Column("policy"), Column("standing"), Column("units", "whole"), Column("share", "percent"),
    Column("weight", "whole"), Column("children", "whole"), Column("worst", "percent"),
    Column("tenth_percentile", "percent"), Column("mean_of_worst", "percent"), Column("gini", "decimal"),
    Column("seconds", "seconds"),
)  # fmt: skip
COSTS = (
    Column("policy"), Column("fairness_share", "percent"), Column("fairness_units", "whole"),
    Column("fairness_children", "whole"), Column("fairness_value", "money"), Column("efficiency_coverage", "percent"),
    Column("efficiency_units", "whole"), Column("efficiency_children", "whole"), Column("efficiency_value", "money"),
)  # fmt: skip
MORE = (
    Column("mean", "percent"), Column("best", "percent"), Column("spread", "percent"), Column("ratio", "percent"),
    Column("theil", "decimal"), Column("palma", "decimal"), Column("kinds_worst", "percent"),
    Column("kinds_best", "percent"), Column("efficiency_group"),
)  # fmt: skip


def comparison_sheets(compared: Compared, language: str) -> tuple[Sheet, ...]:
    """Return three tables: what is reached, what it costs, and the values of all goals."""
    return (_reached(compared, language), _costs(compared, language), _goals(compared, language))


def comparison_data(compared: Compared) -> Sheet:
    """Return everything about every policy in one table, goals left out."""
    columns = (*REACHED, *COSTS[1:], *MORE)
    rows = []
    for entry in compared.entries:
        found = _found(entry)
        more: list[Cell] = [None] * len(MORE)
        if found is not None and entry.kinds is not None:
            kinds = entry.kinds.indices()
            more = [
                found.mean, found.best, found.spread, found.ratio, found.theil, found.palma, kinds.worst, kinds.best,
                None if entry.efficiency is None else entry.efficiency.group,
            ]  # fmt: skip
        told = entry.policy.name, str(entry.standing)
        rows.append((*told, *_reached_cells(compared, entry)[2:], *_cost_cells(entry)[1:], *more))
    return Sheet("", columns, tuple(rows))


def goal_rows(compared: Compared) -> list[dict[str, Any]]:
    """Return the exact value of every goal for every plan: totals, lowest coverages as ``p/q``, pairs as lists."""
    goals = Policy("goals", "1", compared.goals, compared.index).to_dict()["goals"]
    return [
        {
            "policy": entry.policy.name,
            **told,
            "value": _exact(goal, value),
        }
        for entry in compared.entries
        for goal, told, value in zip(compared.goals, goals, entry.values, strict=bool(entry.values))
    ]


def _exact(goal: Goal, value: Value) -> int | str | list[str] | None:
    if isinstance(value, tuple) and goal.criterion in TOTALLED:
        return [str(Fraction(*pair)) for pair in value]
    if isinstance(value, tuple):
        value = min((Fraction(*pair) for pair in value), default=Fraction(0))
    return str(value) if isinstance(value, Fraction) else value


def _found(entry: Entry) -> Indices | None:
    return None if entry.table is None else entry.table.indices()


def _reached(compared: Compared, language: str) -> Sheet:
    rows = []
    for entry in compared.entries:
        standing = phrase(f"standing.{entry.standing}", language)
        rows.append((entry.policy.name, standing, *_reached_cells(compared, entry)[2:]))
    notes = [
        phrase("note.standing", language, policy=entry.policy.name, why=entry.why)
        for entry in compared.entries
        if entry.result is None
    ]
    title = phrase("title.compared", language, by=phrase(f"by.{compared.by}", language))
    return Sheet(title, REACHED, tuple(rows), tuple(notes))


def _reached_cells(compared: Compared, entry: Entry) -> list[Cell]:
    found = _found(entry)
    if found is None or entry.totals is None or entry.table is None:
        return [entry.policy.name, str(entry.standing), *[None] * 8, entry.seconds]
    needed = int(entry.table.needed.sum())
    return [
        entry.policy.name, str(entry.standing), entry.totals.units,
        Fraction(entry.totals.units, needed) if needed else None, entry.totals.weight, entry.totals.children,
        found.worst, found.tenth_percentile, found.mean_of_worst, found.gini, entry.seconds,
    ]  # fmt: skip


def _costs(compared: Compared, language: str) -> Sheet:
    rows = [tuple(_cost_cells(entry)) for entry in compared.entries if entry.result is not None]
    title = phrase("title.prices", language, reference=compared.reference)
    notes = [phrase("note.fairness_price", language, reference=compared.reference)]
    worst = {entry.efficiency.members for entry in compared.entries if entry.efficiency is not None}
    names = GroupNames(compared.problem, compared.by, language)
    shown = ", ".join(sorted(map(names.of, worst), key=collation_key))
    notes.append(phrase("note.efficiency_price", language, reference=compared.reference, group=shown))
    return Sheet(title, COSTS, tuple(rows), tuple(notes))


def _cost_cells(entry: Entry) -> list[Cell]:
    fair, efficient = entry.fairness, entry.efficiency
    cells: list[Cell] = [entry.policy.name]
    cells += (
        [None] * 4 if fair is None else [fair.share, fair.lost.units, fair.lost.children, fair.lost.value]
    )
    if efficient is None:
        return [*cells, None, None, None, None]
    lost = efficient.lost
    return [*cells, efficient.coverage, lost.units, lost.children, lost.value]


def _goals(compared: Compared, language: str) -> Sheet:
    """Return the value of every goal for every plan: goals in rows, policies in columns."""
    with_plan = [entry for entry in compared.entries if entry.result is not None]
    notes = [f"{number}. {goal.describe(language)}" for number, goal in enumerate(compared.goals, 1)]
    columns = (
        Column("policy"),
        *(Column(f"goal_{number}", title=str(number)) for number in range(1, len(notes) + 1)),
    )
    scale = target_scale(compared.problem, compared.index)
    rows = [
        (
            entry.policy.name,
            *(told_value(goal, value, scale, language) for goal, value in _valued(compared, entry)),
        )
        for entry in with_plan
    ]
    return Sheet(phrase("title.goal_values", language), columns, tuple(rows), tuple(notes))


def _valued(compared: Compared, entry: Entry) -> list[tuple[Goal, Value]]:
    return list(zip(compared.goals, entry.values, strict=True))


def told_value(goal: Goal, value: Value, scale: Fraction, language: str) -> str:
    """Return a goal's value as text: a total; or the lowest coverage of those served, and how many groups are not.

    Coverages of adjusted goals are shares of targets; ``scale`` turns the audit's steps into them.
    """
    own = scale if goal.adjusted else Fraction(1)
    if value is None:
        return "–"
    if isinstance(value, tuple) and goal.criterion in TOTALLED:
        return value_in_cell(goal.criterion, value, own, language)
    if isinstance(value, tuple):
        served = [Fraction(*pair) for pair in value if pair[0]]
        none, lowest = len(value) - len(served), min(served, default=Fraction(0))
        code = "value.levels" if none else "value.lowest"
        return phrase(code, language, none=whole(none, language), lowest=percentage(lowest * own, language))
    if isinstance(value, Fraction):
        return percentage(value * own, language)
    return money(value, language) if goal.measure == "cost" else whole(value, language)
