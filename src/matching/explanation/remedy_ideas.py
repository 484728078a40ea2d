"""What might help a need: rules that could be loosened, and units that could be added."""

from collections.abc import Iterator

from matching.explanation.evidence import nearest_stock
from matching.explanation.loosening import LOOSENED
from matching.explanation.remedy_cases import Case, Idea, given_up
from matching.explanation.standing import Standing
from matching.intake.changes import Change, add_row, amend_rows
from matching.vocabulary import MISSING

NEW_OFFER = "additional-offer"
"""Id of the offer that a remedy adds; numbers are put behind it until it is free."""

MOST_UNITS = 10_000
"""No more units are added while a remedy is sought."""


def ideas(standing: Standing, need: int, offer: int) -> Iterator[Idea]:
    """Yield what might help a need, loosened rules first, then what costs money."""
    case = Case(standing, need, nearest_stock(standing, need, offer))
    if not standing.facts.confirmed[need]:
        yield given_up("confirm", case.id, amend_rows("needs", {"need": case.id}, confirmed=True))
        yield from _more_stock(case, [amend_rows("needs", {"need": case.id}, confirmed=True)])
        return
    if case.nearest is not None:
        for rule in case.nearest.rules:
            if rule in LOOSENED:
                yield from LOOSENED[rule](case)
    yield from _more_stock(case, [])


def _more_stock(case: Case, beside: list[Change]) -> Iterator[Idea]:
    """Yield units of the kind, and of the needed item, for the commune of the need; a procedure comes with its slot."""
    problem = case.problem
    kind = str(problem["kinds"]["kind"][case.kind])
    item = int(case.standing.facts.item[case.need])
    ids = set(problem["offers"]["offer"].tolist())
    name = next(one for one in _names() if one not in ids)
    service = problem["kinds"]["needs_slot"][case.kind] == 1
    provider = problem["providers"]["provider"]
    if service and not len(provider):
        return
    price = int(problem["kinds"]["price"][case.kind])
    place: dict[str, object] = {"item": str(problem["items"]["item"][item])} if item != MISSING else {}
    if service:
        place["provider"] = str(provider[0])

    def changes(number: int) -> tuple[Change, ...]:
        wish = {"field": "commune", "values": case.commune}
        return (
            *beside,
            add_row("offers", offer=name, modality="service" if service else "goods"),
            add_row("stock", offer=name, kind=kind, quantity=number, **place),
            add_row("earmarks", offer=name, **wish),
        )

    needs, commune = problem["needs"], case.standing.facts.commune
    alike = (commune == commune[case.need]) & (needs["kind"] == case.kind)
    largest = min(max(int(needs["quantity"][alike].sum()), case.units), MOST_UNITS)
    code = "more_stock_and_confirm" if beside else "more_stock"
    yield Idea(code, case.commune, case.units, largest, 1, changes, lambda number: number * price)


def _names() -> Iterator[str]:
    yield NEW_OFFER
    number = 2
    while True:
        yield f"{NEW_OFFER}-{number}"
        number += 1
