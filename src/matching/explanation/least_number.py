"""The least number of an idea that was seen to help: halving between what does not help and what does."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.explanation.remedy_cases import Idea
from matching.explanation.trying import Trial, Tried

NEAR = 16
"""Within this part of the range, the number just below what a plan makes use of is tried next."""


@dataclass(slots=True)
class Tries:
    """How many changes may still be tried, and whether one was wanted when none was left."""

    left: int
    wanting: bool = False

    def of(self, trial: Trial, idea: Idea, number: int) -> Tried | None:
        """Try one more."""
        self.left -= 1
        return trial.of(idea, number)

    def spent(self) -> bool:
        """Return whether none is left, noting that one was wanted."""
        self.wanting = self.wanting or self.left <= 0
        return self.left <= 0


def least_number(trial: Trial, idea: Idea, worth: Callable[[int], bool], tries: Tries) -> Tried | None:
    """Return the least number that was seen to help, ``None`` where none was or it is worth nothing.

    Helping is taken to rise with the number: nothing below a number that does not help is tried. What a plan makes use
    of is enough for it, so the search falls from a number that helps to that number at once.

    Parameters
    ----------
    trial
        How changes are tried.
    idea
        What is tried.
    worth
        Tells whether a number is cheap enough to be sought.
    tries
        How many changes may be tried.
    """
    if not worth(idea.smallest) or tries.spent():
        return None
    best = tries.of(trial, idea, idea.smallest)
    if best is not None or idea.largest <= idea.smallest or tries.spent():
        return best
    best = tries.of(trial, idea, idea.largest)
    low, probing = idea.smallest, False
    while best is not None and best.number - low > idea.grain:
        if not worth(low + idea.grain):
            return None
        if tries.spent():
            break
        number = _used(idea, best)
        if not low < number < best.number:
            probing = not probing and _near(idea, best.number - low)
            number = best.number - idea.grain if probing else _between(idea, low, best.number)
        found = tries.of(trial, idea, number)
        if found is None:
            low = number
        else:
            best = found
    return best if best is not None and worth(best.number) else None


def _used(idea: Idea, best: Tried) -> int:
    """Return the number of the idea that a plan makes use of."""
    return idea.smallest - -(best.used - idea.smallest) // idea.grain * idea.grain


def _between(idea: Idea, low: int, high: int) -> int:
    return low + (high - low) // idea.grain // 2 * idea.grain


def _near(idea: Idea, gap: int) -> bool:
    """Return whether the number below what a plan makes use of is the quickest to ask for."""
    return idea.used is not None and 8 * idea.grain < gap <= (idea.largest - idea.smallest) // NEAR
