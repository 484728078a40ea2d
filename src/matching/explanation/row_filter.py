"""A quick first sieve for many rules: one program, built once, whose rows are opened instead of written anew."""

from dataclasses import replace

import numpy as np

from matching.explanation.conflict_search import FEW, ConflictSearch
from matching.explanation.feasibility import Asking
from matching.explanation.rule_uses import RuleUse, without
from matching.plan.integer_program import UNBOUNDED
from matching.vocabulary import MISSING

Told = tuple[str, str]

IN_ARCS = ("commune_max", "child_max")
"""Rules that are capacities of arcs where one arc is all they limit, and rows elsewhere."""


def sifted(ask: Asking, uses: tuple[RuleUse, ...]) -> tuple[RuleUse, ...]:
    """Return fewer uses of rules that still cannot all hold, all of them where few are given or none can be spared.

    Opening the rows of a rule opens at least what leaving the rule out would: some of its rows are switches that
    other rules share. So rows that clash tell of rules that clash. Limits that the network's arcs hold stay.
    """
    if len(uses) <= FEW:
        return uses
    desk = ask.desk(ask.problem)
    program = desk.builder.build()
    told_rows = desk.builder.told_rules()
    written = set(told_rows)
    by_rows = [use for use in uses if use.rule not in IN_ARCS and _told(use) in written]
    groups = list(dict.fromkeys(_told(use) for use in by_rows))
    number = {told: row for row, told in enumerate(groups)}
    of_row = np.array([number.get(told, MISSING) for told in told_rows], dtype=np.int64)
    nothing = np.zeros(program.columns, dtype=np.int64)
    early = ask.until(0.5)

    def clash(kept: frozenset[Told]) -> bool:
        shut = np.isin(of_row, [MISSING, *(number[told] for told in kept)])
        opened = replace(
            program,
            row_lower=np.where(shut, program.row_lower, -UNBOUNDED),
            row_upper=np.where(shut, program.row_upper, UNBOUNDED),
        )
        return early.most(opened, nothing) is None

    search = ConflictSearch(clash, groups)
    search.run()
    left_out = {use for use in by_rows if _told(use) not in search.smallest}
    if ask.holds(without(ask.problem, left_out)):
        return uses
    return tuple(use for use in uses if use not in left_out)


def _told(use: RuleUse) -> Told:
    return (use.rule, "" if use.rule == "unsplittable" else use.subject)
