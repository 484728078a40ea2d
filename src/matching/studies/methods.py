"""Plans of another method: the pairs it may choose among, and its plan judged as the library judges its own."""

import numpy as np
from numpy.typing import NDArray

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.auditing.pairs import admissible
from matching.doors import Result
from matching.errors import OverflowRefusedError
from matching.explanation.ranking import preferences
from matching.explanation.reasons import unmet_needs
from matching.explanation.short_budgets import short_budgets
from matching.explanation.unused import unused_gifts
from matching.formulation.assembly import formulate
from matching.formulation.canonical_order import canonical
from matching.package_versions import versions
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.goal_values import goal_values
from matching.plan.outcome import Feasibility, Outcome, Proof, StopReason
from matching.problem.drawn_promises import promises
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.studies.questions import policy_of
from matching.timing import Stopwatch

Integers = NDArray[np.int64]

MOST_PAIRS = 50_000_000
"""Most pairs of a stock row and a need of one kind that are written out one by one."""


def admissible_pairs(problem: Problem) -> tuple[Integers, Integers]:
    """Return every pair that may be served at all: rows of ``stock`` and of ``needs``, ordered by both.

    Kind, fit, the donor's wishes, windows, consent, refusals and confirmation are looked at; limits are not.

    Raises
    ------
    OverflowRefusedError
        If there are too many pairs to write them out.
    """
    facts = Facts(problem, _promised(problem), policy_of("utilitarian"), 0)
    wanted, held = problem["needs"]["kind"], problem["stock"]["kind"]
    of_kind = {kind: np.flatnonzero(wanted == kind) for kind in np.unique(held).tolist()}
    count = sum(len(of_kind[kind]) for kind in held.tolist())
    if count > MOST_PAIRS:
        raise OverflowRefusedError(f"{count:,} pairs are too many to be written out one by one")
    line = np.repeat(np.arange(len(held)), [len(of_kind[kind]) for kind in held.tolist()])
    need = np.concatenate([np.zeros(0, dtype=np.int64), *(of_kind[kind] for kind in held.tolist())])
    good = admissible(facts, line, need)
    return line[good], need[good]


def judged(
    problem: Problem,
    line: Integers,
    need: Integers,
    quantity: Integers,
    policy: str | Policy = "equal-coverage",
    *,
    seed: int = 0,
) -> Result:
    """Return a plan of another method as a result: audited, measured, comparable, without any proof.

    ``report`` tells every rule it breaks; a need that nobody could serve has its reason, the others were left by a rule of
    thumb. Promises are added; give only what the method hands out beyond them.

    Parameters
    ----------
    problem
        The question.
    line, need, quantity
        Rows of ``stock`` and of ``needs``, and whole units of each line of the plan.
    policy
        Its goals are valued, none is proved.
    seed
        Seed of the lottery, if the policy has one.

    Raises
    ------
    ValueError
        If the lines differ in number, name rows that do not exist, or hold negative units.
    """
    watch = Stopwatch()
    plan = _plan(problem, *(np.asarray(column) for column in (line, need, quantity)))
    chosen = policy_of(policy)
    report = audit(problem, plan, chosen, seed, None)
    watch.lap("audit")
    ordered, by_hand = canonical(problem, seed), policy_of("greedy")
    formed = formulate(ordered.problem, by_hand, seed)
    preferred = preferences(formed, by_hand, (), np.zeros(len(formed.network.tail), dtype=np.int64))
    unmet = short_budgets(problem, plan, chosen, seed, unmet_needs(problem, ordered, formed, plan, preferred))
    feasible = Feasibility.UNKNOWN if report.counts else Feasibility.FEASIBLE
    return Result(
        problem=problem,
        policy=chosen,
        seed=seed,
        outcome=Outcome(StopReason.FINISHED, feasible, Proof.NOT_PROVED, has_plan=True),
        allocation=plan,
        goals=goal_values(chosen, report),
        certificate=None,
        report=report,
        unmet=unmet,
        unused=unused_gifts(problem, ordered, formed, plan, chosen, seed),
        versions=versions(),
        seconds=watch.laps,
    )


def _plan(problem: Problem, line: NDArray[np.int64], need: Integers, quantity: Integers) -> Allocation:
    if not (line.ndim == 1 and line.shape == need.shape == quantity.shape):
        raise ValueError("line, need and quantity are columns of one length")
    rows = (("line", line, len(problem["stock"])), ("need", need, len(problem["needs"])))
    for name, column, size in (*rows, ("quantity", quantity, 1 << 53)):
        whole = np.issubdtype(column.dtype, np.integer) or not len(column)
        if not whole or bool(((column < 0) | (column >= size)).any()):
            raise ValueError(f"{name} holds whole numbers from 0 to {size - 1:,}")
    kept = promises(problem)
    return allocation_of(
        problem,
        np.concatenate([line, kept.line]).astype(np.int64),
        np.concatenate([need, kept.need]).astype(np.int64),
        np.concatenate([quantity, kept.quantity]).astype(np.int64),
        np.repeat([False, True], [len(line), len(kept.line)]),
    )


def _promised(problem: Problem) -> Allocation:
    none = np.zeros(0, dtype=np.int64)
    return _plan(problem, none, none, none)
