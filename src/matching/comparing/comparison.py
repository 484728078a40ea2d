"""Several policies on one problem: what each reaches, what it costs, and which cannot be asked."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matching.auditing.checking import audit
from matching.comparing.prices import EfficiencyPrice, FairnessPrice, efficiency_price, fairness_price
from matching.comparing.solver import Solve, proved
from matching.errors import InfeasibleError, MatchingError, NoPlanError, NotANetworkError
from matching.explanation.within_reach import reachable_units
from matching.measuring.amounts import Totals, totals
from matching.measuring.group_table import GroupTable, group_table
from matching.plan.audit_report import Value
from matching.plan.groupings import grouping_of
from matching.plan.result import Result
from matching.problem.policy import Disadvantage, Goal, Policy
from matching.problem.problem import Problem


class Standing(StrEnum):
    """What became of a policy."""

    PROVED = "proved"
    NOT_PROVED = "not_proved"
    REFUSED = "refused"
    INFEASIBLE = "infeasible"
    NO_PLAN = "no_plan"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy and what it reaches; what needs a plan is ``None`` without one.

    Parameters
    ----------
    policy, standing, why
        The policy, what became of it, and why there is no plan (empty with a plan).
    seconds
        Time taken, for information.
    result, table, kinds, totals
        The plan, the groups compared, coverage by kind, and the need met in all.
    values
        Value of every goal of the comparison, in its order, whatever the policy's own goals are.
    fairness, efficiency
        The two prices against the reference.
    """

    policy: Policy
    standing: Standing
    why: str
    seconds: float
    result: Result | None = None
    table: GroupTable | None = None
    kinds: GroupTable | None = None
    totals: Totals | None = None
    values: tuple[Value, ...] = ()
    fairness: FairnessPrice | None = None
    efficiency: EfficiencyPrice | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """Policies side by side.

    Parameters
    ----------
    problem, seed, by
        The question, and the groups compared.
    goals, index
        Every goal that any of the policies names, the lottery left out, and the index by which their targets rise (that
        of the first policy).
    reference
        Name of the policy that prices are told against.
    entries
        One per policy, in the order asked.
    """

    problem: Problem
    seed: int
    by: str
    goals: tuple[Goal, ...]
    index: Disadvantage
    reference: str
    entries: tuple[Entry, ...]


def compared(
    problem: Problem,
    policies: Sequence[Policy],
    reference: Policy,
    solve: Solve,
    *,
    seed: int,
    by: str,
    pool_below: int = 0,
    time_limit: float | None,
    progress: Callable[[int, int], None] | None = None,
) -> Compared:
    """Return what every policy reaches.

    Parameters
    ----------
    problem, policies
        The question; policies that are equal but for their names are solved once.
    reference
        Policy of most weighted need, against which the prices are told; solved as well where it is not asked for.
    solve
        The solver.
    seed, time_limit
        Seed of the lottery, and seconds for each integer program.
    by, pool_below
        Grouping of the measures, and the size below which groups are joined.
    progress
        Told after every policy how many are done, of how many.

    Raises
    ------
    ValueError
        If no policy is given, or ``pool_below`` is negative.
    KeyError
        If the grouping is unknown.
    """
    if not policies:
        raise ValueError("name at least one policy to compare")
    grouping_of(problem, by)
    if pool_below < 0:
        raise ValueError(f"groups are pooled below a size of at least 0, not {pool_below}")
    goals = tuple(
        dict.fromkeys(goal for policy in policies for goal in policy.goals if goal.measure != "lottery")
    )
    yardstick = Policy("yardstick", "1", goals, policies[0].disadvantage)
    found: dict[tuple[object, ...], Entry] = {}
    distinct: dict[tuple[object, ...], Policy] = {}
    for policy in (reference, *policies):
        distinct.setdefault(question_of(policy), policy)
    for key, policy in distinct.items():
        solved = _solved(problem, policy, solve, seed, time_limit)
        found[key] = _measured(solved, yardstick, by, pool_below)
        if progress is not None:
            progress(len(found), len(distinct))
    best = found[question_of(reference)]
    entries = tuple(_priced(problem, found[question_of(policy)], best, policy) for policy in policies)
    return Compared(problem, seed, by, goals, yardstick.disadvantage, reference.name, entries)


def question_of(policy: Policy) -> tuple[object, ...]:
    """Return everything of a policy but its name and version: equal questions have equal answers."""
    told = policy.to_dict()
    return tuple(repr(told[name]) for name in sorted(told) if name not in ("name", "version"))


def _solved(problem: Problem, policy: Policy, solve: Solve, seed: int, time_limit: float | None) -> Entry:
    began = time.monotonic()
    try:
        result = solve(problem, policy, seed=seed, time_limit=time_limit)
    except MatchingError as error:
        standing = next((one for kind, one in _REFUSALS if isinstance(error, kind)), Standing.FAILED)
        return Entry(policy, standing, str(error), time.monotonic() - began)
    standing = Standing.PROVED if proved(result) else Standing.NOT_PROVED
    return Entry(policy, standing, "", time.monotonic() - began, result)


_REFUSALS = (
    (NotANetworkError, Standing.REFUSED),
    (InfeasibleError, Standing.INFEASIBLE),
    (NoPlanError, Standing.NO_PLAN),
)


def _measured(entry: Entry, yardstick: Policy, by: str, pool_below: int) -> Entry:
    if entry.result is None:
        return entry
    result = entry.result
    served = result.plan.per_need(result.problem)
    report = audit(result.problem, result.plan, yardstick, result.seed, None)
    reachable = reachable_units(result)
    return replace(
        entry,
        table=group_table(result.problem, served, reachable, by, pool_below=pool_below),
        kinds=group_table(result.problem, served, reachable, "kind"),
        totals=totals(result.problem, served),
        values=tuple(finding.value for finding in report.goals),
    )


def _priced(problem: Problem, entry: Entry, best: Entry, policy: Policy) -> Entry:
    """Return an entry under its own name with its prices against the best total."""
    entry = replace(entry, policy=policy)
    if entry.result is None or entry.table is None or entry.totals is None:
        return entry
    if best.result is None or best.table is None or best.totals is None:
        return entry
    served, theirs = (one.plan.per_need(problem) for one in (entry.result, best.result))
    return replace(
        entry,
        fairness=fairness_price(best.totals, entry.totals),
        efficiency=efficiency_price(problem, (best.table, theirs), (entry.table, served)),
    )
