"""Promises and limits told again in plain Python: from which line a promise comes, and what room is left."""

from typing import Any

from oracle.facts import Limit, Need, Promise, Tables, fits


def promises_of(tables: Tables, needs: tuple[Need, ...], capacity: list[int]) -> list[Promise]:
    """Return what was promised and still binds, drawn from the line it names, then fitting lines."""
    left, promised = list(capacity), []
    kept = [row for row in tables["commitments"] if row["released"] != 1]
    kept.sort(key=lambda row: (tables["offers"][row["offer"]]["offer"], needs[row["need"]].cells["need"]))
    for row in kept:
        need, wanted = needs[row["need"]], row["quantity"]
        for line in _lines_to_draw(tables, row, need):
            taken = min(wanted, left[line])
            left[line] -= taken
            wanted -= taken
            if taken:
                promised.append(Promise(line, need.row, taken))
        assert wanted == 0, "an offer promised more than it holds: the instance is malformed"
    return promised


def _lines_to_draw(tables: Tables, promise: dict[str, Any], need: Need) -> list[int]:
    def name(table: str, key: str, row: int) -> str:
        return tables[table][row][key] if row >= 0 else ""

    def order(row: int) -> tuple[Any, ...]:
        line = tables["stock"][row]
        unfit = not fits(tables, line["item"], need.item, need.kind)
        names = (name("items", "item", line["item"]), name("providers", "provider", line["provider"]))
        columns = ("item", "provider", "window_from", "window_to", "price")
        strange = any(promise[column] != line[column] for column in columns)
        return (strange, unfit, *names, line["window_from"], line["window_to"], line["price"])

    rows = [
        row
        for row, line in enumerate(tables["stock"])
        if line["offer"] == promise["offer"] and line["kind"] == need.kind
    ]
    return sorted(rows, key=order)


def limits_of(
    tables: Tables,
    needs: tuple[Need, ...],
    admissible: set[tuple[int, int]],
    promises: tuple[Promise, ...],
    capacity: list[int],
) -> list[Limit]:
    """Return every limit with the room that promises leave."""
    stock, offers = tables["stock"], tables["offers"]
    slot = [slot_of(tables, line) for line in stock]
    held: dict[int, int] = {}
    for line, units in zip(stock, capacity, strict=True):
        held[line["offer"]] = held.get(line["offer"], 0) + units

    def most(column: str, line: int, who: Any) -> Any:
        offer = stock[line]["offer"]
        return (column, offer, who) if offers[offer][column] >= 0 else None

    limits: list[Limit] = []
    for what, key, size in (
        ("stock", lambda line, need: line, lambda key: capacity[key]),
        ("need", lambda line, need: need.row, lambda key: needs[key].quantity),
        (
            "reserve",
            lambda line, need: most("reserve", line, None),
            lambda key: held.get(key[1], 0) - offers[key[1]]["reserve"],
        ),
        ("slot", lambda line, need: slot[line], lambda key: tables["slots"][key]["capacity"]),
        (
            "commune",
            lambda line, need: most("commune_max", line, need.commune),
            lambda key: offers[key[1]][key[0]],
        ),
        (
            "child",
            lambda line, need: most("child_max", line, beneficiary(need)),
            lambda key: offers[key[1]][key[0]],
        ),
    ):
        limits += _limits_by(what, key, size, needs, admissible, promises)
    return limits


def _limits_by(
    what: str,
    key_of: Any,
    size_of: Any,
    needs: tuple[Need, ...],
    admissible: set[tuple[int, int]],
    promises: tuple[Promise, ...],
) -> list[Limit]:
    pairs: dict[Any, set[tuple[int, int]]] = {}
    used: dict[Any, int] = {}
    for line, need in admissible:
        pairs.setdefault(key_of(line, needs[need]), set()).add((line, need))
    for promise in promises:
        key = key_of(promise.line, needs[promise.need])
        used[key] = used.get(key, 0) + promise.quantity
    return [
        Limit(max(size_of(key) - used.get(key, 0), 0), frozenset(inside), f"{what} {key}")
        for key, inside in pairs.items()
        if key is not None
    ]


def beneficiary(need: Need) -> tuple[str, int]:
    """Return who is helped by a need: its child, else the need itself."""
    return ("child", need.child) if need.child >= 0 else ("collective need", need.row)


def slot_of(tables: Tables, line: dict[str, Any]) -> int | None:
    """Return the slot a line draws from: the one of its provider, procedure and period, or none."""
    names = ("provider", "item", "window_from", "window_to")
    found = [
        row for row, slot in enumerate(tables["slots"]) if all(slot[name] == line[name] for name in names)
    ]
    assert len(found) <= 1, "two rows tell the same slot"
    return found[0] if found else None
