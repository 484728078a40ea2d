import csv
import json
import random
import shutil
import subprocess
import sys

import pytest

TABLES = ("allocation.csv", "unmet.csv", "unused.csv", "communes.csv", "disadvantage.csv")


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_plan_has_every_file_of_the_contract(solved):
    assert {path.name for path in solved.iterdir()} == {
        *TABLES,
        "result.json",
        "certificate.json",
        "manifest.json",
    }
    assert {"offer_id", "need_id", "quantity", "amount"} <= set(_rows(solved / "allocation.csv")[0])
    assert {"need_id", "quantity", "reason"} <= set(_rows(solved / "unmet.csv")[0])


def test_given_and_unmet_units_add_up_to_every_need(province, solved):
    wanted = {row["need"]: int(row["quantity"]) for row in _rows(province / "needs.csv")}
    for row in [*_rows(solved / "allocation.csv"), *_rows(solved / "unmet.csv")]:
        wanted[row["need_id"]] -= int(row["quantity"])
    assert set(wanted.values()) == {0}


def test_the_result_tells_everything_needed_to_repeat_the_run(solved):
    result = json.loads((solved / "result.json").read_text(encoding="utf-8"))
    assert result["seed"] == 5
    assert result["policy"]["name"] == "equal-coverage"
    assert result["audit"]["verdict"] == "proved"
    assert len(result["input"]["digest"]) == 64
    assert set(result["coverage"]) == {"everyone", "commune", "kind", "zone", "sex", "ethnic_minority"}
    assert all(goal["gap"] in (0, "0") for goal in result["goals"])
    assert result["versions"]["python"]


def test_solve_shows_the_commune_table_and_ends_with_the_verdict(call, province, tmp_path):
    said = call("solve", province, "--output", tmp_path / "out", "--lang", "vi")
    assert said.code == 0
    assert "Tất cả các xã" in said.out
    assert said.out.rstrip().split("\n")[-1].startswith("ĐÃ CHỨNG MINH")
    assert " -m matching audit" in said.err


def test_json_is_the_only_thing_on_standard_output_when_asked_for(call, province, tmp_path):
    said = call("solve", province, "--output", tmp_path / "out", "--json")
    assert said.data["document"] == "matching result"


def test_a_rule_of_thumb_gives_a_plan_that_is_not_proved(call, province, tmp_path):
    said = call("solve", province, "--output", tmp_path / "out", "--policy", "first-come")
    assert said.code == 5
    assert said.out.rstrip().split("\n")[-1].startswith("NOT PROVED")
    assert call("audit", province, tmp_path / "out").code == 5


def test_a_policy_can_come_from_a_file(call, province, tmp_path):
    path = tmp_path / "own.json"
    path.write_text('{"name": "own", "version": "1", "goals": [{"measure": "units"}]}', encoding="utf-8")
    said = call("solve", province, "--output", tmp_path / "out", "--policy", path, "--json")
    assert (said.code, said.data["policy"]["name"]) == (0, "own")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"version": "1", "goals": [{"measure": "units"}]}', '"name" is missing'),
        ('{"name": "x", "goals": [{"measure": "units"}]}', '"version" is missing'),
        ('{"name": "x", "version": "1"}', '"goals" is missing'),
        ('{"name": "x", "version": "1", "goals": [{"group": "everyone"}]}', '"measure" is missing in goal 1'),
        (
            '{"name": "x", "version": "1", "goals": [{"measure": "units", "wieght": 2}]}',
            "unknown key 'wieght'",
        ),
        ('{"name": "x", "name": "y", "version": "1"}', "'name' stands twice"),
        (
            '{"name": "x\\u001b[2J", "version": "1", "goals": [{"measure": "units"}]}',
            '"name" is not one line',
        ),
        (
            '{"name": "x", "version": "1", "goals": [{"measure": "units"}],'
            ' "disadvantage": {"weights": {}, "zones": {"IV": 1}, "spread": 1}}',
            "unknown key 'IV'",
        ),
        (
            '{"name": "x", "version": "1", "goals": [{"measure": "units"}], "disadvantage": {"weights": {}}}',
            '"zones" is missing',
        ),
    ],
)
def test_what_is_wrong_with_a_policy_file_is_told_in_words(call, tmp_path, content, told):
    path = tmp_path / "own.json"
    path.write_text(content, encoding="utf-8")
    said = call("check", tmp_path, "--policy", path)
    assert said.code == 2
    assert told in said.err
    assert "own.json" in said.err


