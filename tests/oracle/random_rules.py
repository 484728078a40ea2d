"""Random rules beyond limits, added to people and offers that are drawn already."""

from random import Random
from typing import Any

from matching.vocabulary import ENUMERATIONS
from oracle.random_offers import CASH, PRICES, FundDraft
from oracle.random_people import SURGERY, TODAY, PeopleDraft

Row = dict[str, Any]

RATE = 10_000


def add_rules(rng: Random, size: Any, features: set[str], people: PeopleDraft, draft: FundDraft) -> None:
    """Give offers and needs the rules that are switched on; promises and floors come afterwards."""
    if "unsplittable" in features:
        for need in people.needs:
            need["splittable"] = rng.choice((0, 0, 1))
    if "bundle" in features:
        names = rng.choice((("b",), ("b", "c"), ("b", "")))
        for need in people.needs:
            need["bundle"] = rng.choice((*names, ""))
    if features & {"exclusive", "cofunding"}:
        draft.donors = [{"donor": "d0"}, {"donor": "d1"}]
    if "slot_and_money" in features:
        _periods(rng, draft)
    kinds = sorted({need["kind"] for need in people.needs})
    for row, offer in enumerate(draft.offers):
        _lines(rng, size, features, draft, row, kinds)
        _limits(rng, features, offer)
        _ties(rng, features, draft, row, offer)
        if "quoted_prices" in features and offer["modality"] == CASH:
            _quoted_prices(rng, people, draft, row)
        if offer["modality"] == CASH:
            _budget(rng, size, features, draft, row, offer)


def _own(draft: FundDraft, row: int) -> list[Row]:
    return [line for line in draft.stock if line["offer"] == row]


def _periods(rng: Random, draft: FundDraft) -> None:
    """Give slots periods, and a second period to one of them."""
    for slot in draft.slots:
        if rng.random() < 0.5:
            slot |= {"window_from": TODAY, "window_to": TODAY + 30}
    if draft.slots:
        second = {"window_from": TODAY + 31, "window_to": TODAY + 60, "capacity": rng.randint(0, 2)}
        draft.slots.append(draft.slots[0] | second)


def _lines(rng: Random, size: Any, features: set[str], draft: FundDraft, row: int, kinds: list[int]) -> None:
    """Turn goods into money where prices matter, and give an offer a second stock row where totals matter."""
    offer, lines = draft.offers[row], _own(draft, row)
    surgery = lines[0]["kind"] == SURGERY
    to_money = features & {"budget_over_kinds", "quoted_prices"} or (
        "all_or_nothing" in features and rng.random() < 0.3
    )
    if surgery and "slot_and_money" in features:
        _slotted(rng, draft, row, lines)
    elif not surgery and to_money and rng.random() < 0.75:
        offer["modality"] = CASH
    if offer["modality"] == CASH:
        for line in lines:
            if rng.random() < 0.6:
                line.pop("quantity", None)
    several = {"budget_over_kinds", "commune_max_over_rows", "child_max_over_needs", "matches", "reserve"}
    if (
        features & several
        and len(draft.stock) < size.rows
        and len(lines) == 1
        and not surgery
        and rng.random() < 0.8
    ):
        kind = rng.choice([one for one in kinds if one != SURGERY] or kinds)
        line: Row = {"offer": row, "kind": kind}
        if offer["modality"] != CASH:
            line["quantity"] = rng.randint(1, size.stock)
        elif kind == lines[0]["kind"]:
            line["price"] = rng.choice((100_000, 170_000, 330_003))
        same = all(line.get(name, -1) == lines[0].get(name, -1) for name in ("kind", "item", "price"))
        if same and "window_from" not in lines[0] and "window_to" not in lines[0]:
            line["window_from"] = TODAY
        draft.stock.append(line)


def _slotted(rng: Random, draft: FundDraft, row: int, lines: list[Row]) -> None:
    """Money for procedures names a provider's slot, now and then none; never a period that is not listed."""
    names = ("provider", "item", "window_from", "window_to")
    if rng.random() < 0.75:
        draft.offers[row]["modality"] = CASH
        for line in lines:
            line["price"] = rng.choice((300_000, 500_001))
    for line in lines:
        slot = rng.choice([slot for slot in draft.slots if slot["item"] == line["item"]])
        listed = any(all(line.get(name) == one.get(name) for name in names) for one in draft.slots)
        if rng.random() < 0.85 or ("provider" in line and not listed):
            line |= {name: slot[name] for name in names if name in slot}


