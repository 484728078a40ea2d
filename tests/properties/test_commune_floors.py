"""Floors and ceilings of whole communes, all kinds together, stay on the network of policies that compare communes."""

from random import Random

import pytest

from matching.formulation.network_structure import structure
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS
from oracle.random_problems import NETWORK_FEATURES, random_problem, table_of
from properties.comparing import Tally, compare
from properties.policies import policy_called

POLICIES = ("communes-alike", "communes-alike-adjusted", "units-then-communes", "communes-max-min")
COMMUNE = ENUMERATIONS["FloorGroup"].index("commune")


def bounded(seed: int) -> Problem:
    """Return a random problem with a floor, a ceiling or both on some of its communes."""
    rng = Random(seed)
    features = {name for name in sorted(NETWORK_FEATURES - {"floors"}) if rng.random() < 0.35}
    problem = random_problem(rng, features=features)
    communes, rows = problem["communes"], []
    for vintage, code in zip(communes["vintage"].tolist(), communes["code"].tolist(), strict=True):
        if rng.random() < 0.7:
            least = rng.randint(0, 2)
            most = -1 if rng.random() < 0.5 else least + rng.randint(0, 3)
            value = f"{vintage}:{code}" if rng.random() < 0.8 else ""
            rows.append({"group": COMMUNE, "value": value, "kind": -1, "minimum": least, "maximum": most})
    return problem.replace(floors=table_of("floors", rows)) if rows else problem


@pytest.mark.parametrize("name", POLICIES)
def test_plans_under_commune_floors_are_the_best_by_enumeration_and_proved(name: str) -> None:
    policy, tally, floors = policy_called(name), Tally(), 0
    for seed in range(12):
        problem = bounded(seed)
        assert structure(problem, policy).is_network
        assert compare(problem, policy, tally) == "", seed
        floors += len(problem["floors"])
    assert floors > 10
    assert tally.solved > 4


def test_a_commune_floor_is_no_bound_of_groups_that_count_children() -> None:
    problem = bounded(1)
    assert len(problem["floors"])
    told = structure(problem, policy_called("points-then-children"))
    assert [obstacle.rule for obstacle in told.obstacles] == ["floors"]
