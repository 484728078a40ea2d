"""Random small problems that a network can carry: one stock line per offer, every child different."""

import random
from typing import Any

from small import child, commune, kind, need, offer, problem_of, stock

from matching.problem.problem import Problem


def random_problem(seed: int) -> Problem:
    """Return a problem with up to 3 communes, 5 children and 4 offers."""
    draw = random.Random(seed)
    places, kinds = draw.randint(1, 3), draw.randint(1, 2)
    communes = [
        commune(f"{row:02d}", zone=draw.choice(["I", "II", "III"]), poor_share=draw.choice([0, 4000]))
        for row in range(places)
    ]
    children = [
        child(
            f"c{row}", draw.randrange(places), age=draw.randint(3, 12), height=60 + row, sex=draw.choice(["boy", "girl"]),
            circumstances=draw.choice([[], [], ["g01"], ["g04", "g13"], ["g05"]]),
            consent_representative=draw.randint(0, 1), consent_child=draw.randint(0, 1),
            consent_date=draw.choice([0, 0, -1]),
        )
        for row in range(draw.randint(2, 5))
    ]  # fmt: skip
    needs = [
        _need(draw, f"n{owner}{sort}", owner, sort)
        for owner in range(len(children))
        for sort in range(kinds)
        if draw.random() < 0.8
    ]
    needs.append({"need": "p0", "commune": draw.randrange(places), "kind": 0, "quantity": draw.randint(1, 3)})
    offers = [_offer(draw, f"o{row}") for row in range(draw.randint(1, 4))]
    goods = [
        stock(row, draw.randrange(kinds), draw.randint(1, 4), **_line(draw)) for row in range(len(offers))
    ]
    tables: dict[str, list[dict[str, Any]]] = {
        "kinds": [kind("a", weight=10, price=70), kind("b", weight=6, price=90)],
        "items": [{"item": "a1", "kind": 0}, {"item": "b1", "kind": 1}],
        "providers": [{"provider": "h"}],
        "slots": [{"provider": 0, "item": row, "capacity": draw.randint(0, 3)} for row in range(2)],
        "communes": communes,
        "children": children,
        "needs": needs,
        "offers": offers,
        "stock": [{**line, "item": line["kind"]} if line.get("provider") == 0 else line for line in goods],
        "earmarks": [mark for row in range(len(offers)) for mark in _marks(draw, row)],
        "quotes": _quotes(draw, offers, len(needs), places),
    }
    return problem_of(**tables)


def _need(draw: random.Random, name: str, owner: int, sort: int) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if draw.random() < 0.2:
        more["tier"] = "life_saving"
    if draw.random() < 0.3:
        more["weight"] = draw.choice([3, 6, 20])
    if draw.random() < 0.2:
        more["window_from"] = 20_600 + draw.randrange(30)
    if draw.random() < 0.1:
        more["confirmed"] = 0
    return need(name, owner, sort, draw.randint(1, 4), **more)


def _offer(draw: random.Random, name: str) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if draw.random() < 0.3:
        more["child_max"] = draw.randint(1, 3)
    if draw.random() < 0.3:
        more["commune_max"] = draw.randint(1, 3)
    if draw.random() < 0.2:
        more["shows_child"] = 1
    if draw.random() < 0.2:
        more["window_to"] = 20_600 + draw.randrange(30)
    if draw.random() < 0.2:
        return offer(name, "cash", budget=draw.randint(100, 400), overhead=draw.choice([0, 500]), **more)
    return offer(name, **more)


def _line(draw: random.Random) -> dict[str, Any]:
    more: dict[str, Any] = {"price": draw.choice([50, 80])} if draw.random() < 0.4 else {}
    if draw.random() < 0.1:
        more["window_from"] = 20_620
    return {**more, "provider": 0} if draw.random() < 0.3 else more


def _marks(draw: random.Random, row: int) -> list[dict[str, Any]]:
    wishes = [
        ("commune", "2025-07:00"), ("zone", "I|III"), ("age", "3..6|9"), ("sex", "girl"), ("circumstances", "g01|g04"),
        ("child", "c0|c1"), ("need", "p0"), ("at_risk", "no"),
    ]  # fmt: skip
    marks = []
    for clause in range(1, draw.choice([1, 1, 2, 3])):
        for field, values in draw.sample(wishes, draw.randint(1, 2)):
            exclude = int(draw.random() < 0.4)
            marks.append(
                {"offer": row, "clause": clause, "field": field, "exclude": exclude, "values": values}
            )
    return marks


def _quotes(
    draw: random.Random, offers: list[dict[str, Any]], needs: int, places: int
) -> list[dict[str, Any]]:
    quotes: dict[tuple[int, str, int], dict[str, Any]] = {}
    for _ in range(draw.choice([0, 0, 2, 4])):
        giver = draw.randrange(len(offers))
        target = draw.choice(["need", "commune"])
        row = draw.randrange(needs if target == "need" else places)
        prices = [] if offers[giver].get("modality") == "cash" else [{"price": draw.randint(10, 120)}]
        said = draw.choice([*prices, {"benefit": draw.randint(1, 30)}, {"refused": 1}])
        quotes[giver, target, row] = {"offer": giver, target: row, **said}
    return list(quotes.values())


def random_promises(problem: Problem, seed: int) -> dict[tuple[int, int], int]:
    """Return promised units by (stock row, need), few and within stock, slots left aside."""
    draw = random.Random(seed)
    lines, needs = problem["stock"], problem["needs"]
    promised: dict[tuple[int, int], int] = {}
    if draw.random() < 0.5:
        return promised
    for _ in range(2):
        line, row = draw.randrange(len(lines)), draw.randrange(len(needs))
        cash = problem["offers"]["budget"][lines["offer"][line]] >= 0
        taken = {one for one, _ in promised} | {one + 10**6 for _, one in promised}
        if line in taken or row + 10**6 in taken or lines["kind"][line] != needs["kind"][row] or cash:
            continue
        if lines["provider"][line] < 0:
            promised[line, row] = 1
    return promised
