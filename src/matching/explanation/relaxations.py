"""Single changes that would let all rules hold, each found by solving and tried on the whole problem."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.explanation.feasibility import Asking, OutOfTimeError, row_terms, rows_about
from matching.explanation.rule_uses import RuleUse, ample_budget, changed, row_of, without
from matching.formulation.integer_rules.budgets import shares, spending
from matching.plan.integer_program import UNBOUNDED
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

LOWERED = ("commune_min", "child_min", "reserve")
RAISED = ("commune_max", "child_max", "max_communes")


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change after which all rules can hold.

    Parameters
    ----------
    rule, subject
        Which use of a rule changes (see :class:`~matching.explanation.rule_uses.RuleUse`).
    column
        ``minimum`` or ``maximum`` of a floor, else the rule's name.
    old, new
        The number before and after; ``new`` is None where the rule has to be given up.
    """

    rule: str
    subject: str
    column: str
    old: int
    new: int | None

    @property
    def size(self) -> Fraction:
        """How much changes, as a share of the number before; 1 where a rule is given up."""
        if self.new is None:
            return Fraction(1)
        return Fraction(abs(self.new - self.old), max(abs(self.old), 1))


def applied(problem: Problem, change: Relaxation) -> Problem:
    """Return the problem with one change made."""
    if change.new is None:
        return without(problem, [RuleUse(change.rule, change.subject)])
    if change.rule == "floors":
        return changed(problem, "floors", change.column, int(change.subject), change.new)
    offer = row_of(problem["offers"], change.subject)
    return changed(problem, "offers", change.column, offer, change.new)


def relaxations_of(ask: Asking, use: RuleUse) -> list[Relaxation]:
    """Return the least changes of one use of a rule after which all rules can hold."""
    if use.rule == "floors":
        found = [floor_bound(ask, ask.problem, int(use.subject), column) for column in ("minimum", "maximum")]
        sound = [change for change in found if change is not None and ask.holds(applied(ask.problem, change))]
        return sound or _given_up(ask, use)
    if use.rule == "budget":
        return _budget(ask, use)
    if use.rule in LOWERED + RAISED:
        return _searched(ask, use)
    return _given_up(ask, use)


def floor_bound(ask: Asking, problem: Problem, row: int, column: str) -> Relaxation | None:
    """Return the largest minimum, or the smallest maximum, of a floor that all other rules of a problem allow."""
    old = int(problem["floors"][column][row])
    lowest = column == "minimum"
    if old == MISSING or (lowest and old == 0):
        return None
    most = old if lowest else max(int(problem["needs"]["quantity"].sum()), old)
    desk = ask.desk(changed(problem, "floors", column, row, 0 if lowest else most))
    told = desk.builder.build()
    (bound,) = desk.builder.add_columns(0 if lowest else old, most)
    for number in rows_about(desk, "floors", str(row)):
        terms = [*row_terms(told, number), (np.array([bound]), -1)]
        if lowest:
            desk.builder.add_row(terms, int(told.row_lower[number]), UNBOUNDED)
        else:
            desk.builder.add_row(terms, -UNBOUNDED, int(told.row_upper[number]) - most)
    program = desk.builder.build()
    weight = np.zeros(program.columns, dtype=np.int64)
    weight[bound] = 1 if lowest else -1
    best = ask.most(program, weight)
    if best is None or abs(best) == old:
        return None
    return Relaxation("floors", str(row), column, old, abs(best))


