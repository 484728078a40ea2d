"""How much of every need some offer admits: what no plan of this problem can give is told apart from what one did not."""

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.pairs import refused
from matching.auditing.reach import reaches
from matching.plan.result import Result
from matching.vocabulary import Reason, code_of

Integers = NDArray[np.int64]

OUT_OF_REACH = (
    Reason.OVER, Reason.NO_OFFER_OF_KIND, Reason.FIT, Reason.WINDOW, Reason.EARMARK, Reason.CONSENT,
    Reason.REFUSED,
)  # fmt: skip
"""Reasons that hold under every policy: no offer admits the need at all."""


UNTOLD = (Reason.NOT_FINISHED, Reason.OTHERS_SERVED)
"""Reasons of a search that was stopped: they say nothing of reach."""


def reachable_units(result: Result) -> Integers:
    """Return the units of every need that offers admit, shape ``(needs,)``: all of them, or only those given.

    This is a bound: an offer that admits a need may not hold enough for all that it admits. It is the same whether a
    search came to its end, where reasons tell it, or was stopped, where none are told.

    Raises
    ------
    NoPlanError
        If there is no plan.
    """
    problem, unmet = result.problem, result.unmet
    reachable = problem["needs"]["quantity"].copy()
    beyond = np.isin(unmet.reason, [code_of(reason) for reason in OUT_OF_REACH])
    untold = np.isin(unmet.reason, [code_of(reason) for reason in UNTOLD])
    if untold.any():
        beyond[untold] = ~_admitted(result, unmet.need[untold])
    np.subtract.at(reachable, unmet.need[beyond], unmet.quantity[beyond])
    return reachable


def _admitted(result: Result, needs: Integers) -> NDArray[np.bool_]:
    """Return which of some needs any stock row admits."""
    facts = Facts(result.problem, result.plan, result.policy, result.seed)
    asked = np.zeros(len(facts.commune), dtype=np.bool_)
    asked[needs] = True
    found, held = np.zeros_like(asked), facts.capacity > 0
    for reach in reaches(facts, held, asked):
        for line, rows in reach.needs_of(held):
            found[rows[~refused(facts, np.full(len(rows), line, dtype=np.int64), rows)]] = True
    return np.asarray(found[needs])
