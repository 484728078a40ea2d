"""What the audit knows of a criterion: its value on any plan, and the objectives that prove a plan best by it."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.auditing.facts import Facts
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.rows import Part
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


@dataclass(frozen=True, slots=True)
class Definition:
    """One criterion.

    Parameters
    ----------
    value
        Value of a goal on a plan, without a solver; ``None`` where nothing can be measured.
    stages
        Columns and objectives of a goal on the reference program, told its position in the policy.
    """

    value: Callable[[Facts, Goal], Value]
    stages: Callable[[Core, Goal, int], tuple[Part, tuple[Stage, ...]]]