def _limits(rng: Random, features: set[str], offer: Row) -> None:
    draws: dict[str, tuple[str, tuple[int, ...]]] = {
        "child_min": ("child_min", (2, 2, 3)),
        "commune_min": ("commune_min", (2, 2, 3, 4)),
        "commune_max_over_rows": ("commune_max", (1, 2, 3)),
        "child_max_over_needs": ("child_max", (1, 2, 3)),
        "max_communes": ("max_communes", (1, 1, 2)),
        "all_or_nothing": ("all_or_nothing", (1,)),
        "reserve": ("reserve", (1, 1, 2, 5)),
        "exclusive": ("exclusive", (1,)),
        "cofunding": ("cofunding", (0,)),
    }
    for feature, (column, values) in draws.items():
        if feature in features and rng.random() < 0.7:
            offer[column] = rng.choice(values)
    for low, high in (("child_min", "child_max"), ("commune_min", "commune_max")):
        if low in offer and high in offer:
            offer[high] = max(offer[low], offer[high])
    money = (10, 40) if offer["modality"] != CASH else (50_000, 170_001)
    for feature, name in (("visit_cost", "visit"), ("setup_cost", "setup")):
        if feature in features and rng.random() < 0.8:
            offer |= {f"{name}_cost": rng.choice((0, *money)), f"{name}_payer": rng.choice((0, 0, 1))}


def _ties(rng: Random, features: set[str], draft: FundDraft, row: int, offer: Row) -> None:
    if draft.donors and rng.random() < 0.7:
        offer["donor"] = rng.randrange(len(draft.donors))
    if "excludes_group" in features and rng.random() < 0.8:
        offer["excludes_group"] = rng.choice(("x", "x", "y"))
    others = [one for one in range(len(draft.offers)) if one != row]
    if "matches" in features and others and rng.random() < 0.5:
        offer["matches"] = rng.choice(others)


def _quoted_prices(rng: Random, people: PeopleDraft, draft: FundDraft, row: int) -> None:
    """Quote prices around the lines' own, for communes and needs, now and then nothing at all."""
    base = _price(_own(draft, row)[0])
    places = [{"commune": place} for place in range(len(people.communes))]
    for target in (*places, *({"need": need} for need in range(len(people.needs)))):
        if rng.random() < 0.35:
            price = rng.choice((0, base // 2, base - 1, base + 1, 2 * base))
            quote = {"offer": row, **target}
            same = [one for one in draft.quotes if one.items() >= quote.items()]
            if same:
                same[0]["price"] = price
            else:
                draft.quotes.append(quote | {"price": price})


def _price(line: Row) -> int:
    return int(line.get("price", PRICES[line["kind"]]))


def _budget(rng: Random, size: Any, features: set[str], draft: FundDraft, row: int, offer: Row) -> None:
    """Let the money buy a few units at mixed prices, to the đồng or nearly so, with some visits."""
    offer["overhead"] = rng.choice((0, 0, 500, 1234, 3333))
    lines = _own(draft, row)
    paid = sum(_price(rng.choice(lines)) for _ in range(rng.randint(1, size.stock)))
    visits = rng.choice((0, 1, 1, 2)) * offer.get("visit_cost", 0) + rng.choice((0, 1)) * offer.get(
        "setup_cost", 0
    )
    offer["budget"] = max(
        -(-paid * (RATE + offer["overhead"]) // RATE) + visits + rng.choice((-1, 0, 0, 1)), 0
    )


def promise_money(rng: Random, people: PeopleDraft, draft: FundDraft) -> None:
    """Promise a unit or two of cash lines, never more than the budget can pay at the dearest price."""
    for row, offer in enumerate(draft.offers):
        if offer["modality"] != CASH or rng.random() < 0.5:
            continue
        lines = [line for line in _own(draft, row) if line.get("quantity", 9) > 0]
        able = [
            number
            for number, need in enumerate(people.needs)
            if any(line["kind"] == need["kind"] for line in lines)
            and not any(promise["need"] == number for promise in draft.commitments)
        ]
        quoted = [quote["price"] for quote in draft.quotes if quote["offer"] == row and "price" in quote]
        dearest = max([_price(line) for line in _own(draft, row)] + quoted)
        paid = -(-dearest * (RATE + offer["overhead"]) // RATE)
        if able and paid + offer.get("visit_cost", 0) + offer.get("setup_cost", 0) <= offer["budget"]:
            draft.commitments.append(
                {"offer": row, "need": rng.choice(able), "quantity": 1, "released": int(rng.random() < 0.2)}
            )


def add_floors(rng: Random, people: PeopleDraft, draft: FundDraft) -> None:
    """Bound the units of any sort of group, named or each one, of a kind or of all kinds."""
    commune = rng.choice(people.communes)
    values = {
        "commune": f"{commune['vintage']}:{commune['code']}",
        "zone": rng.choice(ENUMERATIONS["Zone"]),
        "province": rng.choice(people.communes)["province"],
        "sex": rng.choice(ENUMERATIONS["Sex"]),
        "ethnic_minority": rng.choice(("no", "yes")),
        "everyone": "",
    }
    for _ in range(rng.choice((1, 1, 2))):
        group = rng.choice(ENUMERATIONS["FloorGroup"])
        row: Row = {"group": ENUMERATIONS["FloorGroup"].index(group)}
        row |= {"value": values[group]} if rng.random() < 0.6 else {}
        row |= {"kind": rng.choice(people.needs)["kind"]} if rng.random() < 0.4 else {}
        row |= rng.choice(
            ({"minimum": 1}, {"maximum": 1}, {"minimum": 1, "maximum": 3}, {"maximum": 2}, {"minimum": 2})
        )
        draft.floors.append(row)
