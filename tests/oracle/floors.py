"""Floors and ceilings by group, told again in plain Python."""

from dataclasses import dataclass

from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS
from oracle.facts import Need, Situation, rows_of


@dataclass(frozen=True)
class Floor:
    """At least and at most so many units over some (line, need) pairs, promised units included."""

    pairs: frozenset[tuple[int, int]]
    minimum: int | None
    maximum: int | None
    cell: tuple[str, str, int]


def floors_of(problem: Problem, facts: Situation) -> tuple[Floor, ...]:
    """Return every floor; one without a value stands for each group that has a need (of its kind) that counts.

    Confirmed needs count; everyone is a group even without any need.
    """
    if not len(problem["floors"]):
        return ()
    communes, children = rows_of(problem, "communes"), rows_of(problem, "children")
    found = []
    for row in rows_of(problem, "floors"):
        group = ENUMERATIONS["FloorGroup"][row["group"]]
        concerned: dict[str, list[Need]] = {}
        counting = set()
        for need in facts.needs:
            value = _value(group, need, communes, children)
            if value is not None and row["kind"] in (-1, need.kind):
                concerned.setdefault(value, []).append(need)
                counting |= {value} if need.confirmed else set()
        everyone = ["everyone"] if group == "everyone" else sorted(counting)
        names = [row["value"]] if row["value"] else everyone
        found += [_floor(facts, concerned.get(name, []), row, (group, name, row["kind"])) for name in names]
    return tuple(found)


def floors_hold(floors: tuple[Floor, ...], units: tuple[int, ...]) -> bool:
    """Return whether the units under each floor lie within its bounds."""
    return all(
        (floor.minimum is None or floor.minimum <= given)
        and (floor.maximum is None or given <= floor.maximum)
        for floor, given in zip(floors, units, strict=True)
    )


def _floor(facts: Situation, needs: list[Need], row: dict[str, int], cell: tuple[str, str, int]) -> Floor:
    pairs = frozenset((line, need.row) for line in range(len(facts.capacity)) for need in needs)
    minimum, maximum = (row[name] if row[name] >= 0 else None for name in ("minimum", "maximum"))
    return Floor(pairs, minimum, maximum, cell)


def _value(
    group: str, need: Need, communes: list[dict[str, object]], children: list[dict[str, object]]
) -> str | None:
    commune = communes[need.commune]
    if group == "commune":
        return f"{commune['vintage']}:{commune['code']}"
    if group == "province":
        return str(commune["province"])
    if group == "zone":
        return _named("Zone", commune["zone"])
    if group == "everyone":
        return "everyone"
    child = children[need.child] if need.child >= 0 else None
    if group == "sex":
        return _named("Sex", child["sex"]) if child else None
    return {1: "yes", 0: "no"}.get(int(str(child["ethnic_minority"]))) if child else None


def _named(enumeration: str, code: object) -> str | None:
    number = int(str(code))
    return ENUMERATIONS[enumeration][number] if number >= 0 else None
