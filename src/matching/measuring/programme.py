"""What programmes for children report: shares of children, communes' children and donors, each against its target."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.problem.people import communes_of_needs, showable, special
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, Household, Zone, code_of

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

HEALTH_KINDS = (
    "meal", "school_milk", "health_check", "health_insurance", "surgery", "orthopaedics", "rehab", "assistive_device",
)  # fmt: skip
"""Kinds that count as health and nutrition."""

LASTING_YEARS = 3
"""A donor belongs to the lasting network when it has given since at least so many years."""

TARGETS: Mapping[str, int] = MappingProxyType(
    {
        "tracked": 90,
        "helped": 100,
        "introduced": 30,
        "health": 90,
        "play": 90,
        "warm_clothes": 100,
        "mobilised": 60,
        "lasting": 10,
    }
)
"""Per cent that provinces' plans for Decision 588 set themselves, by indicator."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a programme.

    Parameters
    ----------
    code
        A key of :data:`TARGETS`.
    reached, all
        Those who count as reached, and those who are spoken of.
    target
        Share of them that the programme wants, in whole per cent.
    """

    code: str
    reached: int
    all: int
    target: int

    @property
    def share(self) -> Fraction | None:
        """Exact share that is reached, ``None`` where nobody is spoken of."""
        return Fraction(self.reached, self.all) if self.all else None

    @property
    def met(self) -> bool:
        """Whether the target is reached; where nobody is spoken of, nothing is lacking."""
        return self.reached * 100 >= self.target * self.all


@dataclass(frozen=True, slots=True)
class _Seen:
    """A problem with what its plan gives: rows of confirmed needs, and the child, kind and units of each."""

    problem: Problem
    rows: Integers
    served: Integers

    def children(self, needs: Flags) -> Flags:
        """Return the children who have one of the needs, shape ``(children,)``."""
        child = self.problem["needs"]["child"][self.rows[needs]].astype(np.int64)
        marked = np.zeros(len(self.problem["children"]), dtype=np.bool_)
        marked[child[child >= 0]] = True
        return marked

    def of_kinds(self, *kinds: str) -> Flags:
        """Return which confirmed needs are of the kinds."""
        column = self.problem["kinds"]["kind"][self.problem["needs"]["kind"][self.rows]]
        return np.asarray(np.isin(column, kinds))


def indicators(
    problem: Problem, served: Integers, targets: Mapping[str, int] = TARGETS
) -> tuple[Indicator, ...]:
    """Return the indicators of a programme in the order of the targets.

    Parameters
    ----------
    problem
        The problem; its register of donors may hold donors without an offer.
    served
        Units given to every need, shape ``(needs,)``.
    targets
        Whole per cent by indicator; only these are told.

    Raises
    ------
    KeyError
        If there is no such indicator.
    ValueError
        If a target is no whole per cent between 0 and 100.
    """
    unknown = [code for code in targets if code not in _COUNTS]
    if unknown:
        raise KeyError(f"unknown indicator {unknown[0]!r}; choose among {', '.join(_COUNTS)}")
    wrong = [code for code, target in targets.items() if type(target) is not int or not 0 <= target <= 100]
    if wrong:
        raise ValueError(f"the target of {wrong[0]!r} is a whole per cent between 0 and 100")
    rows = np.flatnonzero(problem["needs"]["confirmed"] == 1)
    seen = _Seen(problem, rows, served[rows])
    return tuple(Indicator(code, *_COUNTS[code](seen), target) for code, target in targets.items())


def _tracked(seen: _Seen) -> tuple[int, int]:
    """Children of the target groups with a confirmed need; reached when the plan gives them anything."""
    children = seen.problem["children"]
    household = children["household"]
    poor = (household == code_of(Household.POOR)) | (household == code_of(Household.NEAR_POOR))
    wanted = poor | (children["at_risk"] == 1) | (children["ethnic_minority"] == 1) | special(seen.problem)
    return _among(seen, wanted, np.ones(len(seen.rows), dtype=np.bool_))


def _helped(seen: _Seen) -> tuple[int, int]:
    inside = special(seen.problem)
    return int((inside & seen.children(seen.served > 0)).sum()), int(inside.sum())


def _introduced(seen: _Seen) -> tuple[int, int]:
    inside = special(seen.problem)
    return int((inside & showable(seen.problem)).sum()), int(inside.sum())


def _health(seen: _Seen) -> tuple[int, int]:
    return _among(seen, np.ones(len(seen.problem["children"]), dtype=np.bool_), seen.of_kinds(*HEALTH_KINDS))


def _play(seen: _Seen) -> tuple[int, int]:
    """Listed children; those live without a place to play whose commune or a site of it still needs one."""
    needs = seen.problem["needs"]
    left = needs["quantity"][seen.rows] > seen.served
    lacking = np.zeros(len(seen.problem["communes"]), dtype=np.bool_)
    lacking[communes_of_needs(seen.problem)[seen.rows[seen.of_kinds("play_facility") & left]]] = True
    commune = seen.problem["children"]["commune"]
    return int((~lacking[commune]).sum()), len(commune)


def _warm_clothes(seen: _Seen) -> tuple[int, int]:
    zone = seen.problem["communes"]["zone"][seen.problem["children"]["commune"]]
    return _among(seen, zone == code_of(Zone.III), seen.of_kinds("warm_clothes"))


def _mobilised(seen: _Seen) -> tuple[int, int]:
    return int(_givers(seen.problem).sum()), len(seen.problem["donors"])


def _lasting(seen: _Seen) -> tuple[int, int]:
    giving = _givers(seen.problem)
    since = seen.problem["donors"]["since"]
    old = (since != MISSING) & (since <= seen.problem.reference_date.year - LASTING_YEARS)
    return int((giving & old).sum()), int(giving.sum())


def _among(seen: _Seen, children: Flags, needs: Flags) -> tuple[int, int]:
    """Return how many of the children with one of the needs receive any of them, and how many there are."""
    wanting = children & seen.children(needs)
    return int((wanting & seen.children(needs & (seen.served > 0))).sum()), int(wanting.sum())


def _givers(problem: Problem) -> Flags:
    donor = problem["offers"]["donor"].astype(np.int64)
    giving = np.zeros(len(problem["donors"]), dtype=np.bool_)
    giving[donor[donor >= 0]] = True
    return giving


_COUNTS: Mapping[str, Callable[[_Seen], tuple[int, int]]] = {
    "tracked": _tracked,
    "helped": _helped,
    "introduced": _introduced,
    "health": _health,
    "play": _play,
    "warm_clothes": _warm_clothes,
    "mobilised": _mobilised,
    "lasting": _lasting,
}
