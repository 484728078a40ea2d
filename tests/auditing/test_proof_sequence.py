"""What one proof tells the next holds for every plan that is as good as the plan that is proved."""

from itertools import cycle, product
from random import Random

import numpy as np
import pytest

from auditing.test_bound_trees import numbers, program_of, tree_of
from auditing.test_reference_program import (
    POLICIES,
    SCENES,
    basic,
    broken_by,
    inside,
    plans,
    policy_named,
    rank,
)
from matching.auditing.exact_bound import leaf_bound, tightened
from matching.auditing.facts import Facts
from matching.auditing.proof_sequence import ProofSequence
from matching.auditing.reference_program.reference import reference_program
from matching.auditing.values import goal_values
from matching.goals.proving import prove


@pytest.mark.parametrize("seed", range(60))
def test_narrowed_bounds_hold_every_point_of_at_least_the_objective(seed: int) -> None:
    rng = Random(seed)
    upper = [rng.randint(0, 3) for _ in range(4)]
    rows = [([rng.randint(-2, 4) for _ in range(4)], -9, rng.randint(0, 9)) for _ in range(2)]
    program = program_of(upper, rows)
    objective = numbers([rng.randint(-3, 5) for _ in range(4)])
    told = (numbers([0, 1]), numbers([rng.choice((-1, 0, 1, 2)), rng.randint(0, 3)]), rng.randint(1, 3))
    bound = leaf_bound(program, objective, program.lower, program.upper, *told)
    for least in (bound + 1, bound, bound - 1, bound - 4):
        low, high = tightened(program, objective, program.lower, program.upper, *told, least)
        points = [np.array(point) for point in product(*(range(most + 1) for most in upper))]
        good = [p for p in points if inside(program, p) and int(objective @ p) >= least]
        assert all(((low <= point) & (point <= high)).all() for point in good)
        assert (low > high).any() or least <= bound


def test_bounds_are_narrowed_where_prices_leave_no_room() -> None:
    program = program_of([3, 3], [([1, 1], -9, 3)])
    told = (numbers([0]), numbers([2]), 1)
    low, high = tightened(program, numbers([2, 1]), program.lower, program.upper, *told, 6)
    assert (low.tolist(), high.tolist()) == ([0, 0], [3, 0])


@pytest.mark.parametrize(("name", "scene"), list(zip(POLICIES, cycle(SCENES))))
def test_every_plan_as_good_stays_a_point_whatever_the_proofs_before_told(name: str, scene: str) -> None:
    case, policy = SCENES[scene], policy_named(name)
    problem, promised = basic(case), list(case.promised)
    legal = [Facts(problem, plan, policy, 7) for plan in plans(problem, 2, promised)]
    legal = [facts for facts in legal if not broken_by(facts)]
    ranks = [rank(policy, goal_values(facts)) for facts in legal]
    best = max(ranks)
    reference = reference_program(legal[ranks.index(best)])
    ties = [reference.point(facts) for facts, one in zip(legal, ranks, strict=True) if one == best]
    sequence = ProofSequence(reference)
    for objective in reference.objectives:
        program = sequence.program
        assert all(inside(program, point) for point in ties)
        target = objective.value - objective.constant
        found = prove(program, objective.coefficients, target, reference.splits)
        assert found.complete
        assert sequence.replay(found.tree, found.cuts) == found.bound


def test_a_bound_that_no_row_can_hold_tells_the_next_proof_nothing() -> None:
    facts = Facts(
        basic(SCENES["free"]), next(iter(plans(basic(SCENES["free"]), 2, []))), policy_named("sums"), 7
    )
    reference = reference_program(facts)
    sequence = ProofSequence(reference)
    split = tree_of((0, 0, 1, 2), (1, {}), (1, {}))
    sequence.take_down(split, 2**70)
    assert sequence.program.rows == reference.restricted(1).rows