def _budget(ask: Asking, use: RuleUse) -> list[Relaxation]:
    offer = row_of(ask.problem["offers"], use.subject)
    old = max(int(ask.problem["offers"]["budget"][offer]), 0)
    desk = ask.desk(changed(ask.problem, "offers", "budget", offer, ample_budget(ask.problem, offer)))
    terms, spent = spending(desk, offer)
    program = desk.builder.build()
    weight = np.zeros(program.columns, dtype=np.int64)
    for columns, value in terms:
        np.subtract.at(weight, columns, np.broadcast_to(value, columns.shape))
    least = ask.most(program, weight)
    if least is None:
        return []
    change = Relaxation("budget", use.subject, "budget", old, -(-(spent - least) // shares(desk, offer)[0]))
    return [change] if change.new != old and ask.holds(applied(ask.problem, change)) else []


def _searched(ask: Asking, use: RuleUse) -> list[Relaxation]:
    """Return the number nearest to the present one that works; where one works, all beyond it do."""
    old = int(ask.problem["offers"][use.rule][row_of(ask.problem["offers"], use.subject)])

    def change(number: int) -> Relaxation:
        return Relaxation(use.rule, use.subject, use.rule, old, number)

    def works(number: int) -> bool:
        return ask.holds(applied(ask.problem, change(number)))

    if use.rule in RAISED:
        bounding = len(ask.problem["communes"]) if use.rule == "max_communes" else 0
        far = max(bounding or int(ask.problem["needs"]["quantity"].sum()), old + 1)
    else:
        far = 0 if use.rule == "reserve" else 1
    nearest = nearest_that_works(old, far, works)
    if nearest is None:
        return []
    return [change(nearest)]


def nearest_that_works(old: int, far: int, works: Callable[[int], bool]) -> int | None:
    """Return the number nearest to ``old``, which does not work, towards ``far``; None where not even ``far`` works."""
    if not works(far):
        return None
    while abs(far - old) > 1:
        middle = (far + old) // 2
        if works(middle):
            far = middle
        else:
            old = middle
    return far


def _given_up(ask: Asking, use: RuleUse) -> list[Relaxation]:
    if not ask.holds(without(ask.problem, [use])):
        return []
    return [Relaxation(use.rule, use.subject, use.rule, 0, None)]


def loosened_floors(ask: Asking) -> list[Relaxation]:
    """Return floors lowered and ceilings raised together, by the fewest units, after which all rules can hold.

    Empty where even that is not enough.
    """
    floors, everything = ask.problem["floors"], int(ask.problem["needs"]["quantity"].sum())
    bounds = [
        (column, row, int(floors[column][row]))
        for column, above in (("minimum", 0), ("maximum", MISSING))
        for row in np.flatnonzero(floors[column] > above).tolist()
    ]
    widest = max([everything, *(bound for _, _, bound in bounds)])
    unbound = [RuleUse("floors", str(row)) for row in range(len(floors))]
    desk = ask.desk(without(ask.problem, unbound))
    told = desk.builder.build()
    gap = desk.builder.add_columns(np.zeros(len(bounds), dtype=np.int64), widest)
    for (column, row, bound), own in zip(bounds, gap.tolist(), strict=True):
        for number in rows_about(desk, "floors", str(row)):
            room = bound + int(told.row_lower[number])
            terms = row_terms(told, number)
            if column == "minimum":
                desk.builder.add_row([*terms, (np.array([own]), 1)], lower=room)
            else:
                desk.builder.add_row([*terms, (np.array([own]), -1)], upper=room)
    program = desk.builder.build()
    weight = np.zeros(program.columns, dtype=np.int64)
    weight[gap] = -1
    point = ask.best_point(program, weight)
    if point is None:
        return []
    return [
        Relaxation(
            "floors", str(row), column, bound, bound + int(point[own]) * (1 if column == "maximum" else -1)
        )
        for (column, row, bound), own in zip(bounds, gap.tolist(), strict=True)
        if point[own]
    ]


def all_relaxations(ask: Asking, uses: list[RuleUse], money: list[RuleUse]) -> tuple[list[Relaxation], bool]:
    """Return the single changes that let all rules hold, those that change least first, and whether all were tried.

    One of the clashing uses has to change, or the money there is; budgets are tried one by one only where raising all
    of them helps.
    """
    found: list[Relaxation] = []
    complete = True
    try:
        for use in uses:
            found += relaxations_of(ask, use)
        if money and ask.holds(without(ask.problem, money)):
            for use in money:
                found += relaxations_of(ask, use)
    except OutOfTimeError:
        complete = False
    return sorted(found, key=_rank), complete


def _rank(change: Relaxation) -> tuple[bool, Fraction, str, str]:
    return change.new is None, change.size, change.rule, change.subject
