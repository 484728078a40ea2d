"""Changes after which a need is served more: each applied, re-solved on the part it touches, and audited on the whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.errors import DataError, MatchingError
from matching.explanation.affected_part import kinds_together, part_of
from matching.explanation.remedy_cases import Idea
from matching.explanation.remedy_ideas import ideas
from matching.explanation.standing import Standing
from matching.intake.changes import Change, changed_problem
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.audit_report import AuditReport, Value
from matching.problem.policy import MINIMISED, Policy
from matching.problem.problem import Problem


class Solved(Protocol):
    """What a solver returns, as far as remedies read it."""

    @property
    def plan(self) -> Allocation:
        """The plan's lines."""
        ...


Solve = Callable[..., Solved]
"""Solves a problem under a policy: ``solve(problem, policy, seed=…)``."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change of the input after which the policy itself serves a need more; it was tried.

    Parameters
    ----------
    code
        What is done: see ``docs/explanations.md``.
    changes
        The change in the language of :mod:`matching.intake.changes`, ready for ``what_if``.
    subject
        Whose rule is loosened: the id of an offer or need, or ``vintage:code`` of a commune; empty where nobody's.
    number
        How many units, đồng, slots or communes more (or fewer), 0 where a rule is given up.
    cost
        What it costs in đồng at reference prices; 0 where a rule is loosened.
    served
        Units that the need has afterwards.
    worse
        Positions of goals whose values are worse afterwards, while some earlier goal or the need itself gains.
    """

    code: str
    changes: tuple[Change, ...]
    subject: str
    number: int
    cost: int
    served: int
    worse: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        told = {name: getattr(self, name) for name in ("code", "subject", "number", "cost", "served")}
        changes = [change.to_dict() for change in self.changes]
        return told | {"worse": list(self.worse), "changes": changes}


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


def remedies_of(question: Question, solve: Solve, most: int = 1) -> tuple[Remedy, ...]:
    """Return remedies that were seen to serve a need more, the cheapest first.

    Parameters
    ----------
    question
        The need and the plan that leaves it unmet.
    solve
        Solves a problem under a policy.
    most
        So many remedies are enough; ideas are tried from the cheapest on.
    """
    found: list[Remedy] = []
    facts = Facts(question.problem, question.plan, question.policy, question.seed)
    for idea in ideas(Standing(facts), question.need, question.offer):
        remedy = _least(question, solve, idea)
        if remedy is not None:
            found.append(remedy)
        if len(found) >= most:
            break
    return tuple(sorted(found, key=lambda one: (one.cost, one.number)))


def _least(question: Question, solve: Solve, idea: Idea) -> Remedy | None:
    """Return the least number of an idea that was seen to help, searched between its smallest and its largest."""
    first = tried(question, solve, idea, idea.smallest)
    if first is not None or idea.largest <= idea.smallest:
        return first
    best = tried(question, solve, idea, idea.largest)
    low, high = idea.smallest, idea.largest
    while best is not None and high - low > max(idea.grain, 1):
        middle = (low + high) // 2
        middle -= middle % max(idea.grain, 1) if middle - middle % max(idea.grain, 1) > low else 0
        found = tried(question, solve, idea, middle)
        if found is None:
            low = middle
        else:
            high, best = middle, found
    return best


def tried(question: Question, solve: Solve, idea: Idea, number: int) -> Remedy | None:
    """Return the remedy if the policy, asked again, serves the need more and the audit finds no rule broken."""
    changes = idea.changes(number)
    try:
        changed = changed_problem(question.problem, changes)
        kinds = kinds_together(changed, question.policy, int(changed["needs"]["kind"][question.need]))
        part = part_of(changed, kinds)
        inside = solve(part, question.policy, seed=question.seed).plan
    except (DataError, MatchingError, ValueError):
        return None
    plan = _joined(question, changed, inside, kinds)
    served = int(plan.quantity[plan.need == question.need].sum())
    if served <= question.served:
        return None
    report = audit(changed, plan, question.policy, question.seed, None)
    if report.verdict == "violated":
        return None
    worse = tuple(
        number
        for number, (old, new) in enumerate(zip(question.report.goals, report.goals, strict=True))
        if _worse(question.policy, number, old.value, new.value)
    )
    return Remedy(idea.code, changes, idea.subject, number, idea.cost(number), served, worse)


def _joined(question: Question, changed: Problem, inside: Allocation, kinds: Any) -> Allocation:
    """Return the plan outside some kinds as it was, and inside as it was solved again."""
    old = question.plan
    outside = ~kinds[question.problem["needs"]["kind"][old.need]]
    own = kinds[changed["needs"]["kind"][inside.need]]
    columns = [
        np.concatenate([getattr(old, name)[outside], getattr(inside, name)[own]])
        for name in ("line", "need", "quantity", "promised")
    ]
    return allocation_of(changed, *columns)


def _worse(policy: Policy, goal: int, old: Value, new: Value) -> bool:
    """Return whether a value is worse than before; coverages are compared lowest first."""
    if old is None or new is None:
        return False
    if isinstance(old, tuple) and isinstance(new, tuple):
        for (units, size), (later, later_size) in zip(old, new, strict=False):
            if units * later_size != later * size:
                return later * size < units * later_size
        return len(new) < len(old)
    assert not isinstance(old, tuple)
    assert not isinstance(new, tuple)
    return new > old if policy.goals[goal].measure in MINIMISED else new < old
