"""Explanations of one need in words: for officers with the evidence, for parents without anybody else's affairs."""

from collections.abc import Iterator

import numpy as np

from matching.explanation.explanations import Explanation
from matching.explanation.grounds import Effect, Precedence
from matching.explanation.pair_reasons import REASONS
from matching.explanation.remedies import Remedy
from matching.problem.problem import Problem
from matching.reporting.goal_sentences import coverage_scale
from matching.reporting.numerals import money, share, whole
from matching.reporting.wording import READERS, phrase

LIFTING = ("leximin", "max_min")
PLACES = ("commune", "zone", "province", "district", "site", "hamlet")
"""Criteria that put those first who stand lowest, and groupings by place."""


def explanation_sentences(
    problem: Problem, told: Explanation, language: str = "en", reader: str = "officer"
) -> list[str]:
    """Return an explanation as sentences.

    Parameters
    ----------
    problem, told
        The problem and what is explained.
    language
        ``en`` or ``vi``.
    reader
        ``officer`` is told the evidence, by opaque ids; ``parent`` only what concerns the own need.

    Raises
    ------
    ValueError
        If the reader is unknown.
    """
    if reader not in READERS:
        raise ValueError(f"unknown reader {reader!r}; choose one of {', '.join(READERS)}")
    words = _Words(problem, told, language)
    return list(words.for_parent() if reader == "parent" else words.for_officer())


class _Words:
    """Turns one explanation into sentences of one language."""

    def __init__(self, problem: Problem, told: Explanation, language: str) -> None:
        self._problem, self._told, self._language = problem, told, language

    def for_parent(self) -> Iterator[str]:
        yield self._head("explain.head_parent")
        if self._told.reason is None:
            yield self._say("explain.met")
            yield self._say("explain.parent_thanks")
            return
        yield self._why()
        yield self._say("explain.parent_over" if self._told.reason == "over" else "explain.parent_close")

    def for_officer(self) -> Iterator[str]:
        told = self._told
        yield self._head("explain.head")
        for gift in told.gifts:
            code = "explain.gift_promised" if gift.promised else "explain.gift"
            yield self._say(code, offer=gift.offer, units=self._whole(gift.units))
        for one in told.precedences:
            yield self._before(one)
        for effect in told.effects:
            yield from self._effect(effect)
        if told.reason is None:
            yield self._say("explain.met")
            return
        yield self._why()
        yield from self._evidence()
        yield from self._remedy()

    def _say(self, code: str, **values: object) -> str:
        return phrase(code, self._language, **values)

    def _whole(self, number: int) -> str:
        return whole(number, self._language)

    def _goal(self, number: int) -> dict[str, object]:
        return {"number": number + 1, "goal": self._told.policy.goals[number].describe(self._language)}

    def _head(self, code: str) -> str:
        told = self._told
        return self._say(
            code, need=told.need, kind=kind_name(self._problem, told.kind, self._language),
            commune=commune_name(self._problem, told.commune),
            served=self._whole(told.served), asked=self._whole(told.asked),
        )  # fmt: skip

    def _why(self) -> str:
        why = self._say(_because(self._told))
        return self._say("explain.left", units=self._whole(self._told.unmet), why=why)

    def _evidence(self) -> Iterator[str]:
        told, near = self._told, self._told.nearest
        if near is not None and near.rules:
            rules = "; ".join(self._say(rule_code(rule)) for rule in near.rules)
            yield self._say("explain.nearest", offer=near.offer, rules=rules)
        if near is not None and near.wishes:
            fields = dict.fromkeys(self._say(f"wish.{wish.field}") for wish in near.wishes)
            yield self._say("explain.wish", fields=", ".join(fields))
        if near is not None and near.money is not None:
            left, price = (money(one, self._language) for one in near.money)
            yield self._say("explain.money", left=left, price=price)
        if told.goal is not None:
            yield self._say("explain.goal", **self._goal(told.goal))
        if near is not None and near.served:
            needs = "; ".join(
                self._say("explain.instead_one", need=one.need, units=self._whole(one.units))
                for one in near.served
            )
            yield self._say("explain.instead", needs=needs)
        if told.reason == "lottery":
            yield self._say("explain.draw", chance=self._whole(told.chance))

    def _before(self, one: Precedence) -> str:
        needs = self._whole(one.needs)
        if one.goal is None:
            return self._say("explain.before_order", needs=needs)
        if self._told.policy.goals[one.goal].measure != "lottery":
            return self._say("explain.before_goal", needs=needs, **self._goal(one.goal))
        examples = ", ".join(
            self._say("explain.example", need=need, chance=self._whole(chance))
            for need, chance in one.examples
        )
        return self._say(
            "explain.before_draw", needs=needs, chance=self._whole(self._told.chance), examples=examples
        )

    def _effect(self, effect: Effect) -> Iterator[str]:
        goal = self._told.policy.goals[effect.goal]
        if effect.direction == 0 or goal.measure == "lottery":
            return
        if effect.coverage is not None:
            scale = coverage_scale(self._problem, self._told.policy, goal)
            before, after = (share(one * scale, self._language) for one in effect.coverage)
            yield self._say("explain.effect_group", before=before, after=after, number=effect.goal + 1)
        elif effect.amount:
            amount = self._whole(effect.amount)
            yield self._say("explain.effect_sum", amount=amount, **self._goal(effect.goal))

    def _remedy(self) -> Iterator[str]:
        told = self._told
        if told.remedies is None or told.reason == "over":
            return
        if told.remedy is None:
            yield self._say("explain.no_remedy")
            return
        one = told.remedy
        code = "explain.remedy" if one.cheapest else "explain.remedy_seen"
        yield self._say(code, remedy=remedy_sentence(self._problem, told, one, self._language))
        if one.asks is not None:
            yield self._say(f"explain.remedy_asks_{one.asks}")
        served, asked = self._whole(one.served), self._whole(told.asked)
        yield self._say("explain.remedy_served", served=served, asked=asked)
        if one.rest_kept:
            yield self._say("explain.remedy_rest_kept")
        if one.worse:
            goals = ", ".join(str(goal + 1) for goal in one.worse)
            yield self._say("explain.remedy_worse", goals=goals)


