"""One screen of text about a result, and its one-line verdict."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from matching.plan.result import Result
from matching.reporting.commune_listing import commune_table
from matching.reporting.goal_sentences import goal_sentences
from matching.reporting.numerals import money, percent, whole
from matching.reporting.wording import phrase
from matching.vocabulary import ENUMERATIONS


def summary(result: Result, language: str = "en") -> str:
    """Return what was asked, the commune table, the goals, what is left, and the verdict."""
    head = phrase(
        "title.result", language, id=result.plan_id[:12], policy=result.policy.name, seed=result.seed
    )
    if result.allocation is None:
        return f"{head}\n{verdict(result, language)}"
    parts = [head, _size(result, language), "", commune_table(result, language), "", _met(result, language)]
    spent = int(result.plan.amount.sum())
    if spent:
        parts.append(phrase("summary.money", language, money=money(spent, language)))
    goals = enumerate(goal_sentences(result, language), 1)
    parts += ["", *(f"{number}. {sentence}" for number, sentence in goals), ""]
    parts += [*_unmet(result, language), *_unused(result, language), "", verdict(result, language)]
    return "\n".join(parts)


def verdict(result: Result, language: str = "en") -> str:
    """Return one line: proved, not proved, refused, or no plan and why."""
    if result.allocation is None or result.report is None:
        return phrase(
            "verdict.no_plan", language,
            stop=phrase(f"stop.{result.outcome.stop}", language),
            feasibility=phrase(f"feasibility.{result.outcome.feasibility}", language),
        )  # fmt: skip
    code = result.report.verdict.replace(" ", "_")
    return phrase(f"verdict.{code}", language, count=whole(len(result.report.violations), language))


def _size(result: Result, language: str) -> str:
    problem = result.problem
    counts = {name: whole(len(problem[name]), language) for name in ("children", "needs", "offers")}
    return phrase("summary.size", language, **counts, communes=whole(len(result.coverage().labels), language))


def _met(result: Result, language: str) -> str:
    everyone = result.coverage("everyone")
    needed, met = int(everyone.needed.sum()), int(everyone.met.sum())
    return phrase(
        "summary.met", language,
        met=whole(met, language), needed=whole(needed, language),
        share=percent(met, needed, language), lines=whole(len(result.plan), language),
    )  # fmt: skip


def _unmet(result: Result, language: str) -> list[str]:
    counts = _totals(result.unmet.reason, result.unmet.quantity, ENUMERATIONS["Reason"])
    return [phrase("summary.unmet", language), *_listed(counts, "reason", language)]


def _unused(result: Result, language: str) -> list[str]:
    unused, names = result.unused, ENUMERATIONS["UnusedReason"]
    counts = _totals(unused.reason, unused.quantity, names)
    amounts = _totals(unused.money.reason, unused.money.amount, names)
    units = _listed(counts, "unused", language) if counts or not amounts else []
    return [
        phrase("summary.unused", language),
        *units,
        *_listed(amounts, "unused", language, money)[: len(amounts)],
    ]


def _totals(reasons: np.ndarray, quantities: np.ndarray, names: tuple[str, ...]) -> Counter[str]:
    units = np.zeros(len(names), dtype=np.int64)
    np.add.at(units, reasons, quantities)
    return Counter({name: int(count) for name, count in zip(names, units, strict=True) if count})


def _listed(
    counts: Counter[str], prefix: str, language: str, numeral: Callable[[int, str], str] = whole
) -> list[str]:
    """Return one line per reason, the most frequent first, numbers below one another."""
    numbers = [
        (numeral(count, language), phrase(f"{prefix}.{name}", language))
        for name, count in counts.most_common()
    ]
    width = max((len(number) for number, _ in numbers), default=0)
    lines = [f"  {number:>{width}}  {text}" for number, text in numbers]
    return lines or [f"  {phrase('summary.none', language)}"]
