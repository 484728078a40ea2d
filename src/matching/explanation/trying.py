"""Changes tried: applied, and the part of the problem that they touch planned again by the policy itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.errors import (
    InfeasibleError,
    NoPlanError,
    NotANetworkError,
    OverflowRefusedError,
    SolverError,
)
from matching.explanation.affected_part import kinds_together, part_of
from matching.explanation.remedy_cases import Idea
from matching.explanation.rest_kept import RestKept, can_keep_rest, rest_kept
from matching.intake.changes import Change, changed_problem
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.audit_report import AuditReport
from matching.plan.draft import Draft
from matching.problem.people import communes_of_needs
from matching.problem.policy import Policy
from matching.problem.problem import Problem

LARGE = 5_000
"""Needs that hang together beyond which only one commune is planned again."""

UNANSWERED = (InfeasibleError, NoPlanError, NotANetworkError, OverflowRefusedError, SolverError)
"""What a solver may answer to a change instead of a plan; a change that cannot be made is a mistake of ours and is told."""

Solve = Callable[..., Draft]
"""Plans a problem under a policy: ``solve(problem, policy, seed=…)``; what comes of it is audited as a whole."""


@dataclass(frozen=True, eq=False)
class Question:
    """A need that a plan leaves unmet.

    Parameters
    ----------
    problem, policy, seed, plan
        What was asked, and the plan.
    report
        What the audit found of it.
    need, offer
        Row of the need, and of the offer that came nearest.
    """

    problem: Problem
    policy: Policy
    seed: int
    plan: Allocation
    report: AuditReport
    need: int
    offer: int

    @property
    def served(self) -> int:
        """Units that the need has."""
        return int(self.plan.quantity[self.plan.need == self.need].sum())


@dataclass(frozen=True, eq=False, slots=True)
class Tried:
    """A change after which the need is served more.

    Parameters
    ----------
    number, changes
        How much of an idea was tried, and the changes that it means.
    served
        Units that the need has.
    used
        How much of the number the plan makes use of.
    whole
        Makes the changed problem and its plan.
    """

    number: int
    changes: tuple[Change, ...]
    served: int
    used: int
    whole: Callable[[], tuple[Problem, Allocation]]


@dataclass(frozen=True, eq=False, slots=True)
class Again:
    """A changed problem, or its part, planned again, with the row of the need in it.

    Parameters
    ----------
    problem, plan
        What was planned, and how.
    need
        Row of the need.
    whole
        Makes the changed problem and its plan.
    """

    problem: Problem
    plan: Allocation
    need: int
    whole: Callable[[], tuple[Problem, Allocation]]


@dataclass(frozen=True, eq=False)
class Trial:
    """A question, and the part of the problem on which changes are tried; without one it is found after each change."""

    question: Question
    solve: Solve
    rest: RestKept | None

    def of(self, idea: Idea, number: int) -> Tried | None:
        """Return what came of an idea, ``None`` where the policy, asked again, serves the need no more than before."""
        changes, asked = idea.changes(number), self.question
        try:
            again = self._again(changes) if self.rest is None else self._beside(self.rest, changes)
        except UNANSWERED:
            return None
        served = int(again.plan.quantity[again.plan.need == again.need].sum())
        if served <= asked.served:
            return None
        used = number
        if idea.used is not None:
            used = min(number, idea.used(Facts(again.problem, again.plan, asked.policy, asked.seed)))
        return Tried(number, changes, served, used, again.whole)

    @property
    def needs(self) -> int:
        """How many needs are planned again."""
        if self.rest is not None:
            return len(self.rest.need)
        problem = self.question.problem
        kind = int(problem["needs"]["kind"][self.question.need])
        return int(kinds_together(problem, self.question.policy, kind)[problem["needs"]["kind"]].sum())

    def _again(self, changes: tuple[Change, ...]) -> Again:
        """Plan all needs again that hang together with the one asked about."""
        asked = self.question
        changed = changed_problem(asked.problem, changes)
        kinds = kinds_together(changed, asked.policy, int(changed["needs"]["kind"][asked.need]))
        inside = self.solve(part_of(changed, kinds), asked.policy, seed=asked.seed).allocation
        plan = _joined(asked, changed, inside, kinds)
        return Again(changed, plan, asked.need, lambda: (changed, plan))

    def _beside(self, rest: RestKept, changes: tuple[Change, ...]) -> Again:
        """Plan the commune of the need again, the rest of the plan being kept."""
        asked = self.question
        part = changed_problem(rest.problem, changes)
        inside = self.solve(part, asked.policy, seed=asked.seed).allocation

        def whole() -> tuple[Problem, Allocation]:
            changed = changed_problem(asked.problem, changes)
            return changed, rest.joined(changed, asked.plan, inside)

        return Again(part, inside, int(np.searchsorted(rest.need, asked.need)), whole)


def trial_of(question: Question, solve: Solve, whole: bool | None) -> Trial:
    """Return how changes are tried: on all that hangs together with a need, or on its commune alone where that is large."""
    problem, needs = question.problem, question.problem["needs"]
    if whole is None or not whole:
        kinds = kinds_together(problem, question.policy, int(needs["kind"][question.need]))
        large = int(kinds[needs["kind"]].sum()) > LARGE if whole is None else True
        if large and can_keep_rest(question.policy):
            commune = int(communes_of_needs(problem)[question.need])
            return Trial(question, solve, rest_kept(problem, question.plan, kinds, commune))
    return Trial(question, solve, None)


def _joined(question: Question, changed: Problem, inside: Allocation, kinds: NDArray[np.bool_]) -> Allocation:
    """Return the plan outside some kinds as it was, and inside as it was solved again."""
    old = question.plan
    outside = ~kinds[question.problem["needs"]["kind"][old.need]]
    own = kinds[changed["needs"]["kind"][inside.need]]
    columns = [
        np.concatenate([getattr(old, name)[outside], getattr(inside, name)[own]])
        for name in ("line", "need", "quantity", "promised")
    ]
    return allocation_of(changed, *columns)
