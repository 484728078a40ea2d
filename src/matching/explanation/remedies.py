"""Changes after which a need is served more: each applied, re-solved on the part it touches, and audited on the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.explanation.remedy_ideas import ideas
from matching.explanation.remedy_search import Helped, cheapest_first
from matching.explanation.standing import Standing
from matching.explanation.trying import Question, Solve, trial_of
from matching.intake.changes import Change
from matching.plan.audit_report import Value
from matching.problem.policy import MINIMISED, Policy

ASKED_OF: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (
            "drop_wish", "withdraw_refusal", "move_window", "lower_commune_min", "lower_child_min", "lower_reserve",
            "raise_commune_max", "raise_child_max", "raise_max_communes", "give_in_part", "share_child", "share_need",
            "leave_group", "give_unmatched",
        ),
        "donor",
    )
    | {"more_slots": "provider"}
)  # fmt: skip
"""Code of a remedy that costs no money → who has to agree to it."""


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
        How many units, đồng, slots or communes more, or how many are left of a reserve, lot or least; 0 where a rule is
        given up.
    cost
        What it costs in đồng at reference prices; 0 where a rule is loosened.
    served
        Units that the need has afterwards.
    worse
        Positions of goals whose values are worse afterwards, while some earlier goal or the need itself gains.
    rest_kept
        Whether it was tried with the plan for other communes kept as it is, instead of planned again.
    cheapest
        Whether every change that may cost less was tried; not so where the bound on the number of tries ended the search.
    """

    code: str
    changes: tuple[Change, ...]
    subject: str
    number: int
    cost: int
    served: int
    worse: tuple[int, ...]
    rest_kept: bool = False
    cheapest: bool = True

    @property
    def asks(self) -> str | None:
        """Who has to agree to what costs no money: ``donor``, ``provider``, or ``None`` where it is neither."""
        return ASKED_OF.get(self.code)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        told = {name: getattr(self, name) for name in ("code", "subject", "number", "cost", "served")}
        changes = [change.to_dict() for change in self.changes]
        told |= {"worse": list(self.worse), "rest_kept": self.rest_kept, "cheapest": self.cheapest}
        return told | {"changes": changes}


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
        So many remedies are enough; an idea is tried unless so many that cost no more than it could were found.
    whole
        Whether all communes are planned again, or only that of the need with the rest of the plan kept; by default
        told by the size of what hangs together with the need.
    """
    trial = trial_of(question, solve, whole)
    facts = Facts(question.problem, question.plan, question.policy, question.seed)
    found = cheapest_first(trial, tuple(ideas(Standing(facts), question.need, question.offer)), most)
    told: list[Remedy] = []
    for one in found.helped:
        remedy = _judged(question, one, rest_kept=trial.rest is not None, cheapest=found.complete)
        if remedy is not None:
            told.append(remedy)
        if len(told) >= most:
            break
    return tuple(told)


def _judged(question: Question, one: Helped, *, rest_kept: bool, cheapest: bool) -> Remedy | None:
    """Return what helped, unless the audit finds a rule broken by the whole plan."""
    idea, best = one.idea, one.tried
    changed, plan = best.whole()
    report = audit(changed, plan, question.policy, question.seed, None)
    if report.verdict == "violated":
        return None
    worse = tuple(
        number
        for number, (old, new) in enumerate(zip(question.report.goals, report.goals, strict=True))
        if _worse(question.policy, number, old.value, new.value)
    )
    told = idea.code, best.changes, idea.subject, idea.told(best.number), one.cost
    return Remedy(*told, best.served, worse, rest_kept, cheapest)


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
