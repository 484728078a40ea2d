"""Pairs of a line and a need that may get units beyond promises, with the most that each may get."""

from dataclasses import dataclass, fields

import numpy as np

from matching.auditing.packing import Flags, Integers, picked
from matching.auditing.pairs import refused
from matching.auditing.reach import reaches
from matching.auditing.reference_program.ground import UNLIMITED, Ground, left_of, tally
from matching.auditing.reference_program.money import Money
from matching.auditing.reference_program.standing import barred
from matching.errors import OverflowRefusedError

MOST_PAIRS = 3_000_000
"""A program of more pairs is refused."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """One entry per pair in the order of lines, then needs; all in canonical numbers.

    Parameters
    ----------
    line, need, offer, commune, owner
        What the pair joins, and where.
    upper
        Most units, at least 1.
    """

    line: Integers
    need: Integers
    offer: Integers
    commune: Integers
    owner: Integers
    upper: Integers

    def __len__(self) -> int:
        return len(self.line)

    def take(self, rows: Integers | Flags) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(*(getattr(self, one.name)[rows] for one in fields(self)))


def pairs_of(ground: Ground, money: Money) -> Pairs:
    """Return all pairs with room for a unit.

    Raises
    ------
    OverflowRefusedError
        If there are more than :data:`MOST_PAIRS`.
    """
    line, need = _admissible(ground)
    offer, commune, owner = ground.offer[line], ground.commune[need], ground.owner[need]
    pairs = Pairs(line, need, offer, commune, owner, np.zeros_like(line))
    upper = np.minimum(_units_left(ground, pairs), _bought(money, pairs))
    upper = np.where(barred(ground, line, need), 0, upper)
    return Pairs(line, need, offer, commune, owner, upper).take(upper > 0)


def _admissible(ground: Ground) -> tuple[Integers, Integers]:
    facts, names = ground.facts, ground.names
    open_line, open_need = (np.zeros(len(rows), dtype=np.bool_) for rows in (names.lines, names.needs))
    open_line[names.lines], open_need[names.needs] = ground.line_left > 0, ground.need_left > 0
    lines, needs, total = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)], 0
    for reach in reaches(facts, open_line, open_need):
        for row, rows in reach.needs_of(open_line):
            own = np.full(len(rows), row, dtype=np.int64)
            rows = rows[~refused(facts, own, rows)]
            total += len(rows)
            if total > MOST_PAIRS:
                raise OverflowRefusedError(
                    f"more than {MOST_PAIRS:,} pairs of a stock line and a need are too many for a proof"
                )
            lines.append(own[: len(rows)])
            needs.append(rows)
    line = ground.numbers(names.lines)[np.concatenate(lines)]
    need = ground.numbers(names.needs)[np.concatenate(needs)]
    order = np.lexsort((need, line))
    return line[order], need[order]


def _units_left(ground: Ground, pairs: Pairs) -> Integers:
    upper = np.minimum(ground.need_left[pairs.need], ground.line_left[pairs.line])
    upper = np.minimum(upper, picked(ground.slot_left, ground.slot[pairs.line], UNLIMITED))
    upper = np.minimum(upper, ground.reserve_left[pairs.offer])
    upper = np.minimum(upper, child_room(ground, pairs.offer, pairs.owner))
    return np.minimum(upper, commune_room(ground, pairs.offer, pairs.commune))


def child_kept(ground: Ground, offer: Integers, owner: Integers) -> Integers:
    """Return the promised units of offers for beneficiaries."""
    keys = ground.kept_offer * ground.people + ground.owner[ground.kept_need]
    return tally(keys, ground.kept_units, offer * ground.people + owner)


def commune_kept(ground: Ground, offer: Integers, commune: Integers) -> Integers:
    """Return the promised units of offers in communes."""
    keys = ground.kept_offer * ground.communes + ground.commune[ground.kept_need]
    return tally(keys, ground.kept_units, offer * ground.communes + commune)


def child_room(ground: Ground, offer: Integers, owner: Integers) -> Integers:
    """Return the units that offers may still give to beneficiaries."""
    return left_of(ground.of_offer("child_max")[offer], child_kept(ground, offer, owner))


def commune_room(ground: Ground, offer: Integers, commune: Integers) -> Integers:
    """Return the units that offers may still give in communes."""
    return left_of(ground.of_offer("commune_max")[offer], commune_kept(ground, offer, commune))


def _bought(money: Money, pairs: Pairs) -> Integers:
    each = money.paid(pairs.line, pairs.need)
    left = money.left[pairs.offer] - money.fixed(pairs.offer, pairs.commune)
    most = np.where(each > 0, left // np.maximum(each, 1), UNLIMITED)
    most = np.where(left < 0, 0, most)
    return np.where(money.bounded[pairs.offer], most, UNLIMITED)
