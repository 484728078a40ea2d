"""Units of whole groups as columns, for criteria that add coverages up or subtract them."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.common_parts import parts_of
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.coverage import Cover, cover_of
from matching.auditing.reference_program.families import SUM, Family
from matching.auditing.reference_program.rows import Part, terms, totals
from matching.auditing.reference_program.stage import Stage
from matching.problem.policy import Goal


@dataclass(frozen=True, eq=False)
class GroupTotals:
    """A column per counted group: its units beyond promises.

    Parameters
    ----------
    name
        Family of the columns.
    promised, room, size, needed
        Units by promise, most units beyond them, steps of the coverage, and units needed, per group.
    multiple
        What divides the parts of a whole coverage beside all steps.
    part
        The columns and their rows.
    """

    name: str
    promised: Integers
    room: Integers
    size: Integers
    needed: Integers
    multiple: int
    part: Part

    def __len__(self) -> int:
        return len(self.size)

    def parts(self) -> int:
        """Return the parts of a whole coverage."""
        return parts_of(self.size, self.multiple)

    def worth(self) -> Integers:
        """Return the parts that one unit of every group counts."""
        return self.parts() // self.size

    def coverage(self, beyond: Integers) -> Integers:
        """Return the coverages in parts, given the units beyond promises."""
        return (self.promised + beyond) * self.worth()


def group_totals(core: Core, goal: Goal, number: int, multiple: int = 1) -> GroupTotals:
    """Return a column per group that the goal counts, in canonical order."""
    cover = cover_of(core, goal)
    chosen = np.flatnonzero(cover.reached)
    place = np.full(len(cover.size), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    inside = np.flatnonzero(place[cover.group] >= 0)
    room = (cover.attainable - cover.promised)[chosen]
    family = Family(
        f"group_{number}",
        room,
        SUM,
        "total",
        cover.family,
        cover.member[inside],
        place[cover.group[inside]],
        cover.points[inside],
        np.zeros_like(room),
    )
    return GroupTotals(
        family.name,
        cover.promised[chosen],
        room,
        cover.size[chosen],
        cover.needed[chosen],
        multiple,
        Part((family,), (totals("goal", family),)),
    )


def total_stage(core: Core, goal: Goal, number: int) -> Stage:
    """Return the objective: the units of all groups together."""
    cover: Cover = cover_of(core, goal)
    gains = terms(cover.family, np.zeros_like(cover.member), cover.member, cover.points)
    return Stage(number, 0, (gains,), int(cover.promised.sum()))
