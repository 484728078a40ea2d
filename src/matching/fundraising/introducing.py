"""The introduction list: which children may be introduced to donors, counted honestly against the plan's goals."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import children_reached
from matching.formulation.canonical_order import commune_keys
from matching.fundraising.unit_order import still_open
from matching.problem.people import ages, showable, special
from matching.problem.problem import Problem
from matching.vocabulary import HIDDEN_CIRCUMSTANCES, code_of

INTRODUCED_SHARE = 30
"""Per cent of the children in special circumstances to be selected and introduced (province plan for Decision 588)."""

HELPED_SHARE = 100
"""Per cent of them to be helped in some form (same plan)."""


@dataclass(frozen=True, slots=True)
class IntroductionPlace:
    """Children in special circumstances of one commune, and those who may be introduced."""

    commune: str
    children: int
    introducible: int


@dataclass(frozen=True, slots=True)
class Introductions:
    """Counts of children in special circumstances; no child is named.

    Parameters
    ----------
    children
        All children in special circumstances: the denominator.
    introducible
        Those with recorded, valid consent who are in no group that is never shown: the numerator.
    with_needs
        Those of them who still lack something in the plan.
    hidden
        Children in a group that is never shown, whatever the consent.
    without_consent
        The others, for whom consent is missing, not yet valid or expired.
    wanted
        Children that 30 % of all makes, rounded up.
    helped
        Children in special circumstances who receive anything in the plan.
    without_need
        Those who receive nothing and have no confirmed need on record whose time is not over: no plan can help them.
    places
        The same by commune, the communes with most introducible children first.
    """

    children: int
    introducible: int
    with_needs: int
    hidden: int
    without_consent: int
    wanted: int
    helped: int
    without_need: int
    places: tuple[IntroductionPlace, ...]

    @property
    def missing(self) -> int:
        """Children whose consent is still needed for the 30 %."""
        return max(self.wanted - self.introducible, 0)

    @property
    def reached(self) -> bool:
        """Whether consented, safe profiles make up the 30 %."""
        return self.missing == 0

    @property
    def reachable(self) -> bool:
        """Whether asking for consent could reach the 30 %: hidden children never count."""
        return self.introducible + self.without_consent >= self.wanted

    @property
    def unhelped(self) -> int:
        """Children in special circumstances who receive nothing, against the goal that every one is helped."""
        return self.children - self.helped

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        more = {name: getattr(self, name) for name in ("missing", "reached", "reachable", "unhelped")}
        return asdict(self) | {"places": [asdict(place) for place in self.places]} | more


def introducible_children(problem: Problem) -> NDArray[np.bool_]:
    """Return which children in special circumstances may be introduced to donors."""
    return np.asarray(special(problem) & showable(problem))


def introductions(facts: Facts) -> Introductions:
    """Return the introduction list of a plan in numbers."""
    problem = facts.problem
    inside, good = special(problem), introducible_children(problem)
    mask = sum(1 << code_of(group) for group in HIDDEN_CIRCUMSTANCES)
    hidden = inside & (problem["children"]["circumstances"] & mask != 0)
    helped = inside & (children_reached(facts, facts.given) > 0)
    left = np.where(still_open(facts), problem["needs"]["quantity"] - facts.given, 0)
    lacking = children_reached(facts, np.maximum(left, 0)) > 0
    needy = children_reached(facts, still_open(facts).astype(np.int64)) > 0
    count = int(inside.sum())
    return Introductions(
        children=count,
        introducible=int(good.sum()),
        with_needs=int((good & lacking).sum()),
        hidden=int(hidden.sum()),
        without_consent=int((inside & ~hidden & ~good).sum()),
        wanted=-(-count * INTRODUCED_SHARE // 100),
        helped=int(helped.sum()),
        without_need=int((inside & ~helped & ~needy).sum()),
        places=_places(problem, inside, good),
    )


def _places(
    problem: Problem, inside: NDArray[np.bool_], good: NDArray[np.bool_]
) -> tuple[IntroductionPlace, ...]:
    commune = problem["children"]["commune"]
    size = len(problem["communes"])
    every = np.bincount(commune[inside], minlength=size)
    shown = np.bincount(commune[good], minlength=size)
    names = commune_keys(problem["communes"])
    rows = np.flatnonzero(every)
    return tuple(
        IntroductionPlace(str(names[row]), int(every[row]), int(shown[row]))
        for row in rows[np.lexsort((names[rows], -shown[rows]))].tolist()
    )


def introduction_list(facts: Facts) -> dict[str, NDArray[Any]]:
    """Return the children who may be introduced and still lack something, for the fund's own use.

    Columns: opaque id, commune, age, sex and units they lack; the diagnosis and the group are left out.
    """
    problem, children = facts.problem, facts.problem["children"]
    left = np.where(still_open(facts), problem["needs"]["quantity"] - facts.given, 0)
    units = children_reached(facts, np.maximum(left, 0))
    rows = np.flatnonzero(introducible_children(problem) & (units > 0))
    return {
        "child": children["child"][rows],
        "commune": commune_keys(problem["communes"])[children["commune"][rows]],
        "age": ages(problem)[rows],
        "sex": np.array(["boy", "girl", ""])[children["sex"][rows]],
        "units": units[rows],
    }
