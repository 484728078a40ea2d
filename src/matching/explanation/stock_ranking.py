"""Stock rows of a need's kind by how near they come to it: what they fail is asked of all rows at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.pairs import REQUIREMENTS
from matching.explanation.blocks import BLOCKS, Further, blocks
from matching.explanation.standing import Standing
from matching.problem.stock_lines import too_dear
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

ORDER = ("kind", "fit", "window", "earmark", "consent", "refused", "confirmed")
"""Requirements in the order in which they are asked."""


@dataclass(frozen=True, eq=False)
class StockRanking:
    """Stock rows of the kind of a need that hold units, and what keeps each from giving it more.

    Parameters
    ----------
    line, offer
        Rows of stock and of their offers, shape ``(rows,)`` each.
    failing
        Which requirements of :data:`ORDER` fail, shape ``(rows, requirements)``.
    broken
        Which rules of ``BLOCKS`` further units would break, shape ``(rows, rules)``.
    """

    line: Integers
    offer: Integers
    failing: Mask
    broken: Mask

    def __len__(self) -> int:
        return len(self.line)

    def nearest(self) -> int:
        """Return the place of the row that passes most, asked in order."""
        passed = np.where(self.failing.any(axis=1), self.failing.argmax(axis=1), len(ORDER))
        keys = (self.line, self.broken.sum(axis=1), self._gone, self.failing.sum(axis=1), -passed)
        return int(np.lexsort(keys)[0])

    def rules(self, place: int) -> tuple[str, ...]:
        """Return what is in the way of a row: requirements that fail, else rules that would break."""
        failed = [name for name, bad in zip(ORDER, self.failing[place], strict=True) if bad]
        return tuple(failed or [name for name, bad in zip(BLOCKS, self.broken[place], strict=True) if bad])

    def fewest_obstacles(self, few: int) -> Iterator[int]:
        """Yield the rows in whose way the fewest things are, of each of these things no more than a few offers.

        Rows that fail several requirements are left out: no single rule undone makes them serve the need.
        """
        count = self.failing.sum(axis=1) + self.broken.sum(axis=1)
        order = np.lexsort((self.line, self._gone, count))
        order = order[self.failing.sum(axis=1)[order] <= 1]
        _, first = np.unique(self.offer[order], return_index=True)
        order = order[np.sort(first)]
        failed = self.failing[order]
        obstacles = np.concatenate([failed, self.broken[order] & ~failed.any(axis=1, keepdims=True)], axis=1)
        yield from order[(obstacles & (np.cumsum(obstacles, axis=0) <= few)).any(axis=1)].tolist()

    @property
    def _gone(self) -> Mask:
        return np.asarray(self.broken[:, list(BLOCKS).index("stock")])


def stock_ranking(standing: Standing, need: int, offer: int = MISSING) -> StockRanking:
    """Return the stock rows of a need's kind that hold units or money, of one offer or of all, with what is in their way."""
    facts = standing.facts
    stock = facts.problem["stock"]
    held = (facts.capacity > 0) | (too_dear(facts.problem) & ~facts.slotless)
    lines = np.flatnonzero((stock["kind"] == facts.problem["needs"]["kind"][need]) & held)
    if offer != MISSING:
        lines = lines[stock["offer"][lines] == offer]
    rows = np.full(len(lines), need, dtype=np.int64)
    failing = [REQUIREMENTS[name][0](facts, lines, rows) for name in ORDER]
    owner = stock["offer"][lines].astype(np.int64)
    return StockRanking(lines, owner, np.stack(failing, axis=1), blocks(Further(standing, lines, rows)))
