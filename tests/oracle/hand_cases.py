"""Cases made by hand: for every rule a small world, a plan that obeys it and one that breaks only it."""

from dataclasses import dataclass, field
from typing import Any

from matching.problem.problem import Problem, problem_from
from oracle.book import Pair
from oracle.random_problems import REFERENCE, table_of

MEAL, MILK, SURGERY = 0, 1, 5
CASH = {"modality": 1}
Units = dict[Pair, int]


@dataclass(frozen=True)
class Case:
    """Changes of the small world below, a plan that obeys the rule, and one that breaks it."""

    good: Units
    bad: Units
    offers: dict[int, dict[str, Any]] = field(default_factory=dict)
    stock: dict[int, dict[str, Any]] = field(default_factory=dict)
    needs: dict[int, dict[str, Any]] = field(default_factory=dict)
    more: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def world(case: Case) -> Problem:
    """Two children in the first commune (the first needs milk too) and one in the second; two offers of goods."""
    base: dict[str, list[dict[str, Any]]] = {
        "communes": [{"vintage": "v", "code": f"0000{number}", "zone": number} for number in (0, 1)],
        "children": [{"child": f"c{row}", "commune": row // 2, "age": 9, "sex": row % 2} for row in range(3)],
        "needs": [
            {"need": f"n{row}", "child": child, "kind": kind, "quantity": 2}
            for row, (child, kind) in enumerate(((0, MEAL), (0, MILK), (1, MEAL), (2, MEAL)))
        ],
        "offers": [{"offer": "o0", "modality": 0}, {"offer": "o1", "modality": 0}],
        "stock": [
            {"offer": offer, "kind": kind, "quantity": 4} for offer, kind in ((0, MEAL), (0, MILK), (1, MEAL))
        ],
    }
    for name in ("offers", "stock", "needs"):
        for row, cells in getattr(case, name).items():
            base[name][row] |= cells
    tables = {name: table_of(name, rows) for name, rows in (base | case.more).items()}
    return problem_from(tables, REFERENCE)


SLOTS: dict[str, list[dict[str, Any]]] = {
    "providers": [{"provider": "p"}],
    "items": [{"item": "heart", "kind": SURGERY}],
    "slots": [{"provider": 0, "item": 0, "capacity": 1}],
}
OPERATION = {"kind": SURGERY, "item": 0}

CASES: dict[str, tuple[str, Case]] = {
    "one budget pays two kinds": (
        "budget",
        Case({(0, 0): 1, (1, 1): 2}, {(0, 0): 2, (1, 1): 1}, {0: CASH | {"budget": 540_000}}),
    ),
    "overhead is rounded up to the đồng": (
        "budget",
        Case({(0, 0): 1}, {(0, 0): 1, (1, 1): 1}, {0: CASH | {"budget": 390_038, "overhead": 1}}),
    ),
    "a quote for the need comes before that for the commune": (
        "budget",
        Case(
            {(0, 0): 2, (0, 2): 2}, {(0, 2): 1, (0, 3): 1}, {0: CASH | {"budget": 300_000}},
            more={"quotes": [
                {"offer": 0, "commune": 0, "price": 100_000}, {"offer": 0, "need": 0, "price": 50_000},
            ]},
        ),
    ),
    "visits are paid by the budget": (
        "budget",
        Case({(0, 0): 2}, {(0, 0): 1, (0, 3): 1}, {0: CASH | {"budget": 489_999, "visit_cost": 9_999}}),
    ),
    "set-up is paid by the budget": (
        "budget", Case({}, {(0, 0): 1}, {0: CASH | {"budget": 240_000, "setup_cost": 1}})
    ),
    "money and a slot": (
        "slots",
        Case(
            {(0, 0): 1}, {(0, 0): 1, (0, 2): 1},
            {0: CASH | {"budget": 90_000_000}}, {0: OPERATION | {"provider": 0}},
            {0: OPERATION | {"quantity": 1}, 2: OPERATION | {"quantity": 1}}, SLOTS,
        ),
    ),
    "money without a slot": (
        "admissible",
        Case(
            {}, {(0, 0): 1},
            {0: CASH | {"budget": 90_000_000}}, {0: OPERATION}, {0: OPERATION | {"quantity": 1}}, SLOTS,
        ),
    ),
    "least per child over its needs": (
        "child_min", Case({(0, 0): 2, (1, 1): 1}, {(0, 0): 2}, {0: {"child_min": 3}})
    ),
    "most per child over its needs": (
        "child_max", Case({(0, 0): 2, (1, 1): 1}, {(0, 0): 2, (1, 1): 2}, {0: {"child_max": 3}})
    ),
    "a lot per commune": (
        "commune_min", Case({(0, 0): 2, (0, 2): 1}, {(0, 0): 2, (0, 2): 1, (0, 3): 1}, {0: {"commune_min": 3}})
    ),
    "most per commune over stock rows": (
        "commune_max", Case({(0, 0): 2, (1, 1): 1, (0, 3): 2}, {(0, 0): 2, (1, 1): 2}, {0: {"commune_max": 3}})
    ),
    "communes visited": (
        "max_communes", Case({(0, 0): 2, (0, 2): 1}, {(0, 0): 1, (0, 3): 1}, {0: {"max_communes": 1}})
    ),
    "goods given whole": (
        "all_or_nothing",
        Case({(2, 0): 2, (2, 2): 2}, {(2, 0): 2, (2, 2): 1}, {1: {"all_or_nothing": 1}}),
    ),
    "goods given whole but for the reserve": (
        "all_or_nothing",
        Case({(2, 0): 2, (2, 2): 1}, {(2, 0): 2}, {1: {"all_or_nothing": 1, "reserve": 1}}),
    ),
    "money is whole when it buys nothing more": (
        "all_or_nothing",
        Case({(2, 0): 2}, {(2, 0): 1}, {1: CASH | {"all_or_nothing": 1, "budget": 600_000}}),
    ),
    "overhead on the total leaves no money for one more unit, nor holds it back": (
        "all_or_nothing",
        Case(
            {(2, 0): 2}, {(2, 0): 1},
            {1: CASH | {"all_or_nothing": 1, "budget": 3, "overhead": 5_000}}, {2: {"price": 1, "quantity": -1}},
        ),
    ),
    "a reserve is kept from what the budget buys, not from the quantity": (
        "reserve",
        Case(
            {(2, 0): 2}, {(2, 0): 2, (2, 2): 1},
            {1: CASH | {"reserve": 1, "budget": 300}}, {2: {"price": 100, "quantity": 4}},
        ),
    ),
    "a reserve over stock rows": (
        "reserve", Case({(0, 0): 2, (1, 1): 1}, {(0, 0): 2, (1, 1): 2}, {0: {"reserve": 5}})
    ),
    "one sponsor for a child and kind": (
        "exclusive", Case({(0, 0): 1, (2, 2): 1}, {(0, 0): 1, (2, 0): 1}, {0: {"exclusive": 1}})
    ),
    "a donor with two offers is one sponsor": (
        "exclusive",
        Case(
            {(0, 0): 1, (2, 0): 1}, {(0, 2): 1, (4, 2): 1},
            {0: {"exclusive": 1, "donor": 0}, 1: {"donor": 0}},
            more={
                "donors": [{"donor": "d"}],
                "offers": [
                    {"offer": "o0", "modality": 0, "donor": 0, "exclusive": 1},
                    {"offer": "o1", "modality": 0, "donor": 0}, {"offer": "o2", "modality": 0},
                ],
                "stock": [
                    {"offer": offer, "kind": MEAL, "quantity": 4, "window_from": row}
                    for row, offer in enumerate((0, 0, 1, 1, 2))
                ],
            },
        ),
    ),
    "a need paid alone": (
        "cofunding", Case({(0, 0): 2, (2, 2): 2}, {(0, 0): 1, (2, 0): 1}, {1: {"cofunding": 0}})
    ),
    "one offer of a group": (
        "excludes_group",
        Case(
            {(0, 0): 1, (1, 1): 1}, {(1, 1): 1, (2, 0): 1},
            {0: {"excludes_group": "x"}, 1: {"excludes_group": "x"}},
        ),
    ),
    "as much as the other of each own kind": (
        "matches", Case({(0, 0): 2, (1, 1): 2, (2, 2): 2}, {(0, 0): 2, (2, 2): 1}, {1: {"matches": 0}})
    ),
    "a need met whole": (
        "unsplittable", Case({(0, 0): 1, (2, 0): 1, (0, 2): 1}, {(0, 0): 1}, needs={0: {"splittable": 0}})
    ),
    "a bundle over children and kinds": (
        "bundle",
        Case(
            {(1, 1): 2, (0, 3): 2}, {(1, 1): 2, (0, 3): 1}, needs={1: {"bundle": "b"}, 3: {"bundle": "b"}}
        ),
    ),
    "a bundle of one need": ("bundle", Case({(0, 0): 2}, {(0, 0): 1}, needs={0: {"bundle": "b"}})),
    "at least in a zone": (
        "floors", Case({(0, 3): 2}, {(0, 3): 1}, more={"floors": [{"group": 1, "value": "II", "minimum": 2}]})
    ),
    "at most for each sex": (
        "floors", Case({(0, 0): 1, (1, 1): 1, (2, 2): 2}, {(0, 0): 1, (1, 1): 1, (0, 3): 1},
                       more={"floors": [{"group": 3, "maximum": 2}]}),
    ),
    "at least for everyone, even of a kind that nobody needs": (
        "floors", Case({(0, 0): 1}, {}, more={"floors": [{"group": 5, "minimum": 1}]})
    ),
}  # fmt: skip
"""Name of the case → the rule, and the case."""
