import hashlib
import json

import pytest


def _edit(plan, name, old, new):
    path = plan / name
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


def _reseal(plan):
    """Make the manifest fit again, as a careful forger would."""
    manifest = json.loads((plan / "manifest.json").read_text())
    manifest["sha256"] = {n: hashlib.sha256((plan / n).read_bytes()).hexdigest() for n in manifest["sha256"]}
    (plan / "manifest.json").write_text(json.dumps(manifest))


def _line(plan, number):
    return (plan / "allocation.csv").read_text(encoding="utf-8-sig").split("\n")[number]


def test_an_untouched_plan_is_proved(call, province, solved):
    said = call("audit", province, solved)
    assert said.code == 0
    assert said.out.rstrip().split("\n")[-1].startswith("PROVED")
    assert call("audit", province, solved, "--json").data["verdict"] == "proved"


def test_a_file_changed_by_one_byte_is_refused_even_if_the_lines_hold(call, province, plan):
    _edit(plan, "communes.csv", "\n", "\r\n")
    said = call("audit", province, plan)
    assert said.code == 6
    assert "communes.csv: The file was changed" in said.out


def test_a_removed_line_is_refused_under_a_manifest_that_fits(call, province, plan):
    _edit(plan, "allocation.csv", _line(plan, 1) + "\n", "")
    _reseal(plan)
    said = call("audit", province, plan)
    assert said.code == 6
    assert "digest of the lines" in said.out


def test_a_doubled_line_is_refused_under_a_manifest_that_fits(call, province, plan):
    _edit(plan, "allocation.csv", _line(plan, 1), _line(plan, 1) + "\n" + _line(plan, 1))
    _reseal(plan)
    said = call("audit", province, plan)
    assert said.code == 6
    assert "duplicate_line" in said.out


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("result.json", lambda data: data.update(seed=6)),
        ("result.json", lambda data: data.update(plan_id="0" * 64)),
        ("result.json", lambda data: data["input"].update(digest="0" * 64)),
        ("result.json", lambda data: data["totals"].update(units=data["totals"]["units"] + 1)),
        ("result.json", lambda data: data["coverage"]["commune"][0].update(met=10**6)),
        ("result.json", lambda data: data["goals"][0].update(value=10**6)),
        ("result.json", lambda data: data["audit"].update(verdict="not proved")),
        ("result.json", lambda data: data["policy"]["disadvantage"].update(spread=10)),
        ("result.json", lambda data: data["outcome"].update(proof="not_proved")),
        ("certificate.json", lambda data: data.update(certificate=None)),
        ("certificate.json", lambda data: data.update(allocation_digest="0" * 64)),
        ("certificate.json", lambda data: data["certificate"]["proofs"].pop()),
        ("certificate.json", lambda data: data["certificate"]["proofs"][0].update(value=10**6)),
    ],
)
def test_a_false_claim_is_refused_under_a_manifest_that_fits(call, province, plan, name, change):
    data = json.loads((plan / name).read_text(encoding="utf-8"))
    change(data)
    (plan / name).write_text(json.dumps(data), encoding="utf-8")
    _reseal(plan)
    assert call("audit", province, plan).code == 6


@pytest.mark.parametrize("name", ["unmet.csv", "unused.csv", "communes.csv"])
def test_a_table_that_contradicts_the_lines_is_refused_under_a_manifest_that_fits(call, province, plan, name):
    lines = (plan / name).read_text(encoding="utf-8-sig").split("\n")
    (plan / name).write_text("\n".join([lines[0], *lines[2:]]), encoding="utf-8-sig")
    _reseal(plan)
    said = call("audit", province, plan)
    assert said.code == 6
    assert name in said.out


def test_a_plan_for_another_problem_is_refused(call, province, plan, tmp_path):
    children = (province / "children.csv").read_text(encoding="utf-8-sig")
    other = tmp_path / "other"
    other.mkdir()
    for path in province.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    (other / "children.csv").write_text(children.replace(",girl,", ",boy,", 1), encoding="utf-8")
    said = call("audit", other, plan)
    assert said.code == 6
    assert "input digest" in said.out


def test_a_plan_without_its_manifest_is_refused(call, province, plan):
    (plan / "manifest.json").unlink()
    assert call("audit", province, plan).code == 6


def test_a_malformed_plan_ends_with_3_and_names_the_place(call, province, plan):
    need = _line(plan, 1).split(",")[1]
    _edit(plan, "allocation.csv", need, "nobody")
    said = call("audit", province, plan)
    assert said.code == 3
    assert "allocation.csv, row 1, column need_id" in said.err
