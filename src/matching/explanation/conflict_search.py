"""Irreducible sets in conflict: divide and conquer (Junker 2004), in several orders, by asking what can hold."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from matching.explanation.feasibility import OutOfTimeError

Rule = TypeVar("Rule")

FEW = 30
"""A set of no more rules is thinned out rule by rule."""


class ConflictSearch(Generic[Rule]):
    """The smallest set in conflict found so far; every question asked may shrink it.

    Parameters
    ----------
    clash
        Says whether some rules alone cannot all hold.
    rules
        All rules, which together cannot hold.
    """

    def __init__(self, clash: Callable[[frozenset[Rule]], bool], rules: Sequence[Rule]) -> None:
        self._ask = clash
        self._rules = tuple(rules)
        self._known: dict[frozenset[Rule], bool] = {}
        self.smallest: frozenset[Rule] = frozenset(rules)
        self.irreducible: bool = False

    def run(self) -> None:
        """Look for a small irreducible set; when time is up, what was found by then stands."""
        try:
            for order in (self._rules[::-1], self._rules, self._rules[1::2] + self._rules[::2]):
                if len(self.smallest) > 1 or not self.irreducible:
                    self.clash(frozenset(self._needed((), (), order)))
                    self._thin_out()
        except OutOfTimeError:
            return

    def clash(self, kept: frozenset[Rule]) -> bool:
        """Return whether some rules alone cannot all hold; nothing is asked twice."""
        if kept not in self._known:
            self._known[kept] = self._ask(kept)
            if self._known[kept] and len(kept) < len(self.smallest):
                self.smallest, self.irreducible = kept, False
        return self._known[kept]

    def _needed(
        self, background: tuple[Rule, ...], added: tuple[Rule, ...], rules: tuple[Rule, ...]
    ) -> tuple[Rule, ...]:
        """Return those of some rules that, beside a background, clash and of which none can be missed.

        Nothing is asked where the background has not grown (``added``) since it was asked last.
        """
        if added and self.clash(frozenset(background)):
            return ()
        if len(rules) <= 1:
            return rules
        first, second = rules[: len(rules) // 2], rules[len(rules) // 2 :]
        right = self._needed(background + first, first, second)
        return self._needed(background + right, right, first) + right

    def _thin_out(self) -> None:
        """Leave rules out of the smallest set while it stays in conflict.

        Divide and conquer takes for granted that fewer rules are easier to keep. An offer that is given whole is not
        easier to keep without its reserve, so the last word is asked rule by rule.
        """
        if self.irreducible or len(self.smallest) > FEW:
            return
        for rule in self._rules:
            if rule in self.smallest:
                self.clash(self.smallest - {rule})
        self.irreducible = not any([self.clash(self.smallest - {rule}) for rule in self.smallest])
