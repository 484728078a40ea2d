"""Random communes, children, sites and needs."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from matching.problem.catalogue import default_items, default_kinds
from matching.vocabulary import Circumstance, code_of

Row = dict[str, Any]

TODAY = 20468
"""15 January 2026 in days since 1970-01-01."""

KINDS = default_kinds()["kind"].tolist()
ITEMS = default_items()["item"].tolist()
PLAIN = tuple(KINDS.index(name) for name in ("meal", "school_milk", "gift"))
CLOTHES = KINDS.index("warm_clothes")
DEVICE = KINDS.index("assistive_device")
SURGERY = KINDS.index("surgery")
DEVICES = tuple(ITEMS.index(name) for name in ("wheelchair", "hearing-aid"))
PROCEDURES = tuple(ITEMS.index(name) for name in ("heart", "eye"))
SIZES = tuple(
    row for row, item in enumerate(ITEMS) if item.startswith(("clothes-03", "clothes-06", "clothes-09"))
)

SEVERAL = frozenset(
    {"budget_over_kinds", "commune_max_over_rows", "child_max_over_needs", "bundle", "exclusive", "matches"}
)
"""Features that only matter where there are several kinds, often for one child."""


@dataclass
class PeopleDraft:
    """Rows of the tables about places and people."""

    communes: list[Row] = field(default_factory=list)
    sites: list[Row] = field(default_factory=list)
    children: list[Row] = field(default_factory=list)
    needs: list[Row] = field(default_factory=list)

    def commune_of(self, need: Row) -> int:
        """Return the commune of a need."""
        if "child" in need:
            return int(self.children[need["child"]]["commune"])
        return int(self.sites[need["site"]]["commune"] if "site" in need else need["commune"])


def draw_people(rng: Random, size: Any, features: set[str]) -> PeopleDraft:
    """Draw places, people and what they need."""
    draft = PeopleDraft()
    for number in range(rng.randint(*size.communes)):
        draft.communes.append(_commune(rng, number, features))
    for number in range(2):
        draft.sites.append({"site": f"s{number}", "commune": _place(rng, draft), "kind": rng.randrange(4)})
    kinds = _kinds(rng, features)
    count, left = rng.randint(*size.needs), size.units
    ids = rng.sample(range(10 * count), count)
    while len(draft.needs) < count and left > 0:
        for need in _household(rng, draft, kinds, count - len(draft.needs), features):
            many = rng.randint(1, max(1, min(size.quantity, left)))
            left -= 1 if need["kind"] == SURGERY else many
            if left < 0:
                break
            need |= {
                "need": f"n{ids[len(draft.needs)]:04d}",
                "quantity": 1 if need["kind"] == SURGERY else many,
            }
            draft.needs.append(need | _circumstances_of_need(rng, features))
    return draft


def window(rng: Random) -> Row:
    """Draw a window around today, open at either end now and then; windows often just touch or just miss."""
    start = TODAY + rng.choice((-30, 0, 10, 11))
    row = {"window_from": start, "window_to": start + rng.choice((0, 0, 10, 40))}
    for name in ("window_from", "window_to"):
        if rng.random() < 0.3:
            del row[name]
    return row


def _commune(rng: Random, number: int, features: set[str]) -> Row:
    row: Row = {"vintage": "2025-07", "code": f"{97 + number:05d}", "province": rng.choice(("A", "B"))}
    row["district"] = rng.choice(("D", "E"))
    if "zones" in features:
        row |= {
            "poor_share": rng.choice((-1, 0, 1500, 3333, 10000)),
            "near_poor_share": rng.choice((-1, 0, 2500)),
        }
        row |= {"minority_share": rng.choice((-1, 0, 5000, 10000)), "zone": rng.choice((-1, 0, 1, 2))}
    return row


def _place(rng: Random, draft: PeopleDraft) -> int:
    return rng.randrange(len(draft.communes))


def _kinds(rng: Random, features: set[str]) -> list[int]:
    kinds = rng.sample(PLAIN, 2 if features & SEVERAL else rng.choice((1, 1, 2)))
    for names, kind in (({"fit"}, CLOTHES), ({"exact"}, DEVICE), ({"slots", "slot_and_money"}, SURGERY)):
        if features & names:
            kinds.append(kind)
    return kinds


def _household(rng: Random, draft: PeopleDraft, kinds: list[int], room: int, features: set[str]) -> list[Row]:
    """Draw the needs of one child (several kinds of a child in special circumstances) or of one place."""
    if "collective" in features and rng.random() < 0.3:
        where = {"site": rng.randrange(2)} if rng.random() < 0.5 else {"commune": _place(rng, draft)}
        return [_need(rng, where, rng.choice(kinds))]
    draft.children.append(_child(rng, draft, features))
    several = bool(features & {"special_children", *SEVERAL}) and rng.random() < 0.5
    count = min(room, len(kinds), rng.randint(2, 3) if several else 1)
    return [_need(rng, {"child": len(draft.children) - 1}, kind) for kind in rng.sample(kinds, count)]


def _need(rng: Random, where: Row, kind: int) -> Row:
    if kind == CLOTHES:
        derived = "child" in where and rng.random() < 0.6
        return where | {"kind": kind} | ({} if derived else {"item": rng.choice((*SIZES, -1))})
    if kind == DEVICE:
        return where | {"kind": kind, "item": rng.choice((*DEVICES, -1)), "splittable": 1}
    if kind == SURGERY:
        return where | {"kind": kind, "item": rng.choice(PROCEDURES)}
    return where | {"kind": kind}


def _circumstances_of_need(rng: Random, features: set[str]) -> Row:
    row = window(rng) if "windows" in features and rng.random() < 0.7 else {}
    if "life_saving" in features and rng.random() < 0.35:
        row["tier"] = 0
    if "unconfirmed" in features and rng.random() < 0.2:
        row["confirmed"] = 0
    if "weights" in features and rng.random() < 0.5:
        row["weight"] = rng.choice((1, 5, 10, 12))
    return row


def _child(rng: Random, draft: PeopleDraft, features: set[str]) -> Row:
    row: Row = {"child": f"c{len(draft.children):03d}", "commune": _place(rng, draft)}
    age = rng.choice((4, 5, 6, 6, 7, 7, 8, 10))
    row |= (
        {"age": age}
        if rng.random() < 0.5
        else {"birth_date": TODAY - age * 365 - rng.choice((0, 1, 2, 3, 200))}
    )
    row |= {
        "sex": rng.choice((-1, 0, 0, 1, 1)),
        "household": rng.randrange(4),
        "site": rng.choice((-1, 0, 1)),
    }
    for name in ("difficult_hamlet", "at_risk", "ethnic_minority", "policy_family", "union_parent"):
        row[name] = rng.choice((0, 0, 1))
    if rng.random() < 0.3:
        row["height"] = rng.choice((95, 100, 115, 130))
    if "special_children" in features and rng.random() < 0.7:
        row["circumstances"] = _mask(rng)
    if "consent" in features:
        row |= _consent(rng)
    return row


def _mask(rng: Random) -> int:
    shown, hidden = (Circumstance.ORPHAN, Circumstance.DISABLED), (Circumstance.HIV, Circumstance.VIOLENCE)
    groups = rng.sample(shown, rng.choice((1, 1, 2))) + (rng.sample(hidden, 1) if rng.random() < 0.25 else [])
    return sum(1 << code_of(group) for group in groups)


def _consent(rng: Random) -> Row:
    row: Row = {"consent_representative": rng.choice((0, 1, 1, 1)), "consent_child": rng.choice((0, 1, 1))}
    given = rng.choice((-5, -5, 0, 1))
    if rng.random() < 0.4:
        row["consent_date"] = TODAY + given
    if rng.random() < 0.4:
        row["consent_expiry"] = TODAY + rng.choice([day for day in (-1, 0, 5) if day >= given])
    return row
