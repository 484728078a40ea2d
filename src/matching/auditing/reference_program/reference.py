"""The reference program of a plan: every rule, every goal, and the plan itself as a point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.packing import Integers, positions, sums
from matching.auditing.reference_program import (
    floor_rows,
    money_rows,
    rival_rows,
    sharing_rows,
    total_rows,
)
from matching.auditing.reference_program.core import Core, core_of, core_part
from matching.auditing.reference_program.coverage import HELPED, Cover, cover_of, group_rows, helped
from matching.auditing.reference_program.families import CHOICE, Family, values_of
from matching.auditing.reference_program.goal_parts import stages_of
from matching.auditing.reference_program.ground import Ground
from matching.auditing.reference_program.rows import (
    Rows,
    at_least,
    at_most,
    offsets,
    program_of,
    with_rows,
)
from matching.auditing.reference_program.stage import Stage
from matching.errors import OverflowRefusedError
from matching.plan.integer_program import IntegerProgram
from matching.problem.policy import Goal

RULES = (
    total_rows.slots,
    total_rows.reserve,
    money_rows.budget,
    total_rows.child_max,
    total_rows.child_min,
    total_rows.max_communes,
    money_rows.all_or_nothing,
    sharing_rows.unsplittable,
    sharing_rows.bundle,
    sharing_rows.exclusive,
    sharing_rows.cofunding,
    rival_rows.excludes_group,
    rival_rows.matches,
    floor_rows.floors,
)
"""What states the rules beyond the columns that all share."""

LARGEST = 2**60
"""Objectives of points stay below this number."""


@dataclass(frozen=True, eq=False, slots=True)
class Objective:
    """One thing that is maximised over the program.

    Parameters
    ----------
    goal, level
        Position in the policy, and of the level of a leximin goal.
    column, gain
        The columns that count, each once, and what a unit of each counts.
    columns
        How many columns the program has.
    constant
        What promises, and groups that nothing can change, contribute.
    value
        What the plan reaches, the constant included.
    kept
        What later objectives keep: the value, or less where a goal keeps a share of the best only.
    """

    goal: int
    level: int | None
    column: Integers
    gain: Integers
    columns: int
    constant: int
    value: int
    kept: int

    @property
    def coefficients(self) -> Integers:
        """What a unit of every column of the program counts; made anew, as leximin goals have many levels."""
        return sums(self.column, self.gain, self.columns)


@dataclass(frozen=True, eq=False)
class Reference:
    """The program of all rule-abiding plans and the objectives in the order of the policy.

    Parameters
    ----------
    program
        Every rule.
    objectives
        In order; each is maximal among the points of ``restricted`` when the plan is optimal.
    splits
        Per column when it is worth a split: 0 first, 2 last.
    plan
        The plan as a point.
    """

    program: IntegerProgram
    objectives: tuple[Objective, ...]
    splits: Integers
    plan: Integers
    _core: Core
    _families: tuple[Family, ...]
    _stages: tuple[Stage, ...]
    _rules: tuple[str, ...]

    def restricted(self, position: int) -> IntegerProgram:
        """Return the program of the plans that keep the objectives before a position at the plan's value."""
        rows: list[Rows] = []
        for number in range(position):
            rows += [*self.before(number), *self.after(number)]
        return self.grown(self.program, [*rows, *self.before(position)])

    def before(self, position: int) -> tuple[Rows, ...]:
        """Return the rows that hold from an objective on; none after the last."""
        return self._stages[position].before if position < len(self._stages) else ()

    def rows_before(self, position: int) -> IntegerProgram:
        """Return the rows that hold from an objective on, alone."""
        nothing = np.zeros(0, dtype=np.int64)
        bare = replace(
            self.program, row_start=np.zeros(1, dtype=np.int64), column=nothing, coefficient=nothing,
            row_lower=nothing, row_upper=nothing,
        )  # fmt: skip
        return self.grown(bare, self.before(position))

    def keeps(self, position: int) -> bool:
        """Return whether later objectives keep this one by a row of its own."""
        return self._stages[position].after is None

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The goals of the policy."""
        return self._core.ground.facts.policy.goals

    def after(self, position: int, bound: int | None = None) -> tuple[Rows, ...]:
        """Return the rows that hold once an objective is proved: it keeps its value, and no more than a bound, if told."""
        stage, objective = self._stages[position], self.objectives[position]
        kept = (_kept(stage, objective),) if stage.after is None else stage.after
        if bound is None:
            return kept
        return (*kept, at_most("goal", np.array([bound], dtype=np.int64), *stage.gains))

    def grown(self, program: IntegerProgram, rows: Sequence[Rows]) -> IntegerProgram:
        """Return a program with further rows below its own."""
        return with_rows(program, self._families, rows)

    def keeping(self, position: int, total: int) -> "Reference":
        """Return the reference whose objectives after a position keep this total of it."""
        objectives = list(self.objectives)
        objectives[position] = replace(objectives[position], kept=total)
        return replace(self, objectives=tuple(objectives))

    def rules(self) -> tuple[str, ...]:
        """Return the rule that every row of the program states."""
        return self._rules

    @property
    def is_continuous(self) -> bool:
        """Whether no rule asks for a choice between yes and no, so that fractions of units make sense."""
        return not any(one.split == CHOICE and len(one) for one in self._families if one.name != HELPED)

    def served(self, goal: Goal) -> tuple[Cover, Integers]:
        """Return the groups of a grouped goal, and the column of the program behind every member of the cover."""
        cover = cover_of(self._core, goal)
        return cover, cover.member + offsets(self._families)[cover.family]

    def groups(self, goal: Goal) -> tuple[Integers, Integers]:
        """Return the rows of ``communes`` and ``kinds`` of a grouped goal's groups, in the order of its cover."""
        return group_rows(self._core, goal)

    def lines(self, units: Integers) -> tuple[Integers, Integers, Integers]:
        """Return stock row, need and units of what the columns of pairs carry, the first columns of every point."""
        pairs, names = self._core.pairs, self._core.ground.names
        given = np.flatnonzero(units[: len(pairs)])
        return names.lines[pairs.line[given]], names.needs[pairs.need[given]], units[given]

    def point(self, facts: Facts) -> Integers:
        """Return a plan of the same problem and promises as a point of the program.

        Raises
        ------
        ValueError
            If the plan gives units where no column is: to a pair that may not get any.
        """
        return _point(self._core, self._families, facts)


