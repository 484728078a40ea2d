"""Fewest changes as an objective: the units of the last plan that a plan keeps."""

import numpy as np

from matching.auditing.last_plan import last_plan, units_now
from matching.auditing.packing import Integers, positions, sums
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import derived
from matching.auditing.reference_program.rows import Part, at_most, terms
from matching.auditing.reference_program.stage import Stage


def fewest_changes(core: Core, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return the columns ``kept ≤ min(before, Σ units)`` beyond promises, and their sum less all that was given before."""
    ground, pairs = core.ground, core.pairs
    facts, names = ground.facts, ground.names
    last = last_plan(facts)
    promised = units_now(facts, last, facts.kept)
    own = ground.offers[pairs.offer] * len(facts.problem["needs"]) + names.needs[pairs.need]
    place = positions(last.key, own)
    open_pairs = np.flatnonzero(
        (last.before > promised) & (sums(place[place >= 0], pairs.upper[place >= 0], len(last.key)) > 0)
    )
    column = positions(open_pairs, place)
    serving = np.flatnonzero(column >= 0)
    due = (last.before - promised)[open_pairs]

    def kept(units: Integers) -> Integers:
        return np.asarray(np.minimum(sums(column[serving], units[serving], len(due)), due))

    family = derived(f"kept_{number}", kept(pairs.upper), "units", kept)
    every = np.arange(len(due), dtype=np.int64)
    rows = at_most(
        "goal",
        np.zeros_like(every),
        terms(family.name, every, every, 1),
        terms("units", column[serving], serving, -1),
    )
    constant = int(np.minimum(last.before, promised).sum() - last.before.sum())
    return Part((family,), (rows,)), (
        Stage(number, None, (terms(family.name, np.zeros_like(every), every, 1),), constant),
    )
