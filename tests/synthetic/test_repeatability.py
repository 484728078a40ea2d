"""The same arguments give the same problem; list errors are there when asked for."""

import pickle
from collections import Counter

import numpy as np
import pytest

from matching.intake.frames import frames_of, problem_from_frames
from matching.problem.problem import Problem
from matching.synthetic.drawing import apportion, opaque_ids
from matching.synthetic.profile_data import named_profile, profile_names
from matching.synthetic.provinces import OFFERS, generate


@pytest.mark.parametrize("offers", OFFERS)
@pytest.mark.parametrize("profile", profile_names())
def test_the_same_seed_gives_the_same_problem(profile: str, offers: str) -> None:
    first, second = (generate(profile, 500, seed=9, offers=offers, list_errors=True) for _ in range(2))
    assert first == second
    assert first.digest == second.digest


@pytest.mark.parametrize("offers", OFFERS)
@pytest.mark.parametrize("profile", profile_names())
def test_a_problem_that_leaves_as_frames_comes_back_the_same(profile: str, offers: str) -> None:
    problem = generate(profile, 60, seed=9, offers=offers, list_errors=True)
    again = problem_from_frames(frames_of(problem), problem.reference_date, problem.title)
    assert again == problem
    assert again.digest == problem.digest


def test_another_seed_size_or_profile_gives_another_problem() -> None:
    digests = {
        generate("lao-cai", 300).digest,
        generate("lao-cai", 300, seed=1).digest,
        generate("lao-cai", 301).digest,
        generate("dien-bien", 300).digest,
        generate("lao-cai", 300, offers="mixed").digest,
        generate("lao-cai", 300, list_errors=True).digest,
    }
    assert len(digests) == 6


def test_children_and_needs_do_not_depend_on_the_kind_of_offers() -> None:
    goods, mixed = (generate("dien-bien", 800, seed=4, offers=offers) for offers in OFFERS)
    assert goods["children"] == mixed["children"]
    assert goods["needs"] == mixed["needs"]
    assert goods["earmarks"] == mixed["earmarks"]


def test_a_problem_survives_pickling() -> None:
    problem = generate("ha-noi-14", 200)
    assert pickle.loads(pickle.dumps(problem)) == problem
    assert pickle.loads(pickle.dumps(named_profile("lao-cai"))) == named_profile("lao-cai")


def test_list_errors_are_duplicates_and_wrong_ages_of_about_three_per_cent() -> None:
    clean, wrong = (generate("lao-cai", 10_000, seed=2, list_errors=errors) for errors in (False, True))
    assert len(wrong["children"]) == len(clean["children"]) == 10_000
    names = [name for name in clean["children"].columns if name != "child"]
    differs = np.any([clean["children"][name] != wrong["children"][name] for name in names], axis=0)
    assert differs.mean() == pytest.approx(0.03, abs=0.002)
    only_age = differs & np.all(
        [clean["children"][name] == wrong["children"][name] for name in names if name != "age"], axis=0
    )
    assert only_age.mean() == pytest.approx(0.012, abs=0.002)
    rows = Counter(zip(*(wrong["children"][name].tolist() for name in names), strict=True))
    copies = sum(count - 1 for count in rows.values())
    assert copies / 10_000 == pytest.approx(0.018, abs=0.003)


def test_a_duplicate_has_the_attributes_and_needs_of_another_child() -> None:
    clean, wrong = (generate("lao-cai", 3_000, seed=2, list_errors=errors) for errors in (False, True))
    names = [name for name in clean["children"].columns if name not in ("child", "age")]
    before, after = (
        list(zip(*(problem["children"][name].tolist() for name in names), strict=True))
        for problem in (clean, wrong)
    )
    held = _needs_of_children(wrong)
    replaced = [row for row in range(3_000) if before[row] != after[row]]
    assert len(replaced) == 54
    for row in replaced:
        twins = [other for other in range(3_000) if other != row and after[other] == after[row]]
        assert any(held[twin] == held[row] for twin in twins)
    assert set(held) - {-1} == set(range(3_000))


def _needs_of_children(problem: Problem) -> dict[int, list[tuple[int, ...]]]:
    held: dict[int, list[tuple[int, ...]]] = {}
    columns = (problem["needs"][name].tolist() for name in ("child", "kind", "item", "quantity"))
    for child, *need in zip(*columns, strict=True):
        held.setdefault(child, []).append(tuple(need))
    return held


@pytest.mark.parametrize(
    "arguments",
    [
        {"profile": "atlantis", "children": 10},
        {"profile": "lao-cai", "children": 0},
        {"profile": "lao-cai", "children": 10, "seed": -1},
        {"profile": "lao-cai", "children": 10, "offers": "stolen"},
    ],
)
def test_unknown_or_impossible_arguments_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"choose one of|at least"):
        generate(**arguments)  # type: ignore[arg-type]


def test_ids_are_opaque_numbers_with_leading_zeros() -> None:
    assert opaque_ids("C", 12).tolist()[::11] == ["C0000001", "C0000012"]
    assert opaque_ids("O", 0, 4).tolist() == []


def test_apportioned_numbers_sum_to_the_total_and_stay_within_one_of_the_exact_share() -> None:
    generator = np.random.Generator(np.random.PCG64(0))
    for total in (0, 1, 7, 1000):
        weights = generator.random(13)
        numbers = apportion(total, weights)
        assert numbers.sum() == total
        assert np.all(np.abs(numbers - total * weights / weights.sum()) < 1)
