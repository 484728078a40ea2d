"""The index of disadvantage: parts laid open, faults told, and weights moved in exact proportion."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

import matching
from matching.errors import PolicyError
from matching.problem.commune_targets import target_scale, targets
from matching.problem.disadvantage_parts import index_issues, indices_of, parts_of, weights_changed
from matching.problem.policy import Disadvantage, named_policy
from matching.problem.problem import Problem, problem_from
from matching.problem.table import table_from

INDEX = Disadvantage({"zone": 2, "poor_share": 1, "minority_share": 1}, {"I": 30, "II": 60, "III": 100}, 50)


def communes(**columns: object) -> Problem:
    return problem_from({"communes": table_from("communes", columns)}, date(2026, 1, 1))


@pytest.fixture
def problem() -> Problem:
    return communes(
        vintage=["v", "v", "v"], code=["1", "2", "3"], zone=[2, 0, -1],
        poor_share=[5_000, -1, 0], minority_share=[10_000, 2_500, 0],
    )  # fmt: skip


def test_the_index_is_the_weighted_mean_of_its_parts(problem: Problem) -> None:
    values = indices_of(parts_of(problem, INDEX), 3)
    assert values == [
        (2 * Fraction(1) + Fraction(1, 2) + 1) / 4,
        (2 * Fraction(3, 10) + 0 + Fraction(1, 4)) / 4,
        Fraction(0),
    ]
    assert targets(problem, INDEX).tolist() == [100 + round(50 * value) for value in values]


def test_steps_of_the_audit_become_shares_of_targets(problem: Problem) -> None:
    found = targets(problem, INDEX)
    assert target_scale(problem, INDEX) == Fraction(100, int(np.gcd.reduce(found)))


def test_missing_parts_count_as_nothing_and_are_told(problem: Problem) -> None:
    (issue,) = index_issues(problem, INDEX)
    assert issue.code == "index_part_missing"
    assert "1 of 3 communes have no poor_share" in issue.message
    assert issue.severity == "warning"


@pytest.mark.parametrize(
    ("weights", "zones", "codes"),
    [
        ({"zone": 0, "poor_share": 0}, {"I": 1, "II": 1, "III": 1}, {"index_weights"}),
        ({"zone": 1, "near_poor_share": 0}, {"I": 1, "II": 1, "III": 1}, {"index_weight"}),
        ({"zone": 1}, {"I": 30}, {"index_zone"}),
    ],
)
def test_weights_of_nothing_and_zones_without_a_value_are_told(problem, weights, zones, codes) -> None:
    assert {issue.code for issue in index_issues(problem, Disadvantage(weights, zones, 50))} == codes


@pytest.mark.parametrize("part", ["hamlets", "code", "latitude", "planet"])
def test_a_part_that_is_no_share_is_refused_by_name(problem: Problem, part: str) -> None:
    with pytest.raises(PolicyError, match=f"no part '{part}'; choose among zone, poor_share"):
        targets(problem, Disadvantage({part: 1}, {}, 50))


def test_a_weight_moves_in_exact_proportion_to_the_others() -> None:
    moved = weights_changed(INDEX, {"poor_share": Fraction(6, 5)})
    assert dict(moved.weights) == {"zone": 10, "poor_share": 6, "minority_share": 5}
    assert (moved.zones, moved.spread) == (INDEX.zones, INDEX.spread)
    with pytest.raises(KeyError):
        weights_changed(INDEX, {"planet": Fraction(2)})


def test_the_published_table_tells_parts_index_and_target(problem: Problem) -> None:
    policy = matching.Policy("p", "1", (), INDEX, "greedy")
    rows = matching.disadvantage_table(problem, policy).to_rows()
    assert rows[0] == {
        "commune": "v:1", "zone": 1.0, "poor_share": 0.5, "minority_share": 1.0, "index": 0.875, "target": 1.44,
    }  # fmt: skip
    assert rows[1]["poor_share"] is None
    for language, word in (("en", "Index of disadvantage"), ("vi", "Chỉ số khó khăn")):
        assert word in matching.disadvantage_table(problem, policy).summary(language)


def test_the_shipped_index_has_no_fault_on_the_bundled_example() -> None:
    assert index_issues(matching.demo_problem(), named_policy("equal-coverage").disadvantage) == ()
