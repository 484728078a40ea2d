"""The search for the cheapest of several ideas: from the lowest bound on, until no idea left can cost less."""

from bisect import insort
from dataclasses import dataclass

from matching.explanation.least_number import Tries, least_number
from matching.explanation.remedy_cases import Idea
from matching.explanation.trying import Trial, Tried

MOST_TRIES = 64
"""So many changes are tried for one need at most."""

FEWEST_TRIES = 24
"""So many may be tried however many needs are planned again each time."""

MOST_NEEDS = 64_000
"""Needs that may be planned again in all tries together."""


@dataclass(frozen=True, eq=False, slots=True)
class Helped:
    """An idea with the least number that was seen to help."""

    idea: Idea
    tried: Tried

    @property
    def cost(self) -> int:
        """What it costs in đồng."""
        return self.idea.cost(self.tried.number)


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What helped, the cheapest first, and whether everything that may cost less was tried."""

    helped: tuple[Helped, ...]
    complete: bool


def cheapest_first(trial: Trial, ideas: tuple[Idea, ...], most: int) -> Found:
    """Return what helps, the cheapest first; of equal cost, what was thought of first.

    Ideas come in the order of what they cost at least, and an idea is left as soon as so many were found that cost no
    more than it could. Half of the tries are kept for ideas that cost money while others are tried.

    Parameters
    ----------
    trial
        How changes are tried.
    ideas
        What may help.
    most
        So many are enough.
    """
    helped: list[Helped] = []
    total = min(max(MOST_NEEDS // max(trial.needs, 1), FEWEST_TRIES), MOST_TRIES)
    paid = any(idea.cost(idea.largest) for idea in ideas)
    tries = Tries(total // 2 if paid else total)
    for idea in sorted(ideas, key=lambda idea: idea.cost(idea.smallest)):
        if paid and idea.cost(idea.largest):
            tries.left, paid = tries.left + total - total // 2, False

        def worth(number: int, idea: Idea = idea) -> bool:
            return len(helped) < most or idea.cost(number) < helped[most - 1].cost

        best = least_number(trial, idea, worth, tries)
        if best is not None:
            insort(helped, Helped(idea, best), key=lambda one: one.cost)
    return Found(tuple(helped), not tries.wanting)