def _because(told: Explanation) -> str:
    """Return the code of the reason in words; that others are worse off is said of goals that lift the worst-off places."""
    if told.reason != "outranked" or told.goal is None:
        return f"because.{told.reason}"
    goal = told.policy.goals[told.goal]
    worst_off = goal.criterion in LIFTING and goal.columns[0] in PLACES
    return "because.outranked" if worst_off else "because.outranked_by_shares"


def rule_code(rule: str) -> str:
    """Return the code of the sentence on a rule that keeps stock from a need."""
    if rule in REASONS:
        return f"reason.{REASONS[rule]}"
    return "rule.stock" if rule == "stock" else f"reason.{'not_confirmed' if rule == 'confirmed' else rule}"


def remedy_sentence(problem: Problem, told: Explanation, one: Remedy, language: str = "en") -> str:
    """Return what would help, with its cost where it has one."""
    sentence = phrase(
        f"remedy.{one.code}", language,
        subject=one.subject, number=whole(one.number, language), amount=money(one.number, language),
        kind=kind_name(problem, told.kind, language), place=commune_name(problem, told.commune),
    )  # fmt: skip
    if not one.cost or one.code == "raise_budget":
        return sentence
    return f"{sentence[:-1]} ({phrase('explain.remedy_cost', language, cost=money(one.cost, language))})."


def kind_name(problem: Problem, kind: str, language: str = "en") -> str:
    """Return what people call a kind."""
    kinds = problem["kinds"]
    row = int(np.flatnonzero(kinds["kind"] == kind)[0])
    return str(kinds[f"label_{language}"][row] or kind)


def commune_name(problem: Problem, key: str) -> str:
    """Return what people call a commune given as ``vintage:code``."""
    table = problem["communes"]
    vintage, _, code = key.partition(":")
    rows = np.flatnonzero((table["vintage"] == vintage) & (table["code"] == code))
    return str(table["name"][rows[0]] or key) if len(rows) else key
