"""Lagrangian bounds: whatever the prices, no plan that keeps the earlier goals is better than the bound."""

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from matching.auditing.facts import Facts
from matching.auditing.lagrangian.replay_bounds import UNWEIGHED, BoundDesk, malformed
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.price_certificate import PriceCertificate, PricedProof
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from oracle.book import Book, Plans, opened
from oracle.goals import Yardstick, yardsticks
from oracle.hand_cases import CASH, Case, world
from oracle.measuring import units_of_groups
from oracle.random_problems import FEATURES, TINY, random_problem
from oracle.rulebook import every_plan
from properties.policies import CUSTOM, MANY_SIDED, SHIPPED, policy_called

POLICIES = (*SHIPPED, *CUSTOM, *MANY_SIDED)


@dataclass
class Tally:
    """How many bounds were compared, how many were met by a plan, and what went wrong."""

    bounds: int = 0
    met: int = 0
    differences: tuple[str, ...] = ()


def mixed(rng: Random) -> set[str]:
    share = rng.choice([0.1, 0.3])
    return {feature for feature in sorted(FEATURES) if rng.random() < share}


def allocation(problem: Problem, book: Book, plan: np.ndarray) -> Allocation:
    pairs = np.array(book.pairs, dtype=np.int64).reshape(-1, 2)
    kept, fresh = np.flatnonzero(book.kept), np.flatnonzero(plan > book.kept)
    rows = np.concatenate([kept, fresh])
    units = np.concatenate([book.kept[kept], (plan - book.kept)[fresh]])
    return allocation_of(problem, pairs[rows, 0], pairs[rows, 1], units, np.arange(len(rows)) < len(kept))


def random_proof(rng: Random, desk: BoundDesk, goal: int) -> PricedProof:
    """Return random prices near what units are worth, so that bounds are close now and then."""
    policy, names = desk.facts.policy, desk.left.ground.names
    own = policy.goals[goal]
    large = {"lottery": 2**24, "weight": 10, "cost": 100}
    unit = large.get(own.measure, 1) if own.criterion == "sum" else 2

    def prices(count: int, likely: float) -> np.ndarray:
        values = [rng.randint(0, 2 * unit) if rng.random() < likely else 0 for _ in range(count)]
        return np.array(values, dtype=np.int64)

    earlier = [
        rng.randint(0, 3)
        if one.criterion == "sum" and one.measure not in UNWEIGHED and rng.random() < 0.5
        else 0
        for one in policy.goals[:goal]
    ]
    groups = []
    for number in (number for number in desk.grouped if number <= goal):
        size = len(desk.comparisons[number].steps)
        weights = [rng.randint(0, 3) for _ in range(size)]
        if number != goal and rng.random() < 0.3:
            weights = []
        groups.append(np.array(weights, dtype=np.int64))
    aside = 0
    if own.criterion == "leximin" and len(desk.comparisons[goal].steps):
        aside = rng.randrange(len(desk.comparisons[goal].steps))
    likely = rng.choice([0.0, 0.3, 0.8])
    return PricedProof(
        goal, aside, rng.randint(1, 2) if own.criterion == "sum" else 0, tuple(earlier), tuple(groups),
        prices(len(names.needs), likely), prices(rng.choice([0, len(names.children)]), 0.5),
        prices(rng.choice([0, len(names.slots)]), 0.5),
    )  # fmt: skip


