import shutil

import pytest


def test_a_sound_folder_ends_with_0_and_tells_its_size(call, province):
    said = call("check", province)
    assert said.code == 0
    assert "400 children" in said.out
    assert "network flow" in said.out


def test_a_sound_folder_is_told_in_vietnamese_with_vietnamese_numbers(call, province):
    assert "400 trẻ em" in call("check", province, "--lang", "vi").out


def test_wrong_data_end_with_3_and_every_problem_is_listed(call, province, tmp_path):
    folder = shutil.copytree(province, tmp_path / "in")
    children = (folder / "children.csv").read_text(encoding="utf-8-sig").splitlines()
    needs = (folder / "needs.csv").read_text(encoding="utf-8-sig").splitlines()
    (folder / "children.csv").write_text("\n".join([*children, children[1]]), encoding="utf-8")
    (folder / "needs.csv").write_text(needs[0].replace("quantity", "quantety") + "\n", encoding="utf-8")
    said = call("check", folder)
    assert said.code == 3
    assert "duplicate" in said.out
    assert "quantity" in said.out
    assert "problem(s) found" in said.err
    listed = call("check", folder, "--json")
    assert listed.code == 3
    assert listed.data["sound"] is False
    assert {"code", "table", "row", "column", "remedy"} <= set(listed.data["issues"][0])


@pytest.mark.parametrize("command", ["check", "solve", "audit"])
def test_a_folder_that_does_not_exist_ends_with_3_without_a_traceback(call, tmp_path, command):
    rest = {"check": (), "solve": ("--output", tmp_path / "out"), "audit": (tmp_path / "plan",)}[command]
    said = call(command, tmp_path / "nowhere", *rest)
    assert said.code == 3
    assert "Traceback" not in said.out + said.err


def test_rules_that_need_integer_programming_are_named_by_check_and_refused_to_rules_of_thumb(call, tmp_path):
    folder = tmp_path / "mixed"
    call("generate", "--profile", "lao-cai", "--children", "300", "--offers", "mixed", folder)
    said = call("check", folder)
    assert said.code == 0
    assert "rule visit_cost needs integer programming" in said.out
    refused = call("solve", folder, "--output", tmp_path / "out", "--policy", "greedy")
    assert refused.code == 4
    assert "rule visit_cost needs integer programming" in refused.err
    assert not (tmp_path / "out").exists()
    machine = call("solve", folder, "--output", tmp_path / "out", "--policy", "greedy", "--json")
    assert (machine.code, machine.data["error"]) == (4, "needs_integer_programming")


def test_rules_beyond_a_network_are_solved_and_proved(call, tmp_path):
    folder = tmp_path / "mixed"
    call("generate", "--profile", "lao-cai", "--children", "300", "--offers", "mixed", folder)
    said = call("solve", folder, "--output", tmp_path / "out", "--policy", "utilitarian")
    assert said.code == 0
    assert call("audit", folder, tmp_path / "out").code == 0


def test_generate_refuses_to_replace_a_problem_unless_forced(call, province, tmp_path):
    folder = shutil.copytree(province, tmp_path / "in")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    words = ("generate", "--profile", "lao-cai", "--children", "20", folder)
    said = call(*words)
    assert said.code == 2
    assert "--force" in said.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert call(*words, "--force").code == 0
    assert "20 children" in call("check", folder).out


def test_generating_twice_with_one_seed_gives_the_same_files(call, province, tmp_path):
    call("generate", "--profile", "lao-cai", "--children", "400", "--seed", "1", tmp_path / "again")
    for path in province.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
