"""All families by name, each with what it varies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from benchmarks.families import adversarial
from benchmarks.families.reshaping import earmarked, with_columns, with_limits, with_scarcity, without
from matching.problem.problem import Problem
from matching.synthetic.provinces import generate
from matching.vocabulary import MISSING, EarmarkField


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of instance.

    Parameters
    ----------
    what
        One line for the table.
    make
        Children on the list and a seed → a problem.
    """

    what: str
    make: Callable[[int, int], Problem]


def _province(profile: str, offers: str, children: int, seed: int) -> Problem:
    return generate(profile, children, seed, offers)


def _scarce(share: float, children: int, seed: int) -> Problem:
    return with_scarcity(generate("thanh-hoa", children, seed), share)


def _without_wishes(children: int, seed: int) -> Problem:
    return without(generate("thanh-hoa", children, seed), "earmarks", "commitments")


def _one_commune_each(children: int, seed: int) -> Problem:
    """Every offer is for girls or boys of one commune, communes drawn as often as they have needs."""
    problem = generate("thanh-hoa", children, seed)
    draw = np.random.Generator(np.random.PCG64(seed))
    communes, size = problem["communes"], len(problem["offers"])
    homes = problem["children"]["commune"]
    chosen = homes[draw.integers(0, len(homes), size)].tolist()
    places = [f"{communes['vintage'][row]}:{communes['code'][row]}" for row in chosen]
    sexes = np.array(["girl", "boy"])[draw.integers(0, 2, size)].tolist()
    return earmarked(problem, (EarmarkField.COMMUNE, places), (EarmarkField.SEX, sexes))


def _tight_slots(children: int, seed: int) -> Problem:
    problem = without(generate("thanh-hoa", children, seed), "commitments")
    return with_columns(problem, "slots", capacity=np.minimum(problem["slots"]["capacity"], 1))


def _lots(children: int, seed: int) -> Problem:
    return with_limits(generate("thanh-hoa", children, seed), commune_min=3, commune_max=MISSING)


FAMILIES: Mapping[str, Family] = MappingProxyType({
    "thanh-hoa": Family("a large province, goods", partial(_province, "thanh-hoa", "goods")),
    "lao-cai": Family("a mountain province, goods", partial(_province, "lao-cai", "goods")),
    "dien-bien": Family("the poorest profile, goods", partial(_province, "dien-bien", "goods")),
    "ha-noi-14": Family("fourteen real communes, goods", partial(_province, "ha-noi-14", "goods")),
    "scarce-3": Family("stock for 3 % of the needed units", partial(_scarce, 0.03)),
    "ample-60": Family("stock for 60 % of the needed units", partial(_scarce, 0.60)),
    "no-wishes": Family("no earmarks at all", _without_wishes),
    "one-commune-each": Family("every offer for one commune and one sex", _one_commune_each),
    "tight-slots": Family("at most one operation per hospital, procedure and month", _tight_slots),
    "lots": Family("lots of three units per commune (integer programming)", _lots),
    "mixed": Family(
        "two thirds in cash; lots, visits, whole offers (integer programming)",
        partial(_province, "lao-cai", "mixed"),
    ),
    "earmarked-away": Family("every offer for a commune where nobody lives", adversarial.earmarked_away),
    "one-hospital": Family("one hospital, one slot per procedure and month", adversarial.one_hospital),
    "one-huge-commune": Family("everybody in one commune, no earmarks", adversarial.one_huge_commune),
    "lots-above-needs": Family("lots above every need: nothing can be given", adversarial.lots_above_needs),
    "all-or-nothing": Family("every offer whole or not at all (integer programming)", adversarial.all_or_nothing),
    "everything-tied": Family("children, needs and communes all alike", adversarial.everything_tied),
})  # fmt: skip
"""Name → family."""