def keeping(stick: Yardstick, units: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return which plans keep an earlier goal: as much in sum, no lower worst-off group, or no group with less."""
    if stick.goal.criterion == "sum":
        sign = -1 if stick.goal.measure in ("cost", "visits") else 1
        return np.asarray(sign * units[:, 0] >= sign * own[0])
    if stick.goal.criterion == "max_min":
        return np.array([stick.worth(tuple(one)) >= stick.worth(tuple(own)) for one in units.tolist()])
    return np.asarray((units >= own).all(axis=1))


def best_next(
    desk: BoundDesk, stick: Yardstick, units: np.ndarray, own: np.ndarray, proof: PricedProof
) -> Fraction | None:
    """Return the highest coverage that all groups but those set aside reach, where no plan takes from these.

    Groups to which no line can bring more than this plan gives them are set aside besides.
    """
    if stick.goal.criterion == "max_min":
        worths = [stick.worth(tuple(one)) for one in units.tolist()]
        return max(worths) if stick.reachable else None  # type: ignore[type-var,return-value]
    numbered = sorted(range(len(own)), key=lambda one: stick.groups[one])
    worst = [numbered[one] for one in desk.comparisons[proof.goal].worst.tolist()]
    coverage = [Fraction(int(one), whole) for one, whole in zip(own, stick.whole, strict=True)]
    assert [coverage[one] for one in worst] == sorted(coverage[one] for one in worst)
    closed = [one for one in range(len(own)) if one not in worst]
    assert (units[:, closed] <= own[closed]).all()
    others = worst[proof.aside :]
    if not others:
        return None
    kept = [group for group in range(len(own)) if group not in others]
    among = units[(units[:, kept] >= own[kept]).all(axis=1)]
    return max(min(Fraction(int(one[g]), stick.whole[g]) for g in others) for one in among.tolist())


def compare(problem: Problem, policy: Policy, rng: Random, tally: Tally) -> None:
    book = opened(problem)
    plans = every_plan(book)
    if not len(plans):
        return
    plan = plans[rng.randrange(len(plans))]
    desk = BoundDesk(Facts(problem, allocation(problem, book, plan), policy, 0))
    sticks = yardsticks(book.facts, policy)
    measured = [units_of_groups(book, stick, plans) for stick in sticks]
    own = [units_of_groups(book, stick, plan[np.newaxis, :])[0] for stick in sticks]
    among = np.ones(len(plans), dtype=np.bool_)
    for goal, stick in enumerate(sticks):
        for _ in range(3):
            _one_bound(desk, rng, goal, stick, measured[goal][among], own[goal], tally)
        among &= keeping(stick, measured[goal], own[goal])


def _one_bound(
    desk: BoundDesk, rng: Random, goal: int, stick: Yardstick, units: Plans, own: np.ndarray, tally: Tally
) -> None:
    proof = random_proof(rng, desk, goal)
    assert malformed(desk, PriceCertificate((proof,))) == ""
    maximum = desk.maximum(proof)
    if stick.goal.criterion == "sum":
        bound = desk.total_bound(proof, maximum)
        least = stick.goal.measure in ("cost", "visits")
        best = int(units[:, 0].min() if least else units[:, 0].max())
        wrong, met = (bound > best, bound == best) if least else (bound < best, bound == best)
    else:
        found = desk.step_bound(proof, maximum)
        level = None if found is None else found[1]
        best_level = best_next(desk, stick, units, own, proof) if len(stick.groups) else None
        wrong = level is not None and best_level is not None and level < best_level
        met = level is not None and level == best_level
        bound, best = level, best_level  # type: ignore[assignment]
    tally.bounds += 1
    tally.met += met
    if wrong:
        tally.differences += (f"goal {goal + 1} of {desk.facts.policy.name}: bound {bound}, best {best}",)


def compare_many(seeds: range) -> Tally:
    tally = Tally()
    for seed in seeds:
        rng = Random(seed)
        before = len(tally.differences)
        compare(
            random_problem(rng, TINY, mixed(rng)), policy_called(POLICIES[seed % len(POLICIES)]), rng, tally
        )
        if len(tally.differences) > before:
            tally.differences += (f"seed {seed}",)
    return tally


def test_no_plan_is_better_than_a_bound_of_random_prices() -> None:
    tally = compare_many(range(40))
    assert tally.differences == ()
    assert tally.met > tally.bounds // 20


@pytest.mark.long
def test_no_plan_is_better_than_a_bound_on_thousands_of_problems(instances: int) -> None:
    assert compare_many(range(10_000, 10_000 + instances)).differences == ()


def test_a_line_of_money_counts_no_more_units_than_it_holds_over_all_communes() -> None:
    case = Case({}, {}, {0: CASH | {"budget": 10**9}}, stock={0: {"quantity": 3}})
    problem, none = world(case), np.zeros(0, dtype=np.int64)
    nothing = allocation_of(problem, none, none, none, np.zeros(0, dtype=np.bool_))
    desk = BoundDesk(
        Facts(problem, nothing, replace(policy_called("utilitarian"), goals=(Goal("units"),)), 0)
    )
    free = PricedProof(0, 0, 1, (), (), np.zeros(4, dtype=np.int64), none, none)
    # Three of the six meals and both milks by money, four meals as goods.
    assert desk.total_bound(free, desk.maximum(free)) == 3 + 2 + 4
