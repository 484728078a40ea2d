"""Changes after which a need is served more: each applied, re-solved on the part it touches, and audited on the whole."""

from dataclasses import dataclass
from typing import Any

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.explanation.remedy_cases import Idea
from matching.explanation.remedy_ideas import ideas
from matching.explanation.standing import Standing
from matching.explanation.trying import Question, Solve, Trial, Tried, trial_of
from matching.intake.changes import Change
from matching.plan.audit_report import Value
from matching.problem.policy import MINIMISED, Policy


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
    rest_kept
        Whether it was tried with the plan for other communes kept as it is, instead of planned again.
    """

    code: str
    changes: tuple[Change, ...]
    subject: str
    number: int
    cost: int
    served: int
    worse: tuple[int, ...]
    rest_kept: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        told = {name: getattr(self, name) for name in ("code", "subject", "number", "cost", "served")}
        changes = [change.to_dict() for change in self.changes]
        return told | {"worse": list(self.worse), "rest_kept": self.rest_kept, "changes": changes}


def remedies_of(
    question: Question, solve: Solve, most: int = 1, *, whole: bool | None = None
) -> tuple[Remedy, ...]:
    """Return remedies that were seen to serve a need more, the cheapest first.

    Parameters
    ----------
    question
        The need and the plan that leaves it unmet.
    solve
        Solves a problem under a policy.
    most
        So many remedies are enough; ideas are tried from the cheapest on.
    whole
        Whether all communes are planned again, or only that of the need with the rest of the plan kept; by default
        told by the size of what hangs together with the need.
    """
    found: list[Remedy] = []
    facts = Facts(question.problem, question.plan, question.policy, question.seed)
    trial = trial_of(question, solve, whole)
    for idea in ideas(Standing(facts), question.need, question.offer):
        best = _least(trial, idea)
        remedy = None if best is None else _judged(question, idea, best, rest_kept=trial.rest is not None)
        if remedy is not None:
            found.append(remedy)
        if len(found) >= most:
            break
    return tuple(sorted(found, key=lambda one: (one.cost, one.number)))


def _least(trial: Trial, idea: Idea) -> Tried | None:
    """Return the least number of an idea that was seen to help, searched between its smallest and its largest."""
    first = trial.of(idea, idea.smallest)
    if first is not None or idea.largest <= idea.smallest:
        return first
    best = trial.of(idea, idea.largest)
    low, high, grain = idea.smallest, idea.largest, max(idea.grain, 1)
    while best is not None and high - low > grain:
        middle = (low + high) // 2
        middle -= middle % grain if middle - middle % grain > low else 0
        found = trial.of(idea, middle)
        if found is None:
            low = middle
        else:
            high, best = middle, found
    return best


def _judged(question: Question, idea: Idea, best: Tried, *, rest_kept: bool) -> Remedy | None:
    """Return what helped, unless the audit finds a rule broken by the whole plan."""
    changed, plan = best.whole()
    report = audit(changed, plan, question.policy, question.seed, None)
    if report.verdict == "violated":
        return None
    worse = tuple(
        number
        for number, (old, new) in enumerate(zip(question.report.goals, report.goals, strict=True))
        if _worse(question.policy, number, old.value, new.value)
    )
    told = idea.code, best.changes, idea.subject, best.number, idea.cost(best.number)
    return Remedy(*told, best.served, worse, rest_kept)


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
