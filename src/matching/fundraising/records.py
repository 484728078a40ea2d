"""What appeals tell: packages with their lines, the places they reach and what they do for every goal."""

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

Number = int | Fraction

SMALL = 5
"""Numbers of children below this are not told to donors: they could point to a child."""


@dataclass(frozen=True, slots=True)
class PackageLine:
    """Units of one item for one commune.

    Parameters
    ----------
    commune
        ``vintage:code`` of the commune.
    kind, item
        Ids of the catalogue; the item is empty where the kind has none.
    quantity, children, price
        Units, children who receive them (0 for needs of places), and đồng at reference prices.
    """

    commune: str
    kind: str
    item: str
    quantity: int
    children: int
    price: int


@dataclass(frozen=True, slots=True)
class PlaceEffect:
    """How one commune stands without and with a package, all kinds together, the rest of the plan kept.

    Parameters
    ----------
    commune
        ``vintage:code`` of the commune.
    needed, before, after
        Units needed, met without the package, and met with it.
    place
        Its place among all communes without the package; 1 is the worst covered.
    """

    commune: str
    needed: int
    before: int
    after: int
    place: int


@dataclass(frozen=True, slots=True)
class GoalEffect:
    """What a package adds to one goal of the policy.

    Parameters
    ----------
    goal
        Position of the goal, from 0.
    change
        Change of the total (cost and visits counted as they are); 0 for goals on groups.
    raised
        Groups whose coverage rises, for goals on groups.
    lowest_before, lowest_after
        Coverage over target, in steps of the policy, of the lowest group that rises.
    """

    goal: int
    change: int
    raised: int
    lowest_before: Number
    lowest_after: Number


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of trying a package.

    Parameters
    ----------
    keeps_rules
        Whether its units can be given to the needs they are meant for while the rest of the plan stays.
    at_least_as_good
        Whether solving again does at least as well, goal by goal in order.
    proved
        Whether the new plan is proved best.
    goals
        How the new plan changes every goal.
    """

    keeps_rules: bool
    at_least_as_good: bool
    proved: bool
    goals: tuple[GoalEffect, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """Something to ask a donor for.

    Parameters
    ----------
    shape
        ``mixed``, ``kind`` (one kind in many communes), ``commune`` (all kinds in one commune), ``commune_kind`` or
        ``zone_kind``.
    lines
        What goes where.
    quantity, price, children
        Units in all, đồng at reference prices, and children reached, each counted once.
    first_helped
        Children in special circumstances among them who have nothing in the plan.
    needs_slot
        Whether some of it needs a place at a hospital or centre besides money.
    places
        Communes that it reaches, the worst covered first.
    goals
        What it adds to every goal, the rest of the plan kept.
    resolved
        What solving again found, ``None`` where that was not asked for.
    """

    shape: str
    lines: tuple[PackageLine, ...]
    quantity: int
    price: int
    children: int
    first_helped: int
    needs_slot: bool
    places: tuple[PlaceEffect, ...]
    goals: tuple[GoalEffect, ...]
    resolved: Resolved | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON; fractions as text ``p/q``."""
        told: dict[str, Any] = plain(asdict(self))
        return told


def plain(value: Any) -> Any:
    """Return nested records as plain data; fractions as text ``p/q``."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value
