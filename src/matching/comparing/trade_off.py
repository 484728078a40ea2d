"""The frontier of equity and total: what lifting the worst-off costs, level by level, and a plan for every point."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.comparing.equity_levels import EquityLevels, FlowLevels, Least, ProgramLevels, asking
from matching.comparing.solver import Solve, proved
from matching.comparing.staircase import Tread, staircase
from matching.errors import SolverError
from matching.formulation.network_structure import structure
from matching.goals.equity_curve import equity_curve
from matching.plan.measures import total_of
from matching.plan.result import Result
from matching.problem.commune_targets import target_scale
from matching.problem.policy import Disadvantage, Goal, Policy, policy_from_dict
from matching.problem.problem import Problem

LIFE_SAVING = Goal(measure="life_saving_units")
LOTTERY = Goal(measure="lottery")


def units_by(group: str, adjusted: bool) -> Goal:
    """Return the goal that lifts the worst-off groups first in units, as shares of their targets or of their needs."""
    told = {"measure": "units", "criterion": "leximin", "group": group, "adjusted": adjusted}
    return policy_from_dict({"name": "frontier", "version": "1", "goals": [told]}).goals[0]


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One corner of the frontier: nothing gives more in total at this level, nothing a higher level at this total.

    Parameters
    ----------
    level
        Every group reaches this share of its target (of its need where targets are not adjusted), or what leximin
        gives it if that is less.
    lowest
        Share below which no reached group falls.
    total, bound
        Best total found, and what no plan at this level exceeds; equal where proved.
    held
        Groups within reach that leximin leaves below the level.
    least
        Fewest units of every group, which define the point.
    """

    level: Fraction
    lowest: Fraction
    total: int
    bound: int
    held: int
    least: Least


@dataclass(frozen=True, slots=True)
class TradeOff:
    """The exact frontier between equity of groups and a total.

    Parameters
    ----------
    problem, seed, by, measure, adjusted
        What was asked.
    points
        Corners in rising level: the first is the best total, the last leximin.
    complete
        Whether these are all corners; otherwise others may lie between neighbours, with totals between theirs.
    method
        ``network`` (one flow per level) or ``integer`` (one integer program per level).
    ends
        Audited plans of the best total and of leximin, whose certificates prove the two ends.
    """

    problem: Problem
    seed: int
    by: str
    measure: str
    adjusted: bool
    points: tuple[FrontierPoint, ...]
    complete: bool
    method: str
    ends: tuple[Result, Result]

    @property
    def ends_proved(self) -> bool:
        """Whether the audit proved the plans at both ends."""
        return all(proved(end) for end in self.ends)

    def question(self, number: int) -> tuple[Problem, Policy]:
        """Return a point as a problem with floors and a policy; their plan is the point, and the audit proves it.

        Raises
        ------
        IndexError
            If there is no such point.
        """
        if not 0 <= number < len(self.points):
            raise IndexError(f"points are numbered 0 to {len(self.points) - 1}, not {number}")
        policy = replace(self.ends[0].policy, name=f"frontier-{number}")
        return self.points[number].least.floored(self.problem), policy


def trade_off(
    problem: Problem,
    index: Disadvantage,
    solve: Solve,
    *,
    by: str,
    measure: str,
    adjusted: bool,
    most: int,
    seed: int,
    time_limit: float | None,
    progress: Callable[[int, int], None] | None = None,
) -> TradeOff:
    """Return the frontier.

    Life-saving needs come first at every point. Where rules or goals need integer programs, every level is one of them
    and its bound is told.

    Parameters
    ----------
    problem, index
        The question, and the index by which targets rise.
    solve
        The solver.
    by
        ``commune`` or ``commune_kind``.
    measure
        ``weight`` or ``units``.
    adjusted
        Whether levels are shares of targets that rise with disadvantage, or of needs.
    most
        Most levels asked.
    seed, time_limit
        Seed of the lottery, and seconds for each integer program.
    progress
        Told after every level how many are done, of how many at most.

    Raises
    ------
    ValueError
        If the grouping or the measure is another.
    InfeasibleError
        If the rules cannot all be kept.
    """
    if by not in ("commune", "commune_kind") or measure not in ("weight", "units") or most < 2:
        raise ValueError(
            "a frontier compares by 'commune' or 'commune_kind', totals 'weight' or 'units', and asks 2 levels or more"
        )
    grouped = units_by(by, adjusted)
    total = Goal(measure=measure)
    fair = Policy("frontier-leximin", "1", (LIFE_SAVING, grouped, total, LOTTERY), index)
    efficient = Policy("frontier-total", "1", (LIFE_SAVING, total, grouped, LOTTERY), index)
    ends = tuple(solve(problem, policy, seed=seed, time_limit=time_limit) for policy in (efficient, fair))
    best, worst = ends
    network = structure(problem, fair).is_network
    levels = (
        flow_levels(problem, replace(fair, goals=fair.goals[:3]), (best, worst), measure, seed)
        if network
        else ProgramLevels(
            (best, worst),
            grouped,
            total,
            asking(solve, replace(efficient, goals=efficient.goals[:2]), seed, time_limit),
        )
    )
    found = staircase(len(levels.exact) - 1, counted(levels.at, most, progress), most)
    scale = target_scale(problem, index) if adjusted else Fraction(1)
    points = tuple(_point(levels, corner, scale) for corner in found.corners)
    method = "network" if network else "integer"
    return TradeOff(problem, seed, by, measure, adjusted, points, found.complete, method, (best, worst))


def counted(
    ask: Callable[[int], Tread], most: int, progress: Callable[[int, int], None] | None
) -> Callable[[int], Tread]:
    """Return a question that tells how often it was asked."""
    done = itertools.count(1)

    def asked(level: int) -> Tread:
        answer = ask(level)
        if progress is not None:
            progress(min(next(done), most), most)
        return answer

    return asked


def flow_levels(
    problem: Problem, policy: Policy, ends: tuple[Result, Result], measure: str, seed: int
) -> FlowLevels:
    """Return the levels of a network, checked against the audited plans at both ends."""
    curve = equity_curve(problem, policy, seed)
    told = [total_of(problem, end.plan, measure, seed) for end in ends]
    promised = {
        whole - curve.at(position).total
        for whole, position in zip(told, (0, len(curve.exact) - 1), strict=True)
    }
    if len(promised) != 1:
        raise SolverError("the ends of the frontier differ from the audited plans")
    return FlowLevels(curve, promised.pop())


def _point(levels: EquityLevels, corner: tuple[int, int, int], scale: Fraction) -> FrontierPoint:
    position, total, bound = corner
    return FrontierPoint(
        level=levels.exact[position] * scale,
        lowest=levels.lowest(position) * scale,
        total=total,
        bound=bound,
        held=levels.held(position),
        least=levels.least(position),
    )
