"""Donors' wishes told again in plain Python: does a person meet any clause of an offer?"""

from dataclasses import dataclass
from typing import Any

from matching.vocabulary import ENUMERATIONS

YES_NO = {-1: None, 0: "no", 1: "yes"}


@dataclass(frozen=True)
class Person:
    """A need's beneficiary as a donor's wish sees it; facilities have no child."""

    commune: dict[str, Any]
    child: dict[str, Any] | None
    age: int
    circumstances: frozenset[str]
    site: str | None
    need: str
    tier: str


def welcome(clauses: list[list[tuple[str, bool, list[str]]]], person: Person) -> bool:
    """Return whether all wishes of at least one clause hold; an offer without wishes welcomes everybody."""
    return not clauses or any(all(_holds(*wish, person) for wish in clause) for clause in clauses)


def _holds(field: str, exclude: bool, values: list[str], person: Person) -> bool:
    named = _ages(values) if field == "age" else set(values)
    return bool(_facts(field, person) & named) != exclude


def _ages(values: list[str]) -> set[str]:
    ages: set[str] = set()
    for value in values:
        low, _, high = value.partition("..")
        ages |= {str(age) for age in range(int(low), int(high or low) + 1)}
    return ages


def _facts(field: str, person: Person) -> set[str]:
    """Return what is true of the person in this field: usually one value, none where the field is absent."""
    commune, child = person.commune, person.child
    if field == "commune":
        return {f"{commune['vintage']}:{commune['code']}"}
    if field in ("province", "district"):
        return {commune[field]}
    if field == "zone":
        return _named("Zone", commune["zone"])
    if field in ("need", "tier"):
        return {getattr(person, field)}
    if field == "site":
        return {person.site} if person.site is not None else set()
    return _facts_of_child(field, child, person) if child is not None else set()


def _facts_of_child(field: str, child: dict[str, Any], person: Person) -> set[str]:
    if field == "child":
        return {child["child"]}
    if field == "age":
        return {str(person.age)} if person.age >= 0 else set()
    if field == "sex":
        return _named("Sex", child["sex"])
    if field == "household":
        return _named("Household", child["household"])
    if field == "circumstances":
        return set(person.circumstances)
    if field == "special_circumstances":
        return {"yes" if person.circumstances else "no"}
    answer = YES_NO[child[field]]
    return {answer} if answer else set()


def _named(enumeration: str, code: int) -> set[str]:
    return {ENUMERATIONS[enumeration][code]} if code >= 0 else set()
