"""Of a floor or ceiling over each group of a sort: the groups in which it cannot hold."""

from collections.abc import Iterable

import numpy as np

from matching.explanation.conflict_search import ConflictSearch
from matching.explanation.feasibility import Asking
from matching.formulation.integer_rules.floors import group_codes
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.vocabulary import ENUMERATIONS, MISSING

SHARE_OF_TIME = 0.3
"""Part of the time left that the search for groups may take."""


def failing_groups(ask: Asking, problem: Problem, row: int) -> tuple[str, ...]:
    """Return a smallest set of groups in which a row of ``floors`` over each of them cannot hold.

    Empty where the row names its group, or where the time was too short to tell.

    Parameters
    ----------
    ask, problem
        A problem whose rules clash, in the order of the one asked about.
    row
        The row.
    """
    floors = problem["floors"]
    group = ENUMERATIONS["FloorGroup"][floors["group"][row]]
    if group == "everyone" or floors["value"][row]:
        return ()
    names, codes = group_codes(problem, group)
    needs, kind = problem["needs"], int(floors["kind"][row])
    spoken_of = (needs["confirmed"] == 1) & (codes >= 0) & ((kind == MISSING) | (needs["kind"] == kind))
    present = [names[code] for code in np.unique(codes[spoken_of]).tolist()]
    early = ask.until(SHARE_OF_TIME)

    def clash(kept: frozenset[str]) -> bool:
        return not early.holds(_told_apart(problem, row, sorted(kept)))

    search = ConflictSearch(clash, present)
    search.run()
    return tuple(sorted(search.smallest)) if search.irreducible else ()


def _told_apart(problem: Problem, row: int, groups: Iterable[str]) -> Problem:
    """Return the problem with a row of ``floors`` only for some groups, each named in a row of its own."""
    floors, values = problem["floors"], list(groups)
    rows = [*(other for other in range(len(floors)) if other != row), *[row] * len(values)]
    columns = {name: np.asarray(column)[rows] for name, column in floors.columns.items()}
    kept = floors["value"][rows[: len(rows) - len(values)]].tolist()
    return problem.replace(floors=table_from("floors", {**columns, "value": [*kept, *values]}, len(rows)))
