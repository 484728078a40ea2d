"""How much of every need some offer admits: what no plan of this problem can give is told apart from what one did not."""

import numpy as np
from numpy.typing import NDArray

from matching.plan.result import Result
from matching.vocabulary import Reason, code_of

Integers = NDArray[np.int64]

OUT_OF_REACH = (
    Reason.NO_OFFER_OF_KIND, Reason.FIT, Reason.WINDOW, Reason.EARMARK, Reason.CONSENT, Reason.REFUSED,
)  # fmt: skip
"""Reasons that hold under every policy: no offer admits the need at all."""


def reachable_units(result: Result) -> Integers:
    """Return the units of every need that offers admit, shape ``(needs,)``: all of them, or only those given.

    This is a bound: an offer that admits a need may not hold enough for all that it admits.

    Raises
    ------
    NoPlanError
        If there is no plan.
    """
    problem, unmet = result.problem, result.unmet
    reachable = problem["needs"]["quantity"].copy()
    beyond = np.isin(unmet.reason, [code_of(reason) for reason in OUT_OF_REACH])
    np.subtract.at(reachable, unmet.need[beyond], unmet.quantity[beyond])
    return reachable
