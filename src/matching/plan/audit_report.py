"""What an audit finds: broken rules, goal values, and whether they are proved."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from matching.markup import html_table

Verdict = Literal["proved", "not proved", "violated"]

Value = int | Fraction | tuple[tuple[int, int], ...] | None
"""Value of a goal: a sum; the lowest coverage of a max-min; the coverages ``(u, D)`` of a leximin, lowest first."""

EXAMPLES = 20
"""Most violations told per rule."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a rule is broken or a claim is false.

    Parameters
    ----------
    rule
        Stable name of the rule; ``certificate`` and ``optimality`` for false claims.
    offers, needs
        Ids of the offers and needs concerned, possibly none.
    message
        One English sentence.
    """

    rule: str
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "rule": self.rule,
            "offers": list(self.offers),
            "needs": list(self.needs),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """What bounds a leximin goal at one group: no plan lifts all others above the bound and takes from none set aside.

    Groups that can get no more in any plan are set aside besides.

    Parameters
    ----------
    aside
        How many of the worst-off groups are set aside.
    value
        Lowest coverage of the others in the plan.
    bound
        Coverage that the others do not all exceed in such a plan; ``None`` where nothing is proved.
    """

    aside: int
    value: Fraction
    bound: Fraction | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON; fractions as text ``p/q``."""
        bound = None if self.bound is None else _text(self.bound)
        return {"aside": self.aside, "value": _text(self.value), "bound": bound}


def _text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


@dataclass(frozen=True, slots=True)
class GoalFinding:
    """The recomputed value of one goal.

    Parameters
    ----------
    goal
        Position in the policy.
    value
        Exact value of the plan, promised units included; ``None`` when nothing can be measured.
    proved
        Whether no feasible plan that keeps the earlier goals is better.
    why_not
        Why it is not proved; empty when it is.
    bound
        The best total, or lowest coverage, that the certificate leaves possible; ``None`` where it says nothing.
    steps
        For leximin, further groups from the worst-off up and what bounds them.
    """

    goal: int
    value: Value
    proved: bool
    why_not: str
    bound: int | Fraction | None = None
    steps: tuple[Step, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON; fractions as text ``p/q``."""
        value: Any = self.value
        if isinstance(value, Fraction):
            value = _text(value)
        elif isinstance(value, tuple):
            value = [list(pair) for pair in value]
        told: dict[str, Any] = {
            "goal": self.goal,
            "value": value,
            "proved": self.proved,
            "why_not": self.why_not,
        }
        if self.bound is not None:
            told["bound"] = _text(self.bound) if isinstance(self.bound, Fraction) else self.bound
        return told | ({"steps": [step.to_dict() for step in self.steps]} if self.steps else {})


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The outcome of an audit.

    Parameters
    ----------
    verdict
        ``violated`` when a rule is broken or a claim is false, ``proved`` when every goal is proved, else
        ``not proved``.
    violations
        At most :data:`EXAMPLES` of each rule, in the order of the rules.
    counts
        True number of violations of each broken rule.
    goals
        One finding per goal of the policy, none when the plan cannot be read at all.
    """

    verdict: Verdict
    violations: tuple[Violation, ...]
    counts: Mapping[str, int]
    goals: tuple[GoalFinding, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        return (AuditReport, (self.verdict, self.violations, dict(self.counts), self.goals))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "verdict": self.verdict,
            "violations": [violation.to_dict() for violation in self.violations],
            "counts": dict(self.counts),
            "goals": [goal.to_dict() for goal in self.goals],
        }

    def _repr_html_(self) -> str:
        if self.counts:
            return html_table(self.verdict, ("rule", "violations"), self.counts.items())
        told = [(one.goal + 1, "proved" if one.proved else one.why_not) for one in self.goals]
        return html_table(self.verdict, ("goal", "finding"), told)
