"""Clashing rules, what would end the clash, and offers without a place, in words."""

from collections.abc import Iterable

from matching.explanation.conflicts import Clashing, Conflict
from matching.explanation.relaxations import Relaxation
from matching.explanation.unplaced import Unplaced
from matching.problem.problem import Problem
from matching.reporting.numerals import money, whole
from matching.reporting.wording import phrase
from matching.vocabulary import ENUMERATIONS, MISSING

SHOWN = 20
"""So many rules and changes are told in full; of more only the number is."""

IN_MONEY = ("budget", "visit_cost", "setup_cost")


def conflict_sentences(problem: Problem, conflict: Conflict, language: str = "en") -> list[str]:
    """Return which rules clash, one sentence each, and then the changes that would end it, those that change least first."""
    known = "conflict.rule" if len(conflict.rules) == 1 else "conflict.rules"
    sentences = [phrase(known if conflict.irreducible else "conflict.among", language)]
    sentences += _cut(
        (_rule(problem, rule, language) for rule in conflict.rules), len(conflict.rules), language
    )
    changes = conflict.relaxations
    if changes:
        sentences.append(phrase("conflict.changes" if len(changes) > 1 else "conflict.change", language))
    elif conflict.together:
        changes = conflict.together
        sentences.append(phrase("conflict.together", language))
    elif conflict.complete:
        sentences.append(phrase("conflict.more", language))
    sentences += _cut((_change(change, language) for change in changes), len(changes), language)
    if not conflict.complete:
        sentences.append(phrase("conflict.time", language))
    if conflict.another is not None:
        sentences += conflict_sentences(problem, conflict.another, language)
    return sentences


def unplaced_sentences(found: Iterable[Unplaced], language: str = "en") -> list[str]:
    """Return one sentence per offer or bundle that no plan can place."""
    return [
        phrase(
            f"unplaced.{fact.rule}",
            language,
            subject=fact.subject,
            units=_counted("unit", fact.asked, language),
            reachable=whole(fact.reachable, language),
        )
        for fact in found
    ]


def _cut(sentences: Iterable[str], count: int, language: str) -> list[str]:
    shown = [f"  {sentence}" for sentence, _ in zip(sentences, range(SHOWN), strict=False)]
    if count <= SHOWN:
        return shown
    return [*shown, "  " + phrase("conflict.rest", language, count=whole(count - SHOWN, language))]


def _rule(problem: Problem, rule: Clashing, language: str) -> str:
    number = "" if rule.number is None else _number(rule.rule, rule.number, language)
    counted = {
        "number": number,
        "units": _counted("unit", rule.number or 0, language),
        "communes": _counted("commune", rule.number or 0, language),
    }
    if rule.rule != "floors":
        return phrase(f"conflict.{rule.rule}", language, subject=rule.subject, **counted)
    row = int(rule.subject)
    values = {
        **counted,
        "row": row + 1,
        "kind": _kind(problem, row, language),
        "group": _group(problem, row, language),
    }
    sentence = phrase(f"conflict.{rule.column}", language, **values)
    if rule.reachable is not None:
        reachable = whole(rule.reachable, language)
        sentence = phrase("conflict.reachable", language, sentence=sentence, reachable=reachable)
    return _failing(problem, rule, sentence, language) if rule.groups else sentence


def _failing(problem: Problem, rule: Clashing, sentence: str, language: str) -> str:
    group = ENUMERATIONS["FloorGroup"][problem["floors"]["group"][int(rule.subject)]]
    places = [_named_group(problem, group, name, language) for name in rule.groups]
    if len(places) > SHOWN:
        rest = phrase("conflict.rest", language, count=whole(len(places) - SHOWN, language))
        places = [*places[:SHOWN], rest]
    code = "conflict.failing" if len(places) == 1 else "conflict.failing_together"
    return phrase(code, language, sentence=sentence, groups=", ".join(places))


def _change(change: Relaxation, language: str) -> str:
    if change.new is None:
        return phrase(f"drop.{change.rule}", language, subject=change.subject)
    subject = str(int(change.subject) + 1) if change.rule == "floors" else change.subject
    old, new = (_number(change.rule, value, language) for value in (change.old, change.new))
    return phrase(f"change.{change.column}", language, subject=subject, old=old, new=new)


def _number(rule: str, number: int, language: str) -> str:
    return money(number, language) if rule in IN_MONEY else whole(number, language)


def _counted(what: str, number: int, language: str) -> str:
    """Return a number of units or communes in words, of which one is told as one."""
    return phrase(
        f"count.{what}" if number == 1 else f"count.{what}s", language, number=whole(number, language)
    )


def _kind(problem: Problem, row: int, language: str) -> str:
    kind = int(problem["floors"]["kind"][row])
    if kind == MISSING:
        return phrase("floor.all_kinds", language)
    kinds = problem["kinds"]
    return str(kinds[f"label_{language}"][kind] or kinds["kind"][kind])


def _group(problem: Problem, row: int, language: str) -> str:
    group = ENUMERATIONS["FloorGroup"][problem["floors"]["group"][row]]
    value = str(problem["floors"]["value"][row])
    if group == "everyone":
        return phrase("floor.everyone", language)
    if not value:
        return phrase(f"floor.each.{group}", language)
    return _named_group(problem, group, value, language)


def _named_group(problem: Problem, group: str, value: str, language: str) -> str:
    if group == "commune":
        value = _commune(problem, value)
    if group in ("sex", "ethnic_minority"):
        return phrase(f"floor.{group}.{value}", language)
    return phrase(f"floor.{group}", language, value=value)


def _commune(problem: Problem, key: str) -> str:
    communes = problem["communes"]
    for vintage, code, name in zip(communes["vintage"], communes["code"], communes["name"], strict=True):
        if f"{vintage}:{code}" == key and name:
            return f"{name} ({key})"
    return key
