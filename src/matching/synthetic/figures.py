"""Generated provinces beside the figures they were made after: what was published, what is assumed, and what came out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from matching.problem.problem import Problem
from matching.synthetic.profile_data import read_rows
from matching.synthetic.samples import Sample, samples

ERRORS = 3.0
"""Standard errors of the generated mean by which it may lie outside the documented range."""

FEWEST = 8
"""Units (children, communes, donors) below which a mean says nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a province.

    Parameters
    ----------
    name, group
        What is told, and of whom; empty for everyone.
    generated
        Mean over the units of the problem.
    low, high
        What is documented or assumed.
    error
        Standard error of the generated mean.
    units
        Children, communes or donors over which it is taken.
    source
        Where the range comes from.
    note
        Why the generator leaves the range on purpose, empty where it does not.
    """

    name: str
    group: str
    generated: float
    low: float
    high: float
    error: float
    units: int
    source: str
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the generated figure lies in the range, three standard errors allowed on each side."""
        slack = ERRORS * self.error
        return self.low - slack <= self.generated <= self.high + slack

    def __str__(self) -> str:
        name = f"{self.name} ({self.group})" if self.group else self.name
        verdict = "holds" if self.holds else f"differs on purpose, {self.note}" if self.note else "DIFFERS"
        return f"{name}: {self.generated:.4g}, documented {self.low:.4g} to {self.high:.4g}: {verdict}"


def profile_figures(problem: Problem, profile: str) -> tuple[Figure, ...]:
    """Return every documented figure of a profile beside what a problem shows; those of too few units are left out.

    Parameters
    ----------
    problem
        A problem of that profile, of ``matching.generate`` or ``matching.generate_nation``.
    profile
        Name of the profile; figures of other provinces are left out.
    """
    drawn = samples(problem)
    return tuple(_figures(drawn, profile))


def _figures(drawn: Mapping[tuple[str, str], Sample], profile: str) -> Iterator[Figure]:
    for row in read_rows("figures.csv"):
        values = drawn.get((row["figure"], row["group"]))
        if row["profile"] in ("", profile) and values is not None and len(values) >= FEWEST:
            yield Figure(
                name=row["figure"],
                group=row["group"],
                generated=float(values.mean()),
                low=float(row["low"]),
                high=float(row["high"]),
                error=_error(values, float(row["low"]), float(row["high"])),
                units=len(values),
                source=row["source"],
                note=row["note"],
            )


def _error(values: Sample, low: float, high: float) -> float:
    """Return the standard error of the mean; that of a share is told by the range, as a rare thing may not occur at all."""
    if np.all((values == 0) | (values == 1)):
        share = min(max(float(values.mean()), low), high)
        return sqrt(share * (1.0 - share) / len(values))
    return float(values.std()) / sqrt(len(values))
