"""Why needs are not met, as shares in words: numbers here would be another table to compute cells from."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.plan.result import Result
from matching.vocabulary import ENUMERATIONS, MISSING

BANDS = (
    ("most", Fraction(1, 2)),
    ("quarter", Fraction(1, 4)),
    ("tenth", Fraction(1, 10)),
    ("few", Fraction(0)),
)
"""Bands of shares, each by its name and the share that it exceeds."""


@dataclass(frozen=True, slots=True)
class ReasonShare:
    """A reason, ``other`` for all that concern few children, and the band of its share of the needs not met."""

    reason: str
    share: str


def reason_shares(result: Result, k: int) -> tuple[ReasonShare, ...]:
    """Return the reasons, the most frequent first; those of fewer than ``k`` children are not named."""
    unmet, child = result.unmet, result.problem["needs"]["child"]
    counts: list[tuple[int, str]] = []
    other = 0
    for code, reason in enumerate(ENUMERATIONS["Reason"]):
        needs = unmet.need[unmet.reason == code]
        children = len(np.unique(child[needs][child[needs] != MISSING]))
        if children >= k:
            counts.append((len(needs), reason))
        else:
            other += len(needs)
    total = len(unmet.need)
    shares = [
        ReasonShare(reason, _band(Fraction(count, total))) for count, reason in sorted(counts, reverse=True)
    ]
    return (*shares, *([ReasonShare("other", "")] if other else []))


def _band(share: Fraction) -> str:
    return next(name for name, least in BANDS if share > least)
