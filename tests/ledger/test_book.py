"""The ledger's file: it only grows, tells what was changed, and survives a crash with all of an act or nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from small_fund import TODAY, fund

import matching
from matching.ledger.entries import Movement
from matching.problem.table import table_from

CRASH = """
import sys
from datetime import date
import matching
from matching.ledger.entries import LineKey, Movement
ledger = matching.Ledger(sys.argv[1])
print("ready", flush=True)
for number in range(10_000):
    lines = [Movement(LineKey(f"O{number}", f"N{line}"), promised=1) for line in range(300)]
    ledger.promise(lines, version=number, on=date(2026, 1, 5))
"""


@pytest.fixture
def ledger(tmp_path):
    return matching.Ledger(tmp_path / "ledger.sqlite")


@pytest.fixture
def problem(ledger):
    problem = fund(Random(1))
    matching.apply(matching.solve(problem, seed=1), ledger)
    return problem


def test_a_released_promise_binds_no_more_and_its_units_are_given_again(ledger, problem):
    line = ledger.standing()[0]
    ledger.release(offer=line.key.offer, need=line.key.need, reason="line_cancelled", on=TODAY, quantity=1)
    after = {held.key: held.quantity for held in ledger.standing()}
    assert after.get(line.key, 0) == line.quantity - 1
    entry = ledger.entries()[-1]
    assert (entry.kind, entry.reason, entry.on) == ("release", "line_cancelled", "2026-01-05")


def test_what_was_delivered_is_never_released(ledger, problem):
    line = ledger.standing()[0]
    ledger.deliver(line.key.offer, line.key.need, on=TODAY)
    with pytest.raises(matching.LedgerError, match="0 are promised and open"):
        ledger.release(offer=line.key.offer, need=line.key.need, reason="child_left", on=TODAY)
    ledger.withdraw_offer(line.key.offer, reason="donor_failed", on=TODAY)
    assert [held for held in ledger.standing() if held.key.offer == line.key.offer] == [
        held for held in ledger.standing() if held.key == line.key
    ]


def test_more_than_was_promised_is_neither_delivered_nor_released(ledger, problem):
    line = ledger.standing()[0]
    for act in (
        lambda: ledger.deliver(line.key.offer, line.key.need, on=TODAY, quantity=99),
        lambda: ledger.release(
            offer=line.key.offer, need=line.key.need, reason="correction", on=TODAY, quantity=99
        ),
    ):
        with pytest.raises(matching.LedgerError, match=line.key.offer):
            act()


def test_a_donor_who_fails_frees_the_needs_and_gives_nothing_more(ledger, problem):
    offer = ledger.standing()[0].key.offer
    ledger.withdraw_offer(offer, reason="donor_failed", on=TODAY)
    again = matching.solve(matching.with_promises(problem, ledger), seed=1)
    assert offer not in again.problem["offers"]["offer"][again.plan.offer]
    matching.apply(again, ledger)
    assert not [line for line in ledger.standing() if line.key.offer == offer]


def test_a_child_who_leaves_frees_the_offers_and_asks_for_nothing_more(ledger, problem):
    need = ledger.standing()[0].key.need
    ledger.withdraw_need(need, reason="child_left", on=TODAY)
    state = matching.with_promises(problem, ledger)
    assert need not in state["needs"]["need"]
    matching.apply(matching.solve(state, seed=1), ledger)
    assert need not in {line.key.need for line in ledger.standing()}


def test_a_plan_made_before_a_withdrawal_is_refused_with_the_ids(ledger):
    problem = fund(Random(1))
    result = matching.solve(problem, seed=1)
    offer = str(problem["offers"]["offer"][result.plan.offer[0]])
    ledger.withdraw_offer(offer, reason="donor_failed", on=TODAY, known=problem)
    with pytest.raises(matching.LedgerError) as caught:
        matching.apply(result, ledger)
    assert (caught.value.code, caught.value.offers) == ("withdrawn", (offer,))


def test_a_promise_checked_against_an_older_state_is_refused(ledger, problem):
    line = ledger.standing()[0]
    more = [Movement(line.key, promised=1)]
    with pytest.raises(matching.LedgerError) as caught:
        ledger.promise(more, version=0, on=TODAY)
    assert (caught.value.code, caught.value.offers) == ("offer_used_since", (line.key.offer,))


def test_a_promise_of_the_files_does_not_come_back_once_the_ledger_released_it(ledger):
    promised = with_a_promise(fund(Random(1)))
    matching.apply(matching.solve(promised, seed=1), ledger)
    for line in ledger.standing():
        ledger.release(offer=line.key.offer, need=line.key.need, reason="correction", on=TODAY)
    assert len(matching.with_promises(promised, ledger)["commitments"]) == 0


def with_a_promise(problem):
    """Return the problem with the first line of its best plan as a commitment of the files."""
    plan = matching.solve(problem, seed=1).plan
    columns = {name: getattr(plan, name)[:1] for name in ("offer", "need", "quantity")}
    return problem.replace(commitments=table_from("commitments", columns))


def test_a_mistyped_id_is_refused_and_near_ids_are_told(ledger, problem):
    before = ledger.version
    for act, table in ((ledger.withdraw_offer, "offers"), (ledger.withdraw_need, "needs")):
        held = ledger.standing()[0].key
        near = held.offer if table == "offers" else held.need
        with pytest.raises(matching.LedgerError, match=f"did you mean.*{near}") as caught:
            act(f"{near}x", reason="donor_failed", on=TODAY)
        assert (caught.value.code, getattr(caught.value, table)) == ("unknown_id", (f"{near}x",))
    assert ledger.version == before


def test_a_need_without_a_promise_is_withdrawn_where_it_is_known(ledger, problem):
    need = "N-late"
    child = str(problem["children"]["child"][0])
    more = matching.ProblemBuilder(vintage="2025-07").add_commune("1").add_child(child, "1", age=8)
    known = more.add_need(need, "gift", 1, child=child).build(TODAY)
    with pytest.raises(matching.LedgerError, match="knows no need"):
        ledger.withdraw_need(need, reason="child_left", on=TODAY)
    entry = ledger.withdraw_need(need, reason="child_left", on=TODAY, known=known)
    assert (entry.subject, ledger.movements(entry.version)) == (need, ())
    assert need in ledger.closed()[1]


def test_the_day_of_an_act_may_be_iso_text_and_nothing_else(ledger, problem):
    line = ledger.standing()[0]
    entry = ledger.release(
        offer=line.key.offer, need=line.key.need, reason="correction", on="2026-03-01", quantity=1
    )
    assert entry.on == "2026-03-01"
    for on in ("soon", "2026-13-01", None, 3):
        with pytest.raises(matching.LedgerError) as caught:
            ledger.withdraw_offer(line.key.offer, reason="donor_failed", on=on)
        assert caught.value.code == "bad_day"
    assert ledger.withdraw_offer(line.key.offer, reason="donor_failed", on="2026-03-02").on == "2026-03-02"


def test_an_unknown_reason_is_refused(ledger, problem):
    with pytest.raises(matching.LedgerError, match="child_left"):
        ledger.withdraw_offer("O0", reason="because", on=TODAY)


def test_a_problem_that_lacks_one_side_of_a_promise_is_refused(ledger, problem):
    import numpy as np

    from matching.problem.joining import without

    need = ledger.standing()[0].key.need
    part = without(problem, {"needs": problem["needs"]["need"] == need})
    with pytest.raises(matching.LedgerError) as caught:
        matching.with_promises(part, ledger)
    assert caught.value.needs == (need,)
    assert np.isin(need, problem["needs"]["need"])


def test_the_file_refuses_to_be_changed_and_tells_when_it_was(ledger, problem):
    with sqlite3.connect(ledger.file) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            connection.execute("UPDATE movements SET promised = promised + 1")
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            connection.execute("DELETE FROM entries")
        connection.execute("DROP TRIGGER keep_movements_UPDATE")
        connection.execute("UPDATE movements SET promised = promised + 1 WHERE number = 1")
    connection.close()
    assert ledger.verify() == ("Entry 1 was changed after it was written.",)


def test_another_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    connection.close()
    with pytest.raises(matching.LedgerError, match="another database"):
        _ = matching.Ledger(path).version
    text = tmp_path / "text.sqlite"
    text.write_text("not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(matching.LedgerError, match=r"text\.sqlite"):
        _ = matching.Ledger(text).version


@pytest.mark.parametrize("moment", [0.05, 0.13, 0.21, 0.34])
def test_a_process_killed_in_the_middle_leaves_all_of_an_act_or_nothing(tmp_path, moment):
    path = tmp_path / "ledger.sqlite"
    source = str(Path(matching.__file__).parents[1])
    writer = subprocess.Popen(
        [sys.executable, "-c", CRASH, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    time.sleep(moment)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    ledger = matching.Ledger(path)
    assert ledger.verify() == ()
    lines = ledger.standing()
    assert len(lines) == 300 * ledger.version
    ledger.withdraw_offer("O0", reason="donor_failed", on=TODAY, known=fund(Random(1)))
    assert ledger.verify() == ()
