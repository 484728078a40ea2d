"""What can be said of one need: served by whom and why, or why not, with evidence that can be checked."""

from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from matching.auditing.facts import Facts
from matching.explanation.evidence import Nearest, nearest_stock
from matching.explanation.grounds import Effect, Gift, Precedence, effects, gifts, precedences
from matching.explanation.remedies import Remedy
from matching.explanation.standing import Standing
from matching.plan.allocation import Allocation
from matching.plan.any_certificate import AnyCertificate
from matching.plan.result import Unmet
from matching.problem.hashing import chances
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING, Reason


@dataclass(frozen=True)
class Explanation:
    """Why one need is met, or why units of it are not.

    Parameters
    ----------
    need, kind, commune
        Its opaque id, its kind, and ``vintage:code`` of its commune.
    asked, served
        Units it asks for, and units it is given.
    reason
        The one reason of all unmet units (see ``Reason``); ``None`` where it is met in full.
    goal
        Position of the goal that preferred others, ``None`` where none did.
    nearest
        The stock that came nearest, ``None`` where there is none.
    gifts
        What it is given.
    effects
        What one unit less would do to every goal, where it is given any beyond promises.
    precedences
        Needs that could have had its units, by the goal or draw that put this need first.
    chance
        Its chance in the lottery: the higher one wins.
    remedies
        Changes after which it is served more, each tried on the problem, the cheapest first; ``None`` if not asked for.
    policy
        The policy, whose goals the positions speak of.
    """

    need: str
    kind: str
    commune: str
    asked: int
    served: int
    reason: str | None
    goal: int | None
    nearest: Nearest | None
    gifts: tuple[Gift, ...]
    effects: tuple[Effect, ...]
    precedences: tuple[Precedence, ...]
    chance: int
    remedies: tuple[Remedy, ...] | None
    policy: Policy

    @property
    def unmet(self) -> int:
        """Units that are not met."""
        return max(self.asked - self.served, 0)

    @property
    def remedy(self) -> Remedy | None:
        """The cheapest remedy found."""
        return self.remedies[0] if self.remedies else None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON; goals are counted from 0."""
        names = [one.name for one in fields(Explanation) if one.name != "policy"]
        told = {name: plain(getattr(self, name)) for name in names}
        return told | {"unmet": self.unmet, "policy": self.policy.name}


def plain(value: Any) -> Any:
    """Return records as plain data; fractions as text ``p/q``."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value


def need_row(problem: Problem, need: str) -> int:
    """Return the row of a need.

    Raises
    ------
    KeyError
        If there is no need with this id.
    """
    found = np.flatnonzero(problem["needs"]["need"] == need)
    if not len(found):
        raise KeyError(f"there is no need {need!r} in this problem")
    return int(found[0])


def explanation_of(
    problem: Problem,
    policy: Policy,
    seed: int,
    plan: Allocation,
    unmet: Unmet,
    need: str,
    certificate: AnyCertificate | None = None,
) -> Explanation:
    """Return the explanation of one need, remedies aside.

    Raises
    ------
    KeyError
        If there is no need with this id.
    """
    row = need_row(problem, need)
    standing = Standing(Facts(problem, plan, policy, seed), certificate)
    needs, facts = problem["needs"], standing.facts
    at = np.flatnonzero(unmet.need == row)
    reason, goal, offer = None, None, MISSING
    nearest = None
    if len(at):
        reason = ENUMERATIONS["Reason"][unmet.reason[at[0]]]
        goal = None if unmet.goal[at[0]] == MISSING else int(unmet.goal[at[0]])
        offer = int(unmet.offer[at[0]])
        nearest = None if reason == Reason.OVER else nearest_stock(standing, row, offer)
    own = np.flatnonzero((plan.need == row) & ~plan.promised)
    line = int(plan.line[own[0]]) if len(own) else MISSING
    commune = int(facts.commune[row])
    names = problem["communes"]
    return Explanation(
        need=need,
        kind=str(problem["kinds"]["kind"][needs["kind"][row]]),
        commune=f"{names['vintage'][commune]}:{names['code'][commune]}",
        asked=int(needs["quantity"][row]),
        served=int(facts.given[row]),
        reason=reason,
        goal=goal,
        nearest=nearest,
        gifts=gifts(facts, row),
        effects=effects(standing, row, line) if len(own) else (),
        precedences=precedences(standing, row, line) if len(own) and not policy.baseline else (),
        chance=int(chances(needs["need"][[row]], seed)[0]),
        remedies=None,
        policy=policy,
    )
