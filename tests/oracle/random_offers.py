"""Random offers: goods, cash and services with wishes, limits, quotes, promises and floors."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from matching.problem.catalogue import default_kinds
from matching.vocabulary import ENUMERATIONS
from oracle.random_people import (
    CLOTHES,
    DEVICE,
    DEVICES,
    KINDS,
    PROCEDURES,
    SIZES,
    SURGERY,
    PeopleDraft,
    window,
)

Row = dict[str, Any]

SERVICE = ENUMERATIONS["Modality"].index("service")
CASH = ENUMERATIONS["Modality"].index("cash")
PRICES = default_kinds()["price"].tolist()


@dataclass
class FundDraft:
    """Rows of the tables about offers."""

    donors: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)
    stock: list[Row] = field(default_factory=list)
    earmarks: list[Row] = field(default_factory=list)
    providers: list[Row] = field(default_factory=list)
    slots: list[Row] = field(default_factory=list)
    quotes: list[Row] = field(default_factory=list)
    commitments: list[Row] = field(default_factory=list)
    floors: list[Row] = field(default_factory=list)
    previous: list[Row] = field(default_factory=list)


def draw_offers(rng: Random, size: Any, features: set[str], people: PeopleDraft) -> FundDraft:
    """Draw what donors give to these people, and how; promises and floors come afterwards."""
    draft = FundDraft()
    kinds = sorted({need["kind"] for need in people.needs})
    if SURGERY in kinds:
        draft.providers = [{"provider": "p0"}, {"provider": "p1"}]
        draft.slots = [{"provider": 0, "item": item, "capacity": rng.randint(0, 3)} for item in PROCEDURES]
    count = rng.randint(*size.offers)
    ids = rng.sample(range(10 * count), count)
    for number in ids:
        if len(draft.stock) < size.rows:
            _offer(rng, size, features, people, draft, kinds, f"o{number:04d}")
    return draft


def draw_bounds(rng: Random, features: set[str], people: PeopleDraft, draft: FundDraft) -> None:
    """Draw promises and floors."""
    for add, feature in ((_promises, "commitments"), (_floors, "floors")):
        if feature in features:
            add(rng, people, draft)


def _offer(
    rng: Random,
    size: Any,
    features: set[str],
    people: PeopleDraft,
    draft: FundDraft,
    kinds: list[int],
    name: str,
) -> None:
    kind, row = rng.choice(kinds), len(draft.offers)
    offer: Row = {"offer": name, "modality": 0}
    lines = _lines(rng, kind, size.stock, features)
    if kind == SURGERY:
        offer["modality"] = SERVICE
    elif "cash" in features and rng.random() < 0.5:
        lines, money = [{"kind": kind}], _money(rng, kind, size.stock)
        offer |= money.pop("offer")
        lines[0] |= money
    elif rng.random() < 0.3 and not {"commune_max", "child_max"} & features:
        lines += _lines(
            rng, rng.choice([other for other in kinds if other != SURGERY] or [kind]), size.stock, features
        )
    if "windows" in features and rng.random() < 0.5:
        rng.choice((offer, lines[0] if kind != SURGERY else offer)).update(window(rng))
    if "commune_max" in features and rng.random() < 0.6:
        offer["commune_max"] = rng.randint(1, 2)
    if "child_max" in features and rng.random() < 0.6:
        offer["child_max"] = rng.randint(1, 2)
    if "consent" in features and rng.random() < 0.5:
        offer["shows_child"] = 1
    if "fund_level" in features and rng.random() < 0.4:
        offer |= {"fund_level": 2, "fund_commune": rng.randrange(len(people.communes))}
    draft.offers.append(offer)
    draft.stock += [{**line, "offer": row} for line in _distinct(lines)]
    if "earmarks" in features and rng.random() < 0.6:
        draft.earmarks += [{**wish, "offer": row} for wish in _wishes(rng, people)]
    draft.quotes += _quotes(rng, features, people, row, offer["modality"] == CASH)


def _distinct(lines: list[Row]) -> list[Row]:
    """Drop lines that agree in everything but the quantity, which a valid problem does not have."""
    kept = {
        tuple(sorted((name, value) for name, value in line.items() if name != "quantity")): line
        for line in lines
    }
    return list(kept.values())


def _lines(rng: Random, kind: int, most: int, features: set[str]) -> list[Row]:
    line: Row = {"kind": kind, "quantity": rng.randint(1, most)}
    if "empty_stock" in features and rng.random() < 0.3:
        line["quantity"] = 0
    if kind == CLOTHES and rng.random() < 0.8:
        line["item"] = rng.choice(SIZES)
    if kind == DEVICE and rng.random() < 0.8:
        line["item"] = rng.choice(DEVICES)
    if kind == SURGERY:
        line |= {"item": rng.choice(PROCEDURES)} | rng.choice(
            ({"provider": 0}, {"provider": 0}, {"provider": 1}, {})
        )
    return [line]


def _money(rng: Random, kind: int, most: int) -> Row:
    overhead = rng.choice((0, 0, 500, 1234))
    price = rng.choice((None, 100_001, 250_000))
    paid = (price or PRICES[kind]) * (10_000 + overhead)
    budget = max(rng.randint(1, most) * paid // 10_000 + rng.choice((-1, 0, 1)), 0)
    row: Row = {"offer": {"modality": CASH, "budget": budget, "overhead": overhead}}
    row |= {"price": price} if price else {}
    return row | ({"quantity": rng.randint(1, most)} if rng.random() < 0.3 else {})


def _wishes(rng: Random, people: PeopleDraft) -> list[Row]:
    wishes = []
    for clause in range(1, rng.choice((2, 2, 3))):
        for _ in range(rng.choice((1, 1, 2))):
            name = rng.choice(
                [one for one in ENUMERATIONS["EarmarkField"] if one != "child" or people.children]
            )
            code = ENUMERATIONS["EarmarkField"].index(name)
            exclude = int(rng.random() < 0.35)
            wishes.append(
                {"clause": clause, "field": code, "exclude": exclude, "values": _values(rng, name, people)}
            )
    return wishes


def _values(rng: Random, name: str, people: PeopleDraft) -> str:
    choices: dict[str, list[str]] = {
        "commune": [f"{row['vintage']}:{row['code']}" for row in people.communes],
        "province": [row["province"] for row in people.communes],
        "district": [row["district"] for row in people.communes],
        "site": [row["site"] for row in people.sites],
        "child": [row["child"] for row in people.children],
        "need": [row["need"] for row in people.needs],
        "age": ["3..6", "6..8", "7", "0..17", "7..17"],
        "zone": list(ENUMERATIONS["Zone"]),
        "sex": list(ENUMERATIONS["Sex"]),
        "household": list(ENUMERATIONS["Household"]),
        "circumstances": ["g01", "g04", "g05"],
        "tier": list(ENUMERATIONS["Tier"]),
    }
    values = sorted(set(choices.get(name, ["no", "yes"])))
    count = rng.choice((1, 1, 2, 3)) if name in choices else 1
    return "|".join(rng.sample(values, min(count, len(values))))


def _quotes(rng: Random, features: set[str], people: PeopleDraft, offer: int, cash: bool) -> list[Row]:
    """Draw quotes: refusals of needs or communes; costs and points of needs, or costs of whole communes."""
    quotes = []
    costs = "costs" in features and not cash
    by_commune = costs and rng.random() < 0.4
    for place in range(len(people.communes)):
        row: Row = {"offer": offer, "commune": place}
        if "refusals" in features and rng.random() < 0.2:
            row["refused"] = 1
        if by_commune and rng.random() < 0.7:
            row["price"] = rng.choice((0, 10, 20, 30))
        quotes.append(row)
    for need in range(len(people.needs)):
        row = {"offer": offer, "need": need}
        if "refusals" in features and rng.random() < 0.2:
            row["refused"] = 1
        if costs and not by_commune and rng.random() < 0.6:
            row["price"] = rng.choice((0, 10, 20, 30))
        if "benefits" in features and rng.random() < 0.4:
            row["benefit"] = rng.choice((0, 3, 10, 15))
        quotes.append(row)
    return [row for row in quotes if len(row) > 2]


def _promises(rng: Random, people: PeopleDraft, draft: FundDraft) -> None:
    """Promise units of what an offer holds of the kind, admissible or not; never more than is needed or held."""
    held: dict[tuple[int, int], int] = {}
    for line in draft.stock:
        if draft.offers[line["offer"]]["modality"] == 0:
            held[line["offer"], line["kind"]] = held.get((line["offer"], line["kind"]), 0) + line["quantity"]
    for row, need in enumerate(people.needs):
        if need.get("confirmed", 1) == 0 or rng.random() < 0.5:
            continue
        able = [offer for (offer, kind), units in held.items() if kind == need["kind"] and units > 0]
        if not able:
            continue
        offer = rng.choice(able)
        quantity = rng.randint(1, min(held[offer, need["kind"]], need["quantity"]))
        released = int(rng.random() < 0.3)
        if not released:
            held[offer, need["kind"]] -= quantity
        promise = {"offer": offer, "need": row, "quantity": quantity, "released": released}
        if (offer + row) % 2:
            promise |= _named_line(draft, offer, need["kind"])
        draft.commitments.append(promise)


def _named_line(draft: FundDraft, offer: int, kind: int) -> Row:
    """Return the columns that name the last stock line of an offer and kind; what they promise may be more than it holds."""
    (*_, line) = [line for line in draft.stock if (line["offer"], line["kind"]) == (offer, kind)]
    names = ("item", "provider", "window_from", "window_to", "price")
    return {name: line[name] for name in names if name in line}


def draw_last_plan(rng: Random, people: PeopleDraft, draft: FundDraft) -> None:
    """Draw what a plan gave before, from offers that may hold nothing of the kind any more."""
    for row in range(len(people.needs)):
        for offer in range(len(draft.offers)):
            if rng.random() < 0.5:
                draft.previous.append({"offer": offer, "need": row, "quantity": rng.randint(1, 3)})


def _floors(rng: Random, people: PeopleDraft, draft: FundDraft) -> None:
    """Bound the units of one commune and kind from below or above, once per cell."""
    cells = sorted({(people.commune_of(need), need["kind"]) for need in people.needs})
    for place, kind in rng.sample(cells, min(len(cells), rng.choice((1, 1, 2)))):
        commune = people.communes[place]
        row: Row = {"group": 0, "value": f"{commune['vintage']}:{commune['code']}", "kind": kind}
        row |= rng.choice(({"minimum": 1}, {"maximum": 1}, {"minimum": 1, "maximum": 2}, {"maximum": 2}))
        draft.floors.append(row)


assert len(KINDS) == len(PRICES)
