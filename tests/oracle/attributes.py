"""Who a need is for, in the words of a grouping: one text per column, read from the stored rows in plain Python."""

from typing import Any

from matching.vocabulary import ENUMERATIONS
from oracle.facts import Need, Tables
from oracle.situation import age_of, groups_of

YES_NO = {-1: "", 0: "no", 1: "yes"}


def label(tables: Tables, need: Need, column: str) -> str:
    """Return the value of a need in a column, empty where it has none."""
    commune = tables["communes"][need.commune]
    child = tables["children"][need.child] if need.child >= 0 else None
    plain: dict[str, Any] = {
        "commune": lambda: f"{commune['vintage']}:{commune['code']}",
        "kind": lambda: tables["kinds"][need.kind]["kind"],
        "zone": lambda: ENUMERATIONS["Zone"][commune["zone"]] if commune["zone"] >= 0 else "",
        "province": lambda: commune["province"],
        "district": lambda: commune["district"],
        "tier": lambda: ENUMERATIONS["Tier"][need.cells["tier"]],
        "site": lambda: _site(tables, need, child),
    }
    if column in plain:
        return str(plain[column]())
    if child is None:
        return ""
    if column.startswith("age:"):
        return _band(age_of(child, tables["today"][0]["today"]), column)
    if column == "special_circumstances":
        return "yes" if groups_of(child["circumstances"]) else "no"
    if column in ("sex", "household"):
        code = child[column]
        return ENUMERATIONS[column.capitalize()][code] if code >= 0 else ""
    if column == "hamlet":
        return str(child["hamlet"])
    return YES_NO[child[column]]


def _site(tables: Tables, need: Need, child: dict[str, Any] | None) -> str:
    row = child["site"] if child is not None and child["site"] >= 0 else need.cells["site"]
    return str(tables["sites"][row]["site"]) if row >= 0 else ""


def _band(age: int, column: str) -> str:
    if age < 0:
        return ""
    cuts = [0, *(int(cut) for cut in column.partition(":")[2].split(",")), 18]
    low = max(cut for cut in cuts if cut <= age)
    return f"{low}..{min(cut for cut in cuts if cut > age) - 1}"
