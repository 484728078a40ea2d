"""The way of a second round on the command line: apply, take up what was promised, solve and apply again."""

import sqlite3

import pytest


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / "ledger.sqlite"


def test_a_plan_is_applied_once_and_its_promises_are_taken_up(call, province, solved, ledger, tmp_path):
    first = call("apply", province, solved, "--ledger", ledger, "--operator", "an")
    assert (first.code, "entry 1 of the ledger" in first.out) == (0, True)
    again = call("apply", province, solved, "--ledger", ledger)
    assert (again.code, "was applied before" in again.out) == (0, True)
    assert call("ledger", ledger, "--take-up", province, tmp_path / "next").code == 0
    assert call("solve", tmp_path / "next", "--output", tmp_path / "plan2", "--seed", "6").code == 0
    assert call("apply", tmp_path / "next", tmp_path / "plan2", "--ledger", ledger).code == 0
    shown = call("ledger", ledger)
    assert "plan applied" in shown.out
    assert "SOUND" in shown.out


def test_a_plan_made_from_an_older_state_is_refused_with_the_offers(call, province, solved, ledger, tmp_path):
    other = tmp_path / "other"
    call("solve", province, "--output", other, "--seed", "77")
    call("apply", province, solved, "--ledger", ledger)
    refused = call("apply", province, other, "--ledger", ledger)
    assert refused.code == 6
    assert "offer_used_since" in refused.err
    assert "O0" in refused.err


def test_another_plan_than_the_one_named_is_refused(call, province, solved, ledger):
    refused = call("apply", province, solved, "--ledger", ledger, "--plan-id", "abc")
    assert (refused.code, "another_plan" in refused.err) == (6, True)


def test_a_damaged_plan_is_not_applied(call, province, plan, ledger):
    path = plan / "allocation.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert call("apply", province, plan, "--ledger", ledger).code == 6
    assert not ledger.exists()


def test_a_changed_ledger_is_told(call, province, solved, ledger):
    call("apply", province, solved, "--ledger", ledger)
    with sqlite3.connect(ledger) as connection:
        connection.execute("DROP TRIGGER keep_entries_UPDATE")
        connection.execute("UPDATE entries SET operator = 'somebody else'")
    connection.close()
    shown = call("ledger", ledger, "--lang", "vi")
    assert shown.code == 6
    assert "SỔ HỎNG" in shown.out
    assert call("ledger", ledger, "--json").data["faults"]


def test_a_ledger_that_does_not_exist_is_a_wrong_call(call, ledger):
    assert call("ledger", ledger).code == 2


def test_promises_are_released_by_name_and_deliveries_confirmed(call, province, solved, ledger):
    call("apply", province, solved, "--ledger", ledger)
    lines = call("ledger", ledger, "--json").data["promises"]
    day = ("--on", "2026-02-01")
    first, second = lines[0], next(line for line in lines if line["offer"] != lines[0]["offer"])
    pair = ("--offer", first["offer"], "--need", first["need"])
    delivered = call("deliver", ledger, *pair, *day)
    assert (delivered.code, "delivered" in delivered.out) == (0, True)
    refused = call("release", ledger, *pair, "--reason", "child_left", *day)
    assert (refused.code, "nothing_open" in refused.err) == (6, True)
    failed = call(
        "release", ledger, "--offer", second["offer"], "--reason", "donor_failed", *day, "--lang", "vi"
    )
    assert (failed.code, "nhà tài trợ không thể thực hiện" in failed.out) == (0, True)
    after = call("ledger", ledger, "--json").data["promises"]
    assert second["offer"] not in {line["offer"] for line in after}
    assert next(line["delivered"] for line in after if line["need"] == first["need"]) == first["quantity"]


def test_a_release_tells_what_it_frees_and_refuses_a_mistyped_id(call, province, solved, ledger):
    call("apply", province, solved, "--ledger", ledger)
    offer = call("ledger", ledger, "--json").data["promises"][0]["offer"]
    why = ("--reason", "donor_failed", "--on", "2026-03-31")
    refused = call("release", ledger, "--offer", f"{offer}X", *why)
    assert (refused.code, "unknown_id" in refused.err, offer in refused.err) == (6, True, True)
    assert call("release", ledger, "--need", "TYPO", *why).code == 6
    freed = call("release", ledger, "--offer", offer, *why)
    assert (freed.code, "unit(s) released" in freed.out, f"Offers: {offer}." in freed.out) == (0, True, True)
    again = call("release", ledger, "--offer", offer, *why, "--json")
    assert again.data["released"] == []


def test_a_release_without_a_name_or_a_day_is_a_wrong_call(call, province, solved, ledger):
    call("apply", province, solved, "--ledger", ledger)
    assert call("release", ledger, "--reason", "child_left", "--on", "2026-02-01").code == 2
    assert call("release", ledger, "--need", "N1", "--reason", "child_left", "--on", "soon").code == 2
