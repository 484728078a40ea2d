"""Lorenz curve of support over need, communes from the worst covered to the best."""

from collections.abc import Sequence
from fractions import Fraction

from matching.pages.section import Figure
from matching.views.wording import told


def lorenz_points(pairs: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Return the curve in per cent: share of need, and share of what is met that goes to it.

    Parameters
    ----------
    pairs
        Units needed, above 0, and met of every commune.
    """
    ordered = sorted(pairs, key=lambda pair: Fraction(pair[1], pair[0]))
    needed, met = sum(pair[0] for pair in ordered), sum(pair[1] for pair in ordered)
    points, left, below = [(0.0, 0.0)], 0, 0
    for one, other in ordered:
        left, below = left + one, below + other
        points.append((100 * left / needed, 100 * below / met if met else 0.0))
    return points


def lorenz_figure(pairs: Sequence[tuple[int, int]], language: str) -> Figure:
    """Return the curve beside the line of equal coverage."""
    return Figure(
        told("page.lorenz_caption", language),
        [[(0.0, 0.0), (100.0, 100.0)], lorenz_points(pairs)],
        told("page.lorenz_x", language),
        told("page.lorenz_y", language),
    )
