"""Operators in processes of their own: one offer is spent once, and a killed process leaves a whole ledger."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from small_fund import above, fund

import matching

OPERATOR = """
import sys
from random import Random
from small_fund import fund
import matching

path, seed = sys.argv[1], int(sys.argv[2])
ledger = matching.Ledger(path)
result = matching.solve(matching.with_promises(fund(Random(1)), ledger), seed=seed)
print("ready", flush=True)
sys.stdin.readline()
try:
    print("applied" if matching.apply(result, ledger, operator=str(seed)).applied else "known", flush=True)
except matching.LedgerError as error:
    print(error.code, flush=True)
"""
"""Solves the same fund as the other operators do, waits for the word, and applies."""

BUSY = """
import sys
from random import Random
from small_fund import TODAY, fund
import matching

ledger, problem = matching.Ledger(sys.argv[1]), fund(Random(1))
print("ready", flush=True)
for seed in range(1000):
    result = matching.solve(matching.with_promises(problem, ledger), seed=seed)
    matching.apply(result, ledger)
    for line in ledger.standing():
        ledger.release(offer=line.key.offer, need=line.key.need, reason="correction", on=TODAY)
"""
"""Applies plans and takes them back, without end."""


def started(script: str, *words: object) -> subprocess.Popen[str]:
    paths = [str(Path(matching.__file__).parents[1]), str(Path(__file__).parent)]
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_operators_who_apply_at_the_same_moment_one_is_heard_and_the_others_are_refused(tmp_path):
    path = tmp_path / "ledger.sqlite"
    assert matching.Ledger(path).version == 0
    operators = [started(OPERATOR, path, seed) for seed in (1, 2, 3)]
    assert [said(one) for one in operators] == ["ready"] * 3
    for one in operators:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    words = sorted(said(one) for one in operators)
    for one in operators:
        one.communicate()
    assert words == ["applied", "offer_used_since", "offer_used_since"]
    ledger = matching.Ledger(path)
    assert ledger.verify() == ()
    assert ledger.version == 1
    assert above(fund(Random(1)), ledger) == []


@pytest.mark.parametrize("moment", [0.1])
def test_a_process_killed_while_it_applies_leaves_a_ledger_that_others_go_on_with(tmp_path, moment):
    path = tmp_path / "ledger.sqlite"
    busy = started(BUSY, path)
    assert said(busy) == "ready"
    deadline = time.monotonic() + 120
    while matching.Ledger(path).version == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(moment)
    busy.send_signal(signal.SIGKILL)
    busy.communicate()
    ledger, problem = matching.Ledger(path), fund(Random(1))
    assert ledger.version > 0
    assert ledger.verify() == ()
    assert above(problem, ledger) == []
    again = matching.solve(matching.with_promises(problem, ledger), seed=5_000)
    assert matching.apply(again, ledger).applied
    assert ledger.verify() == ()
    assert above(problem, ledger) == []
