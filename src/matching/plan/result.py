"""The result of a run: outcome, plan, goal values, certificate, reasons, and what is needed to repeat it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import NoPlanError
from matching.plan.allocation import Allocation
from matching.plan.any_certificate import AnyCertificate
from matching.plan.audit_report import AuditReport
from matching.plan.coverage_tables import CoverageTable, coverage
from matching.plan.identity import plan_id
from matching.plan.outcome import GoalValue, Outcome
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Unmet:
    """Needs with units left, one row each.

    Parameters
    ----------
    need, quantity
        Row of ``needs``, and units left.
    reason
        Code of the one reason (see ``Reason``).
    goal
        Position of the goal of the policy that preferred others, ``MISSING`` where no goal did.
    offer
        Row of the offer that came nearest, ``MISSING`` where none can be named.
    """

    need: Integers
    quantity: Integers
    reason: NDArray[np.int8]
    goal: Integers
    offer: Integers


def unmet_without_evidence(need: Integers, quantity: Integers, reason: Integers) -> Unmet:
    """Return needs with units left whose reasons name no goal and no offer."""
    none = np.full(len(need), MISSING, dtype=np.int64)
    return Unmet(need, quantity, reason.astype(np.int8), none, none)


@dataclass(frozen=True, slots=True)
class UnusedMoney:
    """Cash offers with money left, one row each: offer, đồng, and the code of the reason (see ``UnusedReason``)."""

    offer: Integers
    amount: Integers
    reason: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Unused:
    """Goods and services with units left, one row each: stock row, units, and the code of the reason (see ``UnusedReason``).

    Parameters
    ----------
    line, quantity, reason
        Stock row, units, and why.
    money
        What is left of cash offers, whose stock rows are never told in units: all of them would spend the same money.
    """

    line: Integers
    quantity: Integers
    reason: NDArray[np.int8]
    money: UnusedMoney


@dataclass(frozen=True)
class Result:
    """Everything about one run; frozen, pickles, never a half answer.

    Parameters
    ----------
    problem, policy, seed
        What was asked.
    outcome
        Four separate facts.
    allocation
        The plan's lines, or ``None``; read it through :attr:`plan`.
    goals
        Value and bound of each goal.
    certificate
        Proof for the audit, ``None`` for baselines.
    report
        What the audit found, ``None`` without a plan.
    unmet, unused
        What was not met and not used, each with a reason.
    versions
        Version of the library, of Python and of every package that took part.
    seconds
        Time of each step, for information.
    """

    problem: Problem
    policy: Policy
    seed: int
    outcome: Outcome
    allocation: Allocation | None
    goals: tuple[GoalValue, ...]
    certificate: AnyCertificate | None
    report: AuditReport | None
    unmet: Unmet
    unused: Unused
    versions: Mapping[str, str]
    seconds: Mapping[str, float]

    def __reduce__(self) -> tuple[Any, ...]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return (
            _rebuilt,
            (type(self), values | {name: dict(values[name]) for name in ("versions", "seconds")}),
        )

    @property
    def plan(self) -> Allocation:
        """The plan's lines.

        Raises
        ------
        NoPlanError
            If there is no plan.
        """
        if self.allocation is None:
            raise NoPlanError(
                f"there is no plan: stopped because {self.outcome.stop}, {self.outcome.feasibility}"
            )
        return self.allocation

    @property
    def plan_id(self) -> str:
        """SHA-256 over input, policy and seed: the same question has the same id."""
        return plan_id(self.problem, self.policy, self.seed)

    def coverage(self, by: str = "commune") -> CoverageTable:
        """Return units needed and met per group (``commune``, ``kind``, ``zone``, ``sex``, ``ethnic_minority``, …)."""
        return coverage(self.problem, self.plan.per_need(self.problem), by)


def _rebuilt(kind: type[Result], values: dict[str, Any]) -> Result:
    frozen: dict[str, Any] = {
        name: MappingProxyType(value) if isinstance(value, dict) else value for name, value in values.items()
    }
    return kind(**frozen)