def reference_program(facts: Facts) -> Reference:
    """Return the reference program of a problem, with the promises of a plan and its values.

    Raises
    ------
    OverflowRefusedError
        If there are too many pairs, or numbers too large for exact arithmetic.
    ValueError
        If the plan gives units to a pair that may not get any.
    """
    core = core_of(Ground(facts))
    parts = [core_part(core), *(rule(core) for rule in RULES), helped(core)]
    stages: list[Stage] = []
    for number, goal in enumerate(facts.policy.goals):
        part, own = stages_of(core, number, goal)
        parts.append(part)
        stages += own
    families = tuple(family for part in parts for family in part.families)
    rows = [one for part in parts for one in part.rows]
    program = program_of(families, rows)
    point = _point(core, families, facts)
    splits = np.concatenate([np.full(len(one), one.split, dtype=np.int64) for one in families])
    rules = tuple(name for one in rows for name in [one.rule] * len(one))
    objectives = tuple(_objective(stage, families, program, point) for stage in stages)
    return Reference(program, objectives, splits, point, core, families, tuple(stages), rules)


def _objective(
    stage: Stage, families: tuple[Family, ...], program: IntegerProgram, point: Integers
) -> Objective:
    start = offsets(families)
    empty = np.zeros(0, dtype=np.int64)
    column = np.concatenate([empty, *(entry.member + start[entry.family] for entry in stage.gains)])
    gain = np.concatenate([empty, *(entry.coefficient for entry in stage.gains)])
    if float((np.abs(gain.astype(np.float64)) * program.upper[column]).sum()) >= LARGEST:
        raise OverflowRefusedError("a goal can exceed 2**60")
    value = stage.constant + int((gain * point[column]).sum())
    return Objective(stage.goal, stage.level, column, gain, program.columns, stage.constant, value, value)


def _kept(stage: Stage, objective: Objective) -> Rows:
    value = np.array([objective.kept - objective.constant], dtype=np.int64)
    return at_least("goal", value, *stage.gains)


def _point(core: Core, families: tuple[Family, ...], facts: Facts) -> Integers:
    ground, plan, pairs = core.ground, facts.allocation, core.pairs
    size = len(ground.names.needs)
    fresh = np.flatnonzero(~plan.promised & (plan.quantity != 0))
    line = ground.numbers(ground.names.lines)[plan.line[fresh]]
    need = ground.numbers(ground.names.needs)[plan.need[fresh]]
    place = positions(pairs.line * size + pairs.need, line * size + need)
    if (place < 0).any():
        raise ValueError("the plan gives units to a pair that may not get any")
    known = values_of(families, sums(place, plan.quantity[fresh], len(pairs)))
    return np.concatenate([known[family.name] for family in families])
