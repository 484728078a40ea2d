import hashlib
import json

import pytest

from matching.cli.audit import told
from matching.plan.audit_report import Violation


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


@pytest.mark.parametrize("name", ["unmet.csv", "unused.csv", "communes.csv", "disadvantage.csv"])
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
    findings = said.out.rstrip().split("\n")[:-1]
    assert len(findings) == 1
    assert "not the input that the plan was made from" in findings[0]


def test_a_plan_without_its_manifest_is_refused(call, province, plan):
    (plan / "manifest.json").unlink()
    assert call("audit", province, plan).code == 6


def test_a_line_for_an_unknown_need_is_refused_with_its_place(call, province, plan):
    need = _line(plan, 1).split(",")[1]
    _edit(plan, "allocation.csv", need, "nobody")
    said = call("audit", province, plan)
    assert said.code == 6
    assert "allocation.csv, row 1, column need_id" in said.out


@pytest.mark.parametrize("name", ["allocation.csv", "result.json", "certificate.json"])
@pytest.mark.parametrize("content", [None, b"", b"{", b"[]"])
def test_a_file_of_the_plan_that_is_missing_empty_or_malformed_is_refused(
    call, province, plan, name, content
):
    (plan / name).unlink()
    if content is not None:
        (plan / name).write_bytes(content)
    said = call("audit", province, plan, "--json")
    assert (said.code, said.data["verdict"]) == (6, "violated")
    assert any(name in finding["message"] for finding in said.data["violations"])


def test_a_plan_folder_that_does_not_exist_is_wrong_usage(call, province, tmp_path):
    assert call("audit", province, tmp_path / "nowhere").code == 2


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda data: data["input"].update(title="Another province"), "input.title"),
        (lambda data: data.update(remark="best plan ever"), "remark does not belong there"),
        (lambda data: data["totals"].update(remark=1), "totals.remark does not belong there"),
        (lambda data: data["totals"].update(unmet={}), "totals.unmet."),
        (lambda data: data["outcome"].pop("stop"), "outcome.stop is missing"),
        (lambda data: data["outcome"].update(has_plan=1), "outcome.has_plan: the file says 1"),
        (
            lambda data: data["coverage"]["commune"][1].update(met=10**6),
            "coverage.commune[1].met: the file says",
        ),
        (lambda data: data["audit"]["goals"][0].update(value=-1), "audit.goals[0].value: the file says -1"),
    ],
)
def test_a_false_claim_is_told_by_the_path_of_the_first_difference(call, province, plan, change, path):
    data = json.loads((plan / "result.json").read_text(encoding="utf-8"))
    change(data)
    (plan / "result.json").write_text(json.dumps(data), encoding="utf-8")
    _reseal(plan)
    said = call("audit", province, plan)
    assert said.code == 6
    assert f"result.json: {path}" in said.out


def test_a_broken_rule_is_told_with_the_ids(call, province, plan):
    offer, need, *_ = _line(plan, 1).split(",")
    _edit(plan, "allocation.csv", _line(plan, 1), _line(plan, 1) + "\n" + _line(plan, 1))
    line = next(line for line in call("audit", province, plan).out.split("\n") if "duplicate_line" in line)
    assert offer in line
    assert need in line


def test_at_most_five_ids_are_told_and_the_rest_counted():
    finding = Violation("stock", ("o1",), tuple(f"n{number}" for number in range(7)), "Too much.")
    assert told(finding) == "[stock] Too much. (offers: o1; needs: n0, n1, n2, n3, n4 and 2 more)"
