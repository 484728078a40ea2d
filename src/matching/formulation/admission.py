"""Who may receive what: every distinct wish evaluated once, on situations instead of children."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.alike_needs import Situations
from matching.formulation.attributes import NeedAttributes, holds
from matching.formulation.open_demand import Demand
from matching.formulation.supply_lines import Line, Places, Window
from matching.problem.earmarks import Clause, Condition
from matching.problem.fitting import item_fits
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a line asks of a need except the place."""

    kind: int
    item: int
    window: Window
    shows_child: bool
    person: tuple[Condition, ...]
    refused: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """A clause of a line: its profile (number) and the communes it reaches."""

    profile: int
    communes: Integers


class Admission:
    """Evaluates profiles over situations and places over communes, each distinct one once."""

    def __init__(self, problem: Problem, demanded: Demand, situated: Situations) -> None:
        self.profiles: list[Profile] = []
        self._numbers: dict[Profile, int] = {}
        self._communes: dict[tuple[tuple[Condition, ...], tuple[int, ...]], Integers] = {}
        self._masks: dict[tuple[int, Condition], Mask] = {}
        self._problem = problem
        self._demanded = demanded
        self.situated = situated
        self._attributes = NeedAttributes(problem)
        self._places = Places(problem)
        self._fits = item_fits(problem)
        self._refused_communes, self._refused_needs = refusals(problem)
        self._of_kind = {
            kind: np.flatnonzero(situated.kind == kind) for kind in np.unique(situated.kind).tolist()
        }

    def reaches(self, line: Line) -> list[Reach]:
        """Return the profile and communes of every clause of a line."""
        return [Reach(self._profile(line, clause), self._reached(line, clause)) for clause in line.clauses]

    def place(self, clause: Clause) -> Mask:
        """Return, per commune, whether a clause's place conditions hold, refusals aside."""
        return self._places.mask(clause.place)

    def of_kind(self, kind: int) -> Integers:
        """Return the situations of a kind, rising."""
        return self._of_kind.get(kind, np.zeros(0, dtype=np.int64))

    def admits(self, profile: int) -> Mask:
        """Return which situations of its kind a profile admits, wherever they are."""
        mask = np.ones(len(self.of_kind(self.profiles[profile].kind)), dtype=np.bool_)
        for _, test in self.tests(self.profiles[profile]):
            mask &= test
        return mask

    def tests(self, asked: Profile) -> list[tuple[str, Mask]]:
        """Return the tests of a profile in the order in which a refusal is told, over the situations of its kind."""
        members = self.of_kind(asked.kind)
        rows = self.situated.representative[members]
        needs = self._problem["needs"]
        fits = self._fits[asked.item, self._demanded.item[rows]]
        meets = asked.window.meets(needs["window_from"][rows], needs["window_to"][rows])
        wishes = np.ones(len(members), dtype=np.bool_)
        for condition in asked.person:
            wishes &= self._mask(asked.kind, condition)
        visible = (
            self._demanded.showable[rows] == 1 if asked.shows_child else np.ones(len(members), dtype=np.bool_)
        )
        welcome = ~np.isin(rows, asked.refused)
        return [
            ("fit", fits),
            ("window", meets),
            ("earmark", wishes),
            ("consent", visible),
            ("refused", welcome),
        ]

    def _mask(self, kind: int, condition: Condition) -> Mask:
        key = (kind, condition)
        if key not in self._masks:
            rows = self.situated.representative[self.of_kind(kind)]
            self._masks[key] = holds(condition, self._attributes.column(condition.field)[rows])
        return self._masks[key]

    def _profile(self, line: Line, clause: Clause) -> int:
        refused = self._refused_needs.get(line.offer, ())
        profile = Profile(line.kind, line.item, line.window, line.shows_child, clause.person, refused)
        if profile not in self._numbers:
            self._numbers[profile] = len(self.profiles)
            self.profiles.append(profile)
        return self._numbers[profile]

    def _reached(self, line: Line, clause: Clause) -> Integers:
        refused = self._refused_communes.get(line.offer, ())
        key = (clause.place, refused)
        if key not in self._communes:
            mask = self._places.mask(clause.place).copy()
            mask[list(refused)] = False
            self._communes[key] = np.flatnonzero(mask)
        return self._communes[key]


def refusals(problem: Problem) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """Return, per offer, the communes and the needs that its quotes refuse, rising."""
    quotes = problem["quotes"]
    communes: dict[int, set[int]] = {}
    needs: dict[int, set[int]] = {}
    for row in np.flatnonzero(quotes["refused"] == 1).tolist():
        offer, need, commune = (int(quotes[name][row]) for name in ("offer", "need", "commune"))
        if need != MISSING:
            needs.setdefault(offer, set()).add(need)
        else:
            communes.setdefault(offer, set()).add(commune)
    return _sorted(communes), _sorted(needs)


def _sorted(sets: dict[int, set[int]]) -> dict[int, tuple[int, ...]]:
    return {offer: tuple(sorted(rows)) for offer, rows in sets.items()}
