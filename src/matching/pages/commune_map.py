"""Communes as dots where they lie, coloured by coverage; only where coordinates are given."""

import math
from collections.abc import Sequence

import numpy as np

from matching.pages.section import Dot, DotMap, Section
from matching.problem.problem import Problem
from matching.reporting.commune_listing import commune_names
from matching.reporting.numerals import percent
from matching.views.wording import told

STEPS = 5
"""Shades of coverage, each a fifth wide."""

NAMED = 40
"""Communes whose names are written beside their dots; more names than that would cover one another."""


def map_sections(problem: Problem, counts: Sequence[tuple[int, int]], language: str) -> list[Section]:
    """Return the map as a section, none if fewer than two communes have coordinates.

    Parameters
    ----------
    problem
        The problem.
    counts
        Units needed and met of every commune; negative where not told, 0 where nothing is needed.
    language
        ``en`` or ``vi``.
    """
    table = problem["communes"]
    placed = np.flatnonzero(np.isfinite(table["latitude"]) & np.isfinite(table["longitude"])).tolist()
    if len(placed) < 2:
        return []
    latitude, longitude = table["latitude"][placed], table["longitude"][placed]
    # Degrees of longitude shrink with the cosine of the latitude (equirectangular projection).
    across = longitude * math.cos(math.radians(float(latitude.mean())))
    span = max(float(np.ptp(across)), float(np.ptp(latitude)), 1e-9)
    names = [name for name, _ in commune_names(problem).values()]
    named = len(placed) <= NAMED
    dots = [
        Dot(
            5 + 90 * (x - float(across.min())) / span, 7 + 90 * (y - float(latitude.min())) / span,
            *_shade_and_label(names[row], *counts[row], language), names[row] if named else "",
        )
        for row, x, y in zip(placed, across.tolist(), latitude.tolist(), strict=True)
    ]  # fmt: skip
    wide, high = (12 + 90 * float(np.ptp(part)) / span for part in (across, latitude))
    figure = DotMap(told("page.map_caption", language), dots, wide, high, 15.0 if named else 0.0)
    return [Section(told("page.map", language), figures=[figure])]


def _shade_and_label(name: str, needed: int, met: int, language: str) -> tuple[int, str]:
    if needed <= 0:
        return 0, name
    return min(1 + STEPS * met // needed, STEPS), f"{name}: {percent(met, needed, language)}"
