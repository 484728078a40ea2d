"""The difference of two plans in words."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from matching.explanation.differences import PlanDifference, Shift
from matching.plan.audit_report import Value
from matching.problem.policy import Goal
from matching.reporting.explanation_sentences import commune_name, kind_name
from matching.reporting.goal_sentences import coverage_scale
from matching.reporting.numerals import money, share, whole
from matching.reporting.wording import phrase

SHOWN = 8
"""So many communes and offers are told."""


def difference_sentences(told: PlanDifference, language: str = "en") -> list[str]:
    """Return what changes, why it became possible, and what was displaced."""
    return list(_sentences(told, language))


def _sentences(told: PlanDifference, language: str) -> Iterator[str]:
    ids = {"before": told.before.plan_id[:12], "after": told.after.plan_id[:12]}
    yield phrase("difference.head", language, **ids)
    if told.new_needs or told.gone_needs:
        numbers = {"new": whole(told.new_needs, language), "gone": whole(told.gone_needs, language)}
        yield phrase("difference.new_needs", language, **numbers)
        if not told.common_needs:
            yield phrase("difference.nothing_common", language)
    if not len(told.needs):
        yield phrase("difference.same", language)
        return
    more = int((told.needs.after > told.needs.before).sum())
    counts = {"gained": told.gained, "gainers": more, "lost": told.lost, "losers": len(told.needs) - more}
    yield phrase("difference.units", language, **{name: whole(one, language) for name, one in counts.items()})
    if not told.goals:
        names = {"before": told.before.policy.name, "after": told.after.policy.name}
        yield phrase("difference.policies", language, **names)
    for one in told.goals:
        goal = told.after.policy.goals[one.goal]
        before, after = (
            _value(goal, value, coverage_scale(result.problem, result.policy, goal), language)
            for value, result in ((one.before, told.before), (one.after, told.after))
        )
        if one.before != one.after:
            values = {
                "number": one.goal + 1,
                "goal": goal.describe(language),
                "before": before,
                "after": after,
            }
            yield phrase("difference.goal", language, **values)
    yield from _reasons("difference.possible", told.possible, language)
    yield from _reasons("difference.displaced", told.displaced, language)
    names = {key: _commune(told, key) for key in told.communes.key[:SHOWN].tolist()}
    yield from _shifts("difference.communes", told.communes, names, language)
    yield from _shifts("difference.offers", told.offers, {}, language)
    kinds = {key: _kind(told, key, language) for key in told.kinds.key.tolist()}
    yield from _shifts("difference.kinds", told.kinds, kinds, language)


def _commune(told: PlanDifference, key: str) -> str:
    """Return what people call a commune in the new problem, else in the old one."""
    name = commune_name(told.after.problem, key)
    return commune_name(told.before.problem, key) if name == key else name


def _kind(told: PlanDifference, key: str, language: str) -> str:
    known = told.after.problem["kinds"]["kind"].tolist()
    return kind_name(told.after.problem if key in known else told.before.problem, key, language)


def _shifts(code: str, shift: Shift, names: Mapping[str, str], language: str) -> Iterator[str]:
    if len(shift):
        yield phrase(code, language)
    for row in shift.to_rows()[:SHOWN]:
        change = f"{'+' if row['change'] > 0 else '−'}{whole(abs(row['change']), language)}"
        units = {name: whole(row[name], language) for name in ("before", "after")}
        name = names.get(row["key"], row["key"])
        yield "  " + phrase("difference.line", language, name=name, change=change, **units)


def _reasons(code: str, units: Mapping[str, int], language: str) -> Iterator[str]:
    if units:
        yield phrase(code, language)
    for reason, number in units.items():
        yield f"  {whole(number, language)}  {phrase(f'reason.{reason}', language)}"


def _value(goal: Goal, value: Value, scale: Fraction, language: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, tuple):
        lowest = Fraction(*value[0]) if value else Fraction(0)
        served = next((Fraction(*pair) for pair in value if pair[0]), lowest)
        zero = sum(not units for units, _ in value)
        return phrase("difference.levels", language, groups=zero, lowest=share(served * scale, language))
    if isinstance(value, Fraction):
        return share(value * scale, language)
    return money(value, language) if goal.measure == "cost" else whole(value, language)
