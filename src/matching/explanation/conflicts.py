"""Which rules clash when no plan can keep them all, and what the least changes are that would end it."""

from dataclasses import dataclass
from functools import cache

from matching.errors import OverflowRefusedError, SolverError
from matching.explanation.conflict_search import FEW, ConflictSearch
from matching.explanation.failing_groups import failing_groups
from matching.explanation.feasibility import Asking, OutOfTimeError, asking
from matching.explanation.relaxations import (
    LOWERED,
    RAISED,
    Relaxation,
    all_relaxations,
    floor_bound,
    loosened_floors,
)
from matching.explanation.row_filter import sifted
from matching.explanation.rule_uses import RuleUse, money_uses, row_of, rule_uses, without
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

NUMBERED = frozenset((*LOWERED, *RAISED, "budget", "visit_cost", "setup_cost"))
"""Rules of an offer that are a number."""


@dataclass(frozen=True, slots=True)
class Clashing:
    """One rule of a conflict.

    Parameters
    ----------
    rule, subject
        The rule, and whose it is: the id of an offer, need, bundle or group, or the number of a row of ``floors`` from 0.
    column
        ``minimum`` or ``maximum`` of a floor, else the rule's name.
    number
        The rule's own number (of a floor the minimum where that clashes, else the maximum), None for rules without one.
    reachable
        For a floor's minimum: the most that can be given while the other rules of the conflict hold; else None.
    groups
        For a floor over each group of a sort: the fewest groups in which it cannot hold beside the other rules.
    """

    rule: str
    subject: str
    column: str
    number: int | None = None
    reachable: int | None = None
    groups: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the rule, whose it is, its number and the groups in which it fails."""
        subject = f"row {int(self.subject) + 1}" if self.rule == "floors" else self.subject
        column = f"{self.column} " if self.rule == "floors" else ""
        number = "" if self.number is None else f" ({column}{self.number:,})"
        place = f" in {', '.join(self.groups)}" if self.groups else ""
        return " ".join(part for part in (self.rule, subject) if part) + number + place


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot all hold with the stock, money, needs, slots and promises there are.

    Parameters
    ----------
    rules
        The smallest set found in which the rules cannot all hold.
    irreducible
        Whether leaving out any one of them ends the conflict between them; False where time ran out before.
    relaxations
        Single changes after which *all* rules of the problem can hold, those that change least first; empty where one
        change is not enough.
    together
        Where no single change is enough: floors lowered and ceilings raised together, by the fewest units.
    complete
        Whether all changes were tried; False where time ran out before.
    another
        Where no changes were found: what else clashes in the problem without these rules.
    """

    rules: tuple[Clashing, ...]
    irreducible: bool
    relaxations: tuple[Relaxation, ...]
    together: tuple[Relaxation, ...]
    complete: bool
    another: "Conflict | None" = None


def conflict_of(
    problem: Problem, policy: Policy, seed: int, *, time_limit: float = 10.0, infeasible: bool = False
) -> Conflict | None:
    """Return a smallest set of rules that clash, and the least changes that end all clashes.

    Parameters
    ----------
    problem, policy, seed
        The question that has no plan.
    time_limit
        Seconds after which what was found so far is returned.
    infeasible
        Whether it is known already that no plan exists, so that this is not asked again.

    Returns
    -------
    The conflict, or None where all rules can hold or the time was too short to know.
    """
    ask = asking(problem, policy, seed, time_limit)
    try:
        if not infeasible and ask.holds(ask.problem):
            return None
        return _conflict(ask, rule_uses(ask.problem), money_uses(ask.problem))
    except (OutOfTimeError, SolverError, OverflowRefusedError):
        return None


def _conflict(ask: Asking, uses: tuple[RuleUse, ...], money: tuple[RuleUse, ...]) -> Conflict:
    """Return the conflict; money is part of what there is, unless what there is cannot keep the promises."""
    search = _searched(ask, uses)
    if not search.smallest:
        search = _searched(ask, uses := uses + money)
    found = [use for use in uses if use in search.smallest]
    rules = tuple(_clashing(ask, use, found) for use in found)
    changes, complete = all_relaxations(ask, found, [use for use in money if use not in found])
    together: list[Relaxation] = []
    another = None
    try:
        together = [] if changes else loosened_floors(ask)
        if not (changes or together) and found and complete:
            another = _another(ask.about(without(ask.problem, found)), money)
    except OutOfTimeError:
        complete = False
    return Conflict(rules, search.irreducible, tuple(changes), tuple(together), complete, another)


def _another(ask: Asking, money: tuple[RuleUse, ...]) -> Conflict | None:
    return None if ask.holds(ask.problem) else _conflict(ask, rule_uses(ask.problem), money)


def _searched(ask: Asking, uses: tuple[RuleUse, ...]) -> ConflictSearch[RuleUse]:
    """Return the search at its end; floors that cannot hold by themselves are looked for first."""
    early = ask.until(0.6)

    @cache
    def clash(kept: frozenset[RuleUse]) -> bool:
        return not early.holds(without(ask.problem, [use for use in uses if use not in kept]))

    floors = [use for use in uses if use.rule == "floors"][:FEW]
    alone = next((use for use in floors if clash(frozenset({use}))), None)
    search = ConflictSearch(clash, sifted(early, uses) if alone is None else (alone,))
    search.run()
    return search


def _clashing(ask: Asking, use: RuleUse, members: list[RuleUse]) -> Clashing:
    offers, floors = ask.problem["offers"], ask.problem["floors"]
    if use.rule == "floors":
        row, reachable = int(use.subject), _reachable(ask, use, members)
        least = reachable is not None or floors["maximum"][row] == MISSING
        column = "minimum" if least else "maximum"
        groups = failing_groups(ask, _alone(ask, members), row)
        return Clashing(use.rule, use.subject, column, int(floors[column][row]), reachable, groups)
    if use.rule in NUMBERED:
        number = max(int(offers[use.rule][row_of(offers, use.subject)]), 0)
        return Clashing(use.rule, use.subject, use.rule, number)
    return Clashing(use.rule, use.subject, use.rule)


def _alone(ask: Asking, members: list[RuleUse]) -> Problem:
    """Return the problem with no rules but the members of the conflict."""
    return without(ask.problem, [one for one in rule_uses(ask.problem) if one not in members])


def _reachable(ask: Asking, use: RuleUse, members: list[RuleUse]) -> int | None:
    """Return the largest minimum of a floor beside the other members, None where its minimum is not what clashes."""
    try:
        bound = floor_bound(ask, _alone(ask, members), int(use.subject), "minimum")
    except OutOfTimeError:
        return None
    return None if bound is None else bound.new
