"""All steps of a falling staircase, found by bisection: no step is missed, and flat stretches cost nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True, slots=True)
class Tread:
    """A position at which the staircase was asked.

    Parameters
    ----------
    total
        Best value found at the position.
    bound
        What no answer at the position exceeds; equals ``total`` where it is proved.
    supports
        Highest position that the same answer serves, at least the position itself.
    """

    total: int
    bound: int
    supports: int


@dataclass(frozen=True, slots=True)
class Staircase:
    """The corners found, by position: the last position of every step.

    Parameters
    ----------
    corners
        Position, total and bound of every corner, rising.
    complete
        Whether these are all corners; otherwise others may lie between neighbours, with totals between theirs.
    """

    corners: tuple[tuple[int, int, int], ...]
    complete: bool


def staircase(last: int, at: Callable[[int], Tread], most: int) -> Staircase:
    """Return the corners of a staircase that falls from position 0 to the last.

    The widest fall is halved first, so a search cut short still tells where the totals fall most.

    Parameters
    ----------
    last
        The last position.
    at
        Answers a position; values fall, or stay, as positions rise.
    most
        Most positions asked, the two ends included.
    """
    first = at(0)
    if first.supports >= last:
        return Staircase(((last, first.total, first.bound),), first.total == first.bound)
    end = at(last)
    asked, known = 2, {first.supports: first, last: end}
    open_falls: list[tuple[int, int, int]] = []

    def consider(low: int, high: int) -> None:
        fall = known[low].total - known[high].total
        if fall > 0 and high - low > 1:
            heappush(open_falls, (-fall, low, high))

    consider(first.supports, last)
    while open_falls and asked < most:
        _, low, high = heappop(open_falls)
        middle = (low + high) // 2
        answer = at(middle)
        asked += 1
        reach = min(answer.supports, high - 1) if answer.total > known[high].total else high
        known.setdefault(reach, answer)
        known[middle] = answer
        consider(low, middle)
        if reach < high:
            consider(reach, high)
    corners = _corners(known)
    return Staircase(corners, not open_falls and all(total == bound for _, total, bound in corners))


def _corners(known: dict[int, Tread]) -> tuple[tuple[int, int, int], ...]:
    """Return, of all positions asked, the last of every total, with its bound.

    An answer further on serves the positions before it, and the bound of a position holds for all further on.
    """
    corners: list[tuple[int, int]] = []
    for position in sorted(known, reverse=True):
        total = known[position].total
        if not corners or total > corners[-1][1]:
            corners.append((position, total))
    bounds = {
        corner: min(tread.bound for position, tread in known.items() if position <= corner)
        for corner, _ in corners
    }
    return tuple((position, total, max(bounds[position], total)) for position, total in reversed(corners))
