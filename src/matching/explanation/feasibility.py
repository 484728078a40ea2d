"""Can a problem's rules all hold, and how much of something can there be at most? Asked of the integer program."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.engines.exact_rows import is_point
from matching.engines.integer_program import solve_integer_program
from matching.formulation.canonical_order import canonical
from matching.formulation.integer_assembly import formulate_integer
from matching.formulation.program_desk import Desk
from matching.plan.integer_program import IntegerProgram
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


class OutOfTimeError(Exception):
    """The deadline passed before the solver knew."""


@dataclass(frozen=True, eq=False)
class Asking:
    """What all questions about one problem share.

    Parameters
    ----------
    problem
        The problem in canonical order.
    policy
        A policy of one plain goal: rules bind whatever is wanted, and other goals only make programs larger.
    seed
        Seed of the tie lottery.
    deadline
        Moment of ``time.monotonic()`` after which nothing more is solved.
    """

    problem: Problem
    policy: Policy
    seed: int
    deadline: float

    def until(self, share: float) -> "Asking":
        """Return the same with an earlier deadline, at a share of the time left."""
        now = time.monotonic()
        return replace(self, deadline=now + share * (self.deadline - now))

    def about(self, problem: Problem) -> "Asking":
        """Return the same about another problem in the same order."""
        return replace(self, problem=problem)

    def desk(self, problem: Problem) -> Desk:
        """Return the program of a problem in the same order, still open."""
        self.seconds()
        return formulate_integer(problem, self.policy, self.seed).desk

    def holds(self, problem: Problem) -> bool:
        """Return whether the rules of a problem in the same order can all hold; giving nothing more is tried first."""
        program = self.desk(problem).builder.build()
        if is_point(program, program.lower):
            return True
        return self.most(program, np.zeros(program.columns, dtype=np.int64)) is not None

    def most(self, program: IntegerProgram, objective: Integers) -> int | None:
        """Return the largest objective, or None where there is no point."""
        point = self.best_point(program, objective)
        return None if point is None else int(objective @ point)

    def best_point(self, program: IntegerProgram, objective: Integers) -> Integers | None:
        """Return a point of largest objective, or None where there is no point."""
        solution = solve_integer_program(program, objective, time_limit=self.seconds())
        if solution.infeasible:
            return None
        if not solution.proved_optimal:
            raise OutOfTimeError
        return solution.point

    def seconds(self) -> float:
        """Return the seconds left.

        Raises
        ------
        OutOfTimeError
            If there are none.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        return left


def asking(problem: Problem, policy: Policy, seed: int, time_limit: float) -> Asking:
    """Return what all questions about a problem share."""
    plain = replace(policy, goals=(Goal("units"),), baseline="")
    return Asking(canonical(problem, seed).problem, plain, seed, time.monotonic() + time_limit)


def rows_about(desk: Desk, rule: str, subject: str) -> Sequence[int]:
    """Return the rows of a program that tell of a rule and whose it is."""
    return [row for row, told in enumerate(desk.builder.told_rules()) if told == (rule, subject)]


def row_terms(program: IntegerProgram, row: int) -> list[tuple[Integers, int | Integers]]:
    """Return a row of a program as terms of a new one."""
    inside = slice(program.row_start[row], program.row_start[row + 1])
    return [(program.column[inside], program.coefficient[inside])]
