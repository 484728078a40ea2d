"""The definitions told again in plain Python: who may receive what, from which line, and within which limits.

Nothing here is shared with the package but the stored tables themselves.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from oracle.wishes import Person, welcome

from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS

HIDDEN = {"g05", "g06", "g07", "g09", "g10", "g11", "g12"}
NEVER = -1


@dataclass(frozen=True)
class Need:
    """One need with everything the definitions ask of it."""

    row: int
    quantity: int
    kind: int
    commune: int
    child: int
    weight: int
    life_saving: bool
    confirmed: bool
    special: bool
    item: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Limit:
    """At most ``room`` further units over the given (line, need) pairs."""

    room: int
    pairs: frozenset[tuple[int, int]]
    what: str


@dataclass(frozen=True)
class Promise:
    """Units promised earlier, on the stock line they come from."""

    line: int
    need: int
    quantity: int


@dataclass(frozen=True)
class Situation:
    """A problem as the definitions see it."""

    needs: tuple[Need, ...]
    offer_of: tuple[int, ...]
    capacity: tuple[int, ...]
    admissible: frozenset[tuple[int, int]]
    promises: tuple[Promise, ...]
    limits: tuple[Limit, ...]
    cost: dict[tuple[int, int], int]
    benefit: dict[tuple[int, int], int]
    indices: tuple[dict[str, Fraction], ...]


def rows_of(problem: Problem, table: str) -> list[dict[str, Any]]:
    """Return a table as one dictionary of plain values per row."""
    columns = {name: column.tolist() for name, column in problem[table].columns.items()}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def situation(problem: Problem) -> Situation:
    """Read a problem by the definitions."""
    tables = {name: rows_of(problem, name) for name in problem.tables}
    tables["today"] = [{"today": problem.reference_date}]
    needs = tuple(_need(tables, row) for row in range(len(tables["needs"])))
    capacity = [_capacity(tables, line) for line in tables["stock"]]
    wanted = _wishes(tables)
    quotes = _quotes(tables)
    admissible, cost, benefit = set(), {}, {}
    for row, line in enumerate(tables["stock"]):
        for need in needs:
            quote = {**quotes.get((line["offer"], None, need.commune), {}), **quotes.get((line["offer"], need.row, None), {})}
            cost[row, need.row] = quote.get("price", _price(tables, line))
            benefit[row, need.row] = quote.get("benefit", need.weight)
            if not _refused(quotes, line, need) and _may(tables, wanted, line, need):
                admissible.add((row, need.row))
    promises = tuple(_promises(tables, needs, capacity))
    return Situation(
        needs=needs,
        offer_of=tuple(line["offer"] for line in tables["stock"]),
        capacity=tuple(capacity),
        admissible=frozenset(admissible),
        promises=promises,
        limits=tuple(_limits(tables, needs, admissible, promises, capacity)),
        cost=cost,
        benefit=benefit,
        indices=tuple(_index_parts(row) for row in tables["communes"]),
    )


def age_of(child: dict[str, Any], today: date) -> int:
    """Completed years on the reference date, or -1."""
    if child["birth_date"] == NEVER:
        return int(child["age"])
    born = date(1970, 1, 1) + timedelta(days=child["birth_date"])
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def groups_of(mask: int) -> set[str]:
    """Names of the special circumstances in a bit mask."""
    return {name for bit, name in enumerate(ENUMERATIONS["Circumstance"]) if mask >> bit & 1}


def _need(tables: dict[str, list[dict[str, Any]]], row: int) -> Need:
    cells = tables["needs"][row]
    kind = tables["kinds"][cells["kind"]]
    child = tables["children"][cells["child"]] if cells["child"] >= 0 else None
    owner = child or (tables["sites"][cells["site"]] if cells["site"] >= 0 else cells)
    return Need(
        row=row,
        quantity=cells["quantity"],
        kind=cells["kind"],
        commune=owner["commune"],
        child=cells["child"],
        weight=cells["weight"] if cells["weight"] > 0 else kind["weight"],
        life_saving=ENUMERATIONS["Tier"][cells["tier"]] == "life_saving",
        confirmed=cells["confirmed"] == 1,
        special=child is not None and child["circumstances"] > 0,
        item=_item(tables, cells, child),
        cells=cells,
    )


def _item(tables: dict[str, list[dict[str, Any]]], need: dict[str, Any], child: dict[str, Any] | None) -> int:
    if need["item"] >= 0 or child is None or _fit_rule(tables, need["kind"]) != "size":
        return int(need["item"])
    age = age_of(child, tables["today"][0]["today"])
    own, neutral = [], []
    for row, item in enumerate(tables["items"]):
        by_height = child["height"] != NEVER and item["min_height"] != NEVER
        measured = (child["height"], "height") if by_height else (age, "age")
        low, high = item[f"min_{measured[1]}"], item[f"max_{measured[1]}"]
        cut = ENUMERATIONS["ItemSex"][item["sex"]]
        if item["kind"] != need["kind"] or not low <= measured[0] <= high:
            continue
        if cut == "neutral":
            neutral.append(row)
        elif child["sex"] >= 0 and ENUMERATIONS["Sex"][child["sex"]] == cut:
            own.append(row)
    return (own + neutral + [NEVER])[0]


def _fit_rule(tables: dict[str, list[dict[str, Any]]], kind: int) -> str:
    return ENUMERATIONS["Fit"][tables["kinds"][kind]["fit"]]


def _fits(tables: dict[str, list[dict[str, Any]]], stock_item: int, need_item: int, kind: int) -> bool:
    rule = _fit_rule(tables, kind)
    if stock_item == NEVER or rule == "none":
        return True
    if need_item == NEVER:
        return False
    if stock_item == need_item:
        return True
    if rule == "exact":
        return False
    given, needed = tables["items"][stock_item], tables["items"][need_item]
    same_sex = ENUMERATIONS["ItemSex"][given["sex"]] == "neutral" or given["sex"] == needed["sex"]
    return same_sex and given["size"] >= 0 and given["size"] - needed["size"] in (0, 1)


def _may(tables: dict[str, list[dict[str, Any]]], wanted: list[list[Any]], line: dict[str, Any], need: Need) -> bool:
    offer = tables["offers"][line["offer"]]
    at_commune = ENUMERATIONS["FundLevel"][offer["fund_level"]] == "commune" and offer["fund_commune"] >= 0
    return (
        need.confirmed
        and line["kind"] == need.kind
        and _fits(tables, line["item"], need.item, need.kind)
        and (not at_commune or offer["fund_commune"] == need.commune)
        and welcome(wanted[line["offer"]], _person(tables, need))
        and _meet([offer, line, need.cells])
        and (offer["shows_child"] != 1 or (need.child >= 0 and _showable(tables, need.child)))
    )


def _meet(windows: list[dict[str, Any]]) -> bool:
    starts = [window["window_from"] for window in windows if window["window_from"] != NEVER]
    ends = [window["window_to"] for window in windows if window["window_to"] != NEVER]
    return not starts or not ends or max(starts) <= min(ends)


def _showable(tables: dict[str, list[dict[str, Any]]], row: int) -> bool:
    child, today = tables["children"][row], tables["today"][0]["today"]
    age, day = age_of(child, today), (today - date(1970, 1, 1)).days
    return (
        child["consent_representative"] == 1
        and (child["consent_child"] == 1 or 0 <= age < 7)
        and (child["consent_date"] == NEVER or child["consent_date"] <= day)
        and (child["consent_expiry"] == NEVER or child["consent_expiry"] >= day)
        and not groups_of(child["circumstances"]) & HIDDEN
    )


def _person(tables: dict[str, list[dict[str, Any]]], need: Need) -> Person:
    child = tables["children"][need.child] if need.child >= 0 else None
    site = child["site"] if child else need.cells["site"]
    return Person(
        commune=tables["communes"][need.commune],
        child=child,
        age=age_of(child, tables["today"][0]["today"]) if child else NEVER,
        circumstances=frozenset(groups_of(child["circumstances"])) if child else frozenset(),
        site=tables["sites"][site]["site"] if site >= 0 else None,
        need=need.cells["need"],
        tier=ENUMERATIONS["Tier"][need.cells["tier"]],
    )


def _wishes(tables: dict[str, list[dict[str, Any]]]) -> list[list[Any]]:
    wishes: list[dict[int, list[Any]]] = [{} for _ in tables["offers"]]
    for row in tables["earmarks"]:
        field = ENUMERATIONS["EarmarkField"][row["field"]]
        wish = (field, row["exclude"] == 1, row["values"].split("|"))
        wishes[row["offer"]].setdefault(row["clause"], []).append(wish)
    return [list(clauses.values()) for clauses in wishes]


def _quotes(tables: dict[str, list[dict[str, Any]]]) -> dict[Any, dict[str, int]]:
    quotes = {}
    for row in tables["quotes"]:
        key = (row["offer"], row["need"] if row["need"] >= 0 else None, row["commune"] if row["commune"] >= 0 else None)
        quotes[key] = {name: row[name] for name in ("price", "benefit", "refused") if row[name] != NEVER}
    return quotes


def _refused(quotes: dict[Any, dict[str, int]], line: dict[str, Any], need: Need) -> bool:
    keys = ((line["offer"], need.row, None), (line["offer"], None, need.commune))
    return any(quotes.get(key, {}).get("refused") == 1 for key in keys)


def _price(tables: dict[str, list[dict[str, Any]]], line: dict[str, Any]) -> int:
    return int(line["price"] if line["price"] != NEVER else tables["kinds"][line["kind"]]["price"])


def _capacity(tables: dict[str, list[dict[str, Any]]], line: dict[str, Any]) -> int:
    offer = tables["offers"][line["offer"]]
    modality = ENUMERATIONS["Modality"][offer["modality"]]
    at_provider = modality == "service" and line["provider"] >= 0
    if tables["kinds"][line["kind"]]["needs_slot"] == 1 and not at_provider and _slot(tables, line) is None:
        return 0
    if modality != "cash":
        return max(int(line["quantity"]), 0)
    units = int(Fraction(offer["budget"]) // (_price(tables, line) * (1 + Fraction(offer["overhead"], 10_000))))
    return units if line["quantity"] == NEVER else min(units, line["quantity"])


def _promises(tables: dict[str, list[dict[str, Any]]], needs: tuple[Need, ...], capacity: list[int]) -> list[Promise]:
    left, promised = list(capacity), []
    kept = [row for row in tables["commitments"] if row["released"] != 1]
    kept.sort(key=lambda row: (tables["offers"][row["offer"]]["offer"], needs[row["need"]].cells["need"]))
    for row in kept:
        need, wanted = needs[row["need"]], row["quantity"]
        for line in _lines_to_draw(tables, row["offer"], need):
            taken = min(wanted, left[line])
            left[line] -= taken
            wanted -= taken
            if taken:
                promised.append(Promise(line, need.row, taken))
        assert wanted == 0, "an offer promised more than it holds: the instance is malformed"
    return promised


def _lines_to_draw(tables: dict[str, list[dict[str, Any]]], offer: int, need: Need) -> list[int]:
    def name(table: str, key: str, row: int) -> str:
        return tables[table][row][key] if row >= 0 else ""

    def order(row: int) -> tuple[Any, ...]:
        line = tables["stock"][row]
        fits = _fits(tables, line["item"], need.item, need.kind)
        names = (name("items", "item", line["item"]), name("providers", "provider", line["provider"]))
        return (not fits, *names, line["window_from"], line["window_to"], line["price"])

    rows = [row for row, line in enumerate(tables["stock"]) if line["offer"] == offer and line["kind"] == need.kind]
    return sorted(rows, key=order)


def _limits(
    tables: dict[str, list[dict[str, Any]]],
    needs: tuple[Need, ...],
    admissible: set[tuple[int, int]],
    promises: tuple[Promise, ...],
    capacity: list[int],
) -> list[Limit]:
    stock, offers = tables["stock"], tables["offers"]
    slot = [_slot(tables, line) for line in stock]

    def most(column: str, line: int, who: Any) -> Any:
        offer = stock[line]["offer"]
        return (column, offer, who) if offers[offer][column] >= 0 else None

    limits: list[Limit] = []
    for what, key, size in (
        ("stock", lambda line, need: line, lambda key: capacity[key]),
        ("need", lambda line, need: need.row, lambda key: needs[key].quantity),
        ("slot", lambda line, need: slot[line], lambda key: tables["slots"][key]["capacity"]),
        ("commune", lambda line, need: most("commune_max", line, need.commune), lambda key: offers[key[1]][key[0]]),
        ("child", lambda line, need: most("child_max", line, _beneficiary(need)), lambda key: offers[key[1]][key[0]]),
    ):
        limits += _limits_by(what, key, size, needs, admissible, promises)
    return limits


def _limits_by(
    what: str, key_of: Any, size_of: Any, needs: tuple[Need, ...], admissible: set[tuple[int, int]], promises: tuple[Promise, ...]
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


def _beneficiary(need: Need) -> tuple[str, int]:
    return ("child", need.child) if need.child >= 0 else ("collective need", need.row)


def _slot(tables: dict[str, list[dict[str, Any]]], line: dict[str, Any]) -> int | None:
    """Return the only slot a line draws from: of its provider and procedure, in its period; none for other lines."""
    found = [
        row
        for row, slot in enumerate(tables["slots"])
        if (slot["provider"], slot["item"]) == (line["provider"], line["item"]) and _meet([line, slot])
    ]
    assert len(found) <= 1, "a line that may draw from several slots is not drawn here"
    return found[0] if line["provider"] >= 0 and found else None


def _index_parts(commune: dict[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {"zone": ENUMERATIONS["Zone"][commune["zone"]] if commune["zone"] >= 0 else None}
    for name in ("poor_share", "near_poor_share", "minority_share"):
        parts[name] = Fraction(max(commune[name], 0), 10_000)
    return parts
