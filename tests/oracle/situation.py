"""The definitions told again in plain Python: who may receive what, from which line, and within which limits.

Nothing here is shared with the package but the stored tables themselves.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS
from oracle.facts import NEVER, Need, Situation, Tables, fit_rule, fits, meet, rows_of
from oracle.limits import limits_of, promises_of, slot_of
from oracle.wishes import Person, welcome

HIDDEN = {"g05", "g06", "g07", "g09", "g10", "g11", "g12"}


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
            quote = {
                **quotes.get((line["offer"], None, need.commune), {}),
                **quotes.get((line["offer"], need.row, None), {}),
            }
            cost[row, need.row] = quote.get("price", _price(tables, line))
            benefit[row, need.row] = quote.get("benefit", need.weight)
            if not _refused(quotes, line, need) and _may(tables, wanted, line, need):
                admissible.add((row, need.row))
    promises = tuple(promises_of(tables, needs, capacity))
    return Situation(
        needs=needs,
        offer_of=tuple(line["offer"] for line in tables["stock"]),
        capacity=tuple(capacity),
        admissible=frozenset(admissible),
        promises=promises,
        limits=tuple(limits_of(tables, needs, admissible, promises, capacity)),
        cost=cost,
        benefit=benefit,
        indices=tuple(_index_parts(row) for row in tables["communes"]),
        tables=tables,
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


def _need(tables: Tables, row: int) -> Need:
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


def _item(tables: Tables, need: dict[str, Any], child: dict[str, Any] | None) -> int:
    if need["item"] >= 0 or child is None or fit_rule(tables, need["kind"]) != "size":
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


def _may(tables: Tables, wanted: list[list[Any]], line: dict[str, Any], need: Need) -> bool:
    offer = tables["offers"][line["offer"]]
    at_commune = ENUMERATIONS["FundLevel"][offer["fund_level"]] == "commune" and offer["fund_commune"] >= 0
    return (
        need.confirmed
        and line["kind"] == need.kind
        and not _slotless(tables, line)
        and fits(tables, line["item"], need.item, need.kind)
        and (not at_commune or offer["fund_commune"] == need.commune)
        and welcome(wanted[line["offer"]], _person(tables, need))
        and meet([offer, line, need.cells])
        and (offer["shows_child"] != 1 or (need.child >= 0 and _showable(tables, need.child)))
    )


def _showable(tables: Tables, row: int) -> bool:
    child, today = tables["children"][row], tables["today"][0]["today"]
    age, day = age_of(child, today), (today - date(1970, 1, 1)).days
    return (
        child["consent_representative"] == 1
        and (child["consent_child"] == 1 or 0 <= age < 7)
        and NEVER < child["consent_date"] <= day
        and (child["consent_expiry"] == NEVER or child["consent_expiry"] >= day)
        and not groups_of(child["circumstances"]) & HIDDEN
    )


def _person(tables: Tables, need: Need) -> Person:
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


def _wishes(tables: Tables) -> list[list[Any]]:
    wishes: list[dict[int, list[Any]]] = [{} for _ in tables["offers"]]
    for row in tables["earmarks"]:
        field = ENUMERATIONS["EarmarkField"][row["field"]]
        wish = (field, row["exclude"] == 1, row["values"].split("|"))
        wishes[row["offer"]].setdefault(row["clause"], []).append(wish)
    return [list(clauses.values()) for clauses in wishes]


def _quotes(tables: Tables) -> dict[Any, dict[str, int]]:
    quotes = {}
    for row in tables["quotes"]:
        key = (
            row["offer"],
            row["need"] if row["need"] >= 0 else None,
            row["commune"] if row["commune"] >= 0 else None,
        )
        quotes[key] = {name: row[name] for name in ("price", "benefit", "refused") if row[name] != NEVER}
    return quotes


def _refused(quotes: dict[Any, dict[str, int]], line: dict[str, Any], need: Need) -> bool:
    keys = ((line["offer"], need.row, None), (line["offer"], None, need.commune))
    return any(quotes.get(key, {}).get("refused") == 1 for key in keys)


def _price(tables: Tables, line: dict[str, Any]) -> int:
    return int(line["price"] if line["price"] != NEVER else tables["kinds"][line["kind"]]["price"])


def _capacity(tables: Tables, line: dict[str, Any]) -> int:
    """Return the units a line holds; money without a quantity holds what it buys at its lowest price."""
    offer = tables["offers"][line["offer"]]
    if ENUMERATIONS["Modality"][offer["modality"]] != "cash":
        return max(int(line["quantity"]), 0)
    units = sum(need["quantity"] for need in tables["needs"] if need["kind"] == line["kind"])
    if lowest := lowest_price(tables, line):
        units = int(Fraction(offer["budget"]) // (lowest * (1 + Fraction(offer["overhead"], 10_000))))
    return units if line["quantity"] == NEVER else min(units, line["quantity"])


def lowest_price(tables: Tables, line: dict[str, Any]) -> int:
    """Return the least that one unit of a line may cost: its price, or less where its offer quotes less."""
    quoted = [
        quote["price"]
        for quote in tables["quotes"]
        if quote["offer"] == line["offer"]
        and quote["price"] != NEVER
        and (quote["commune"] >= 0 or tables["needs"][quote["need"]]["kind"] == line["kind"])
    ]
    return min([_price(tables, line), *quoted])


def _slotless(tables: Tables, line: dict[str, Any]) -> bool:
    """Return whether a line lacks the slot that its kind needs; a service at a provider is a slot itself."""
    service = ENUMERATIONS["Modality"][tables["offers"][line["offer"]]["modality"]] == "service"
    needed = tables["kinds"][line["kind"]]["needs_slot"] == 1
    return needed and not (service and line["provider"] >= 0) and slot_of(tables, line) is None


def _index_parts(commune: dict[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {"zone": ENUMERATIONS["Zone"][commune["zone"]] if commune["zone"] >= 0 else None}
    for name in ("poor_share", "near_poor_share", "minority_share"):
        parts[name] = Fraction(max(commune[name], 0), 10_000)
    return parts