@pytest.mark.parametrize("content", ["{", "[]", '{"name": "x"}', '{"name": "x", "version": "1", "goal": []}'])
def test_a_policy_that_cannot_be_read_ends_with_2(call, province, tmp_path, content):
    path = tmp_path / "own.json"
    path.write_text(content, encoding="utf-8")
    assert call("solve", province, "--output", tmp_path / "out", "--policy", path).code == 2


def test_a_plan_is_never_written_over_its_problem(call, province):
    before = (province / "communes.csv").read_bytes()
    said = call("solve", province, "--output", province)
    assert said.code == 2
    assert "overwritten" in said.err
    assert (province / "communes.csv").read_bytes() == before


def test_a_table_of_the_users_is_never_overwritten_by_a_plan(call, province, tmp_path):
    (tmp_path / "communes.csv").write_bytes(b"mine")
    assert call("solve", province, "--output", tmp_path).code == 2
    assert (tmp_path / "communes.csv").read_bytes() == b"mine"


def test_the_plan_of_another_input_is_replaced_only_by_force(call, province, tmp_path):
    other, plan = tmp_path / "other", tmp_path / "plan"
    assert call("generate", "--profile", "lao-cai", "--children", "20", other).code == 0
    words = ("--output", plan, "--policy", "first-come")
    assert call("solve", province, *words).code == 5
    before = (plan / "result.json").read_bytes()
    said = call("solve", other, *words)
    assert said.code == 2
    assert "--force" in said.err
    assert (plan / "result.json").read_bytes() == before
    assert call("solve", province, *words, "--seed", "9").code == 5
    assert call("solve", other, *words, "--force").code == 5
    (plan / "result.json").write_text("{")
    assert call("solve", other, *words).code == 2


def test_demo_refuses_a_folder_that_holds_a_problem_unless_forced(call, province, tmp_path):
    theirs = shutil.copytree(province, tmp_path / "input")
    before = {path.name: path.read_bytes() for path in theirs.iterdir()}
    said = call("demo", "--output", tmp_path)
    assert said.code == 2
    assert "--force" in said.err
    assert {path.name: path.read_bytes() for path in theirs.iterdir()} == before
    assert call("demo", "--output", tmp_path, "--force", "--policy", "first-come").code == 5


def test_shuffled_rows_and_columns_give_the_same_tables(call, province, solved, tmp_path):
    folder = shutil.copytree(province, tmp_path / "in")
    draw = random.Random(3)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file))
        order = draw.sample(range(len(header)), len(header))
        draw.shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([row[column] for column in order] for row in [header, *rows])
    assert call("solve", folder, "--output", tmp_path / "out", "--seed", "5").code == 0
    for name in TABLES:
        assert (tmp_path / "out" / name).read_bytes() == (solved / name).read_bytes()


def test_within_a_generous_time_limit_the_plan_is_the_same(call, province, solved, tmp_path):
    said = call("solve", province, "--output", tmp_path / "out", "--seed", "5", "--time-limit", "120")
    assert said.code == 0
    for name in TABLES:
        assert (tmp_path / "out" / name).read_bytes() == (solved / name).read_bytes()


def test_a_time_limit_too_short_for_a_plan_ends_with_4_and_leaves_nothing(call, province, tmp_path):
    said = call("solve", province, "--output", tmp_path / "out", "--time-limit", "0.01")
    assert said.code == 4
    assert "No plan yet" in said.err
    assert not list((tmp_path / "out").glob("*"))


def test_a_reader_that_closes_early_gets_no_traceback(province):
    command = [sys.executable, "-m", "matching", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert b"Traceback" not in told
    assert b"Exception" not in told


def test_the_demonstration_names_its_files_and_the_next_command(call, tmp_path):
    said = call("demo", "--output", tmp_path / "demo", "--lang", "vi")
    assert said.code == 0
    assert "Khánh Thượng" in said.out
    assert str(tmp_path / "demo" / "plan") in said.err
    assert call("audit", tmp_path / "demo" / "input", tmp_path / "demo" / "plan").code == 0
