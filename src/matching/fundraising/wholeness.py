"""Needs and bundles that are met in full or not at all."""

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


class Wholeness:
    """What of every need is open, and with which other needs it is met together.

    Parameters
    ----------
    facts
        The problem and its plan.
    """

    def __init__(self, facts: Facts) -> None:
        needs = facts.problem["needs"]
        self._left = np.where(facts.confirmed, needs["quantity"] - facts.given, 0)
        own = facts.problem["kinds"]["splittable"][needs["kind"]]
        self._splits = np.where(needs["splittable"] == MISSING, own, needs["splittable"]) == 1
        names = needs["bundle"]
        self._bundle = np.full(len(names), MISSING, dtype=np.int64)
        members = np.flatnonzero((self._left > 0) & (names != ""))
        _, code = np.unique(names[members], return_inverse=True)
        self._bundle[members] = code
        self._members = np.bincount(code)

    def keeps(self, need: Integers, count: Integers) -> NDArray[np.bool_]:
        """Return which of some distinct needs may get so many units each.

        Units for a part of a need that does not split, or for a part of a bundle, would help nobody.
        """
        full, bundle = count == self._left[need], self._bundle[need]
        good = full | self._splits[need]
        inside = bundle != MISSING
        if inside.any():
            met = np.bincount(bundle[inside & full], minlength=len(self._members))
            complete = np.append(met == self._members, True)
            good &= complete[bundle] & (full | ~inside)
        return np.asarray(good)
