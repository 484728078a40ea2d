"""What might help a need: rules that could be loosened, and units that could be added."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from matching.auditing.facts import Facts
from matching.explanation.evidence import nearest_stock, stock_at
from matching.explanation.loosening import LOOSENED
from matching.explanation.remedy_cases import Case, Idea, as_it_is, given_up
from matching.explanation.slots_beside import NO_SLOT, slot_beside
from matching.explanation.standing import Standing
from matching.explanation.stock_ranking import stock_ranking
from matching.intake.changes import Change, add_row, amend_rows
from matching.vocabulary import MISSING

NEW_OFFER = "additional-offer"
"""Id of the offer that a remedy adds; numbers are put behind it until it is free."""

FEW = 3
"""Of each kind of rule so many offers are asked to loosen it."""


def ideas(standing: Standing, need: int, offer: int) -> Iterator[Idea]:
    """Yield what might help a need: rules loosened, the nearest offer's first, then units added."""
    case = Case(standing, need, nearest_stock(standing, need, offer))
    if not standing.facts.confirmed[need]:
        yield given_up("confirm", case.id, amend_rows("needs", {"need": case.id}, confirmed=True))
        yield from _more_stock(case, [amend_rows("needs", {"need": case.id}, confirmed=True)])
        return
    known: set[tuple[str, str]] = set()
    asked: Counter[str] = Counter()
    for one in (case, *_others(case)):
        for rule in () if one.nearest is None else one.nearest.rules:
            for idea in LOOSENED[rule](one) if rule in LOOSENED and asked[rule] < FEW else ():
                if (idea.code, idea.subject) not in known:
                    known.add((idea.code, idea.subject))
                    asked[rule] += 1
                    yield idea
    yield from _more_stock(case, [])


def _others(case: Case) -> Iterator[Case]:
    """Yield the need with further stock that comes nearly as near, the fewest obstacles first."""
    ranking = stock_ranking(case.standing, case.need)
    if not len(ranking):
        return
    for place in ranking.fewest_obstacles(FEW):
        yield replace(case, nearest=stock_at(case.standing, case.need, ranking, place))


def _more_stock(case: Case, beside: list[Change]) -> Iterator[Idea]:
    """Yield units of the kind, and of the needed item, for the commune of the need; a procedure comes with its slot."""
    problem = case.problem
    kind = str(problem["kinds"]["kind"][case.kind])
    item = int(case.standing.facts.item[case.need])
    ids = set(problem["offers"]["offer"].tolist())
    name = next(one for one in _names() if one not in ids)
    service = problem["kinds"]["needs_slot"][case.kind] == 1
    slot = slot_beside(case, item) if service else NO_SLOT
    if slot is None:
        return
    price = int(problem["kinds"]["price"][case.kind])
    place: dict[str, object] = {"item": str(problem["items"]["item"][item])} if item != MISSING else {}
    place |= slot.place

    def changes(number: int) -> tuple[Change, ...]:
        wish = {"field": "commune", "values": case.commune}
        return (
            *beside,
            *slot.more(number),
            add_row("offers", offer=name, modality="service" if service else "goods"),
            add_row("stock", offer=name, kind=kind, quantity=number, **place),
            add_row("earmarks", offer=name, **wish),
        )

    def used(facts: Facts) -> int:
        plan = facts.allocation
        return int(plan.quantity[facts.problem["offers"]["offer"][plan.offer] == name].sum())

    commune = case.standing.facts.commune
    alike = (commune == commune[case.need]) & (problem["needs"]["kind"] == case.kind)
    yield Idea(
        "more_stock_and_confirm" if beside else "more_stock", case.commune, 1, case.wanted(alike), 1, changes,
        lambda number: number * price, as_it_is, used,
    )  # fmt: skip


def _names() -> Iterator[str]:
    yield NEW_OFFER
    number = 2
    while True:
        yield f"{NEW_OFFER}-{number}"
        number += 1
