"""The country: official communes, one synthetic problem for each province."""

import numpy as np
import pytest

from matching.intake.checking import cross_field_issues
from matching.intake.draft import Draft
from matching.problem.problem import Problem
from matching.synthetic.nation import COMMUNES, generate_nation, province_profiles
from matching.synthetic.profile_data import read_rows
from matching.vocabulary import ENUMERATIONS


@pytest.fixture(scope="module")
def nation() -> dict[str, Problem]:
    return dict(generate_nation(3_400, seed=2))


def test_the_table_holds_every_unit_of_the_reform_once() -> None:
    rows = read_rows(COMMUNES)
    levels = [row["level"] for row in rows]
    assert len(rows) == len({row["code"] for row in rows}) == 3_321
    assert [levels.count(level) for level in ("commune", "ward", "special_zone")] == [2_621, 687, 13]
    assert all(len(row["code"]) == 5 and row["code"].isdigit() for row in rows)
    provinces = read_rows("provinces-2025.csv")
    assert len(provinces) == 34
    for province in provinces:
        assert int(province["communes"]) == sum(row["province"] == province["code"] for row in rows)
    names = {(row["province"], row["name"]) for row in rows}
    assert len(names) == 3_321


def test_known_units_have_their_codes() -> None:
    named = {(row["name"], row["province"]): row["code"] for row in read_rows(COMMUNES)}
    assert named["Xã Ba Vì", "01"] == "09700"
    assert named["Xã Suối Hai", "01"] == "09694"
    assert named["Xã Yên Bài", "01"] == "09706"


def test_zones_sum_to_the_published_national_counts() -> None:
    profiles = province_profiles()
    counts = {zone: sum(profile.zones[zone] for profile in profiles) for zone in ("I", "II", "III")}
    assert counts == {"I": 250, "II": 259, "III": 824}


def test_every_province_and_commune_is_there(nation: dict[str, Problem]) -> None:
    assert len(nation) == 34
    assert sum(len(problem["communes"]) for problem in nation.values()) == 3_321
    assert sum(len(problem["children"]) for problem in nation.values()) == 3_400
    for profile, problem in zip(province_profiles(), nation.values(), strict=True):
        zones = problem["communes"]["zone"]
        counted = {zone: int(np.sum(zones == code)) for code, zone in enumerate(ENUMERATIONS["Zone"])}
        assert counted | {"none": int(np.sum(zones == -1))} == dict(profile.zones)


def test_ids_differ_across_the_country(nation: dict[str, Problem]) -> None:
    for table, key in (("children", "child"), ("needs", "need"), ("offers", "offer"), ("donors", "donor")):
        ids = np.concatenate([problem[table][key] for problem in nation.values()])
        assert len(np.unique(ids)) == len(ids), table
    assert nation["15"]["children"]["child"][0] == "C150000001"


def test_every_problem_passes_the_checks(nation: dict[str, Problem]) -> None:
    for code, problem in nation.items():
        sound = {name: np.ones(len(table), dtype=np.bool_) for name, table in problem.tables.items()}
        draft = Draft(problem, sound, True, {})
        assert [issue for issue in cross_field_issues(draft) if issue.severity == "error"] == [], code


def test_zones_do_not_move_when_the_seed_changes() -> None:
    first, second = (next(generate_nation(340, seed=seed))[1]["communes"] for seed in (1, 2))
    assert first["zone"].tolist() == second["zone"].tolist()
    assert first["poor_share"].tolist() != second["poor_share"].tolist()


def test_a_nation_needs_a_child_for_each_province() -> None:
    with pytest.raises(ValueError, match="at least 34"):
        next(generate_nation(33))
