"""Coverage of needs by any group: exact counts, floats only where people read them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.markup import html_table
from matching.plan.groupings import grouping_of
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Units needed and met per group, one row each, in the order of the labels given."""

    by: str
    labels: tuple[str, ...]
    needed: Integers
    met: Integers

    @property
    def coverage(self) -> NDArray[np.float64]:
        """Share of the needed units that is met, in [0, 1]."""
        return self.met / np.maximum(self.needed, 1)

    def to_rows(self) -> list[dict[str, str | int | float]]:
        """Return one dictionary per group, for JSON and tables."""
        return [
            {self.by: label, "needed": int(needed), "met": int(met), "coverage": round(float(share), 6)}
            for label, needed, met, share in zip(
                self.labels, self.needed, self.met, self.coverage, strict=True
            )
        ]

    def _repr_html_(self) -> str:
        shares = [f"{share:.1%}" for share in self.coverage.tolist()]
        rows = zip(self.labels, self.needed.tolist(), self.met.tolist(), shares, strict=True)
        return html_table("", (self.by, "needed", "met", "coverage"), rows)


def coverage(problem: Problem, served: Integers, by: str = "commune") -> CoverageTable:
    """Return the units needed and met per group.

    Parameters
    ----------
    problem
        The problem.
    served
        Units given to every need, shape ``(needs,)``.
    by
        A grouping (see :mod:`matching.plan.groupings`).

    Raises
    ------
    KeyError
        If the grouping is unknown.
    """
    grouping = grouping_of(problem, by)
    codes, labels = grouping.codes, grouping.labels
    kept = problem["needs"]["confirmed"] == 1
    quantity = problem["needs"]["quantity"]
    needed = np.bincount(codes[kept], weights=quantity[kept], minlength=len(labels)).astype(np.int64)
    met = np.bincount(codes[kept], weights=served[kept], minlength=len(labels)).astype(np.int64)
    present = np.flatnonzero(needed)
    return CoverageTable(by, tuple(labels[code] for code in present.tolist()), needed[present], met[present])
