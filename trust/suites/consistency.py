"""The same question, the same bytes; every unit and đồng counted; promises kept; proofs replayed without a solver."""

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from small_fund import fund
from test_applying import interleaved

import matching
from matching.errors import InfeasibleError, MatchingError
from matching.files.plan_writing import write_plan
from matching.files.writing import write_problem
from matching.plan.allocation import Allocation
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity
from matching.solving import solve
from oracle.random_problems import FEATURES, NETWORK_FEATURES, SMALL, TINY, random_problem
from properties.policies import policy_called
from properties.test_laws import MIDDLE
from properties.transformations import multiplied
from trust.borrowing import ROOT
from trust.fixed_run import POLICIES, hashes
from trust.suite import NOT_APPLICABLE, Suite
from trust.suites.metamorphic import _values, scaled

ENVIRONMENTS = ("lowest", "python3.12", "python3.13", "python3.14")
"""Environments beside the tests' own, made by ``make environments`` where their interpreters are found."""


@cache
def expected(kind: int) -> dict[str, str]:
    return hashes(kind)


def _told(python: str, number: int, shuffle: int, **environment: str) -> dict[str, str]:
    run = subprocess.run(
        [python, "-m", "trust.fixed_run", str(number), str(shuffle)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=140,
    )
    if run.returncode:
        raise RuntimeError(run.stderr[-300:])
    told: dict[str, str] = json.loads(run.stdout)
    return told


def _differing(one: dict[str, str], other: dict[str, str]) -> str:
    return ", ".join(name for name in sorted({*one, *other}) if one.get(name) != other.get(name))


def same_bytes(number: int) -> str:
    """Ask the same in a fresh process with another hash seed, thread count or order of rows: the same bytes."""
    kind, turn = number % len(POLICIES), number // len(POLICIES)
    threads = str(1 + turn % 2)
    environment = {"PYTHONHASHSEED": str(number), "OMP_NUM_THREADS": threads, "POLARS_MAX_THREADS": threads}
    told = _told(sys.executable, kind, turn if turn % 2 else 0, **environment)
    differing = _differing(told, expected(kind))
    return f"{differing} differ under {POLICIES[kind]}" if differing else ""


def other_versions(number: int) -> str:
    """Ask the same with the oldest and newest supported libraries and interpreters that were made ready."""
    name, kind = ENVIRONMENTS[number % len(ENVIRONMENTS)], number // len(ENVIRONMENTS)
    python = ROOT / f".venv-{name}" / "bin" / "python"
    if not python.exists():
        return f"no environment {name}: make environments" if name == "lowest" else NOT_APPLICABLE
    here = os.environ.get("PYTHONPATH", "")
    told = _told(str(python), kind, 0, PYTHONPATH=os.pathsep.join([str(ROOT / "src"), here]))
    differing = _differing(told, expected(kind % len(POLICIES)))
    return f"{differing} differ in {name} under {POLICIES[kind % len(POLICIES)]}" if differing else ""


def accounts(number: int) -> str:
    """Add up what was offered, given, left, needed and missing, in whole units and đồng."""
    rng = Random(f"accounts {number}")
    features = NETWORK_FEATURES - {"floors"} if number % 4 else FEATURES - {"floors_by_group", "floors"}
    chosen = {name for name in sorted(features) if rng.random() < 0.3}
    problem = random_problem(rng, (MIDDLE if number % 4 else TINY), chosen)
    try:
        result = solve(problem, policy_called(("utilitarian", "cheapest")[number % 2]))
    except InfeasibleError:
        return NOT_APPLICABLE
    plan = result.plan
    given, taken = [0] * len(problem["needs"]), [0] * len(problem["stock"])
    spent: dict[int, int] = {}
    for need, line, offer, quantity, amount in zip(
        *(getattr(plan, name).tolist() for name in ("need", "line", "offer", "quantity", "amount")),
        strict=True,
    ):
        given[need] += quantity
        taken[line] += quantity
        spent[offer] = spent.get(offer, 0) + amount
    for row, quantity in zip(result.unmet.need.tolist(), result.unmet.quantity.tolist(), strict=True):
        given[row] += quantity
    for row, quantity in zip(result.unused.line.tolist(), result.unused.quantity.tolist(), strict=True):
        taken[row] += quantity
    if given != problem["needs"]["quantity"].tolist():
        return "needed is not met and missing"
    cash = problem["offers"].is_("modality", "cash")
    goods, held = np.flatnonzero(~cash[problem["stock"]["offer"]]).tolist(), line_capacity(problem).tolist()
    if any(taken[row] != held[row] for row in goods):
        return "offered is not given and left"
    rest = dict(zip(result.unused.money.offer.tolist(), result.unused.money.amount.tolist(), strict=True))
    for offer in np.flatnonzero(cash).tolist():
        if rest.get(offer, 0) != max(_budget_left(problem, plan, offer, spent.get(offer, 0)), 0):
            return f"the budget of offer {offer} is not spent and left"
    budgets = problem["offers"]["budget"].tolist()
    promised = set(problem["commitments"]["offer"].tolist())
    over = [
        row
        for row, sum_ in spent.items()
        if budgets[row] >= 0 and sum_ > budgets[row] and row not in promised
    ]
    return f"offers {over} spend more than their budget" if over else ""


def _budget_left(problem: Problem, plan: Allocation, offer: int, paid: int) -> int:
    """Return what is left of a budget after units, overhead on them, visits and set-up."""
    terms = {name: column[offer] for name, column in problem["offers"].columns.items()}
    needs = plan.need[plan.offer == offer]
    visits = len(set(communes_of_needs(problem)[needs].tolist()))
    left = int(terms["budget"]) - paid + (-paid * int(terms["overhead"])) // 10_000
    for name, times in (("visit", visits), ("setup", min(visits, 1))):
        if problem["offers"].is_(f"{name}_payer", "budget")[offer]:
            left -= max(int(terms[f"{name}_cost"]), 0) * times
    return left


MOST_UNITS = (10**3, 10**5, 10**6, 10**8)
MOST_MONEY = (10**3, 10**5, 10**7, 10**9)


def overflow(number: int) -> str:
    """Ask for extreme quantities and sums of money: the exact multiple of the small answer, or refused in words."""
    rng = Random(f"overflow {number}")
    units = number % 2 == 0
    features = (
        NETWORK_FEATURES - {"cash", "special_children", "floors"} if units else {"cash", "costs", "zones"}
    )
    problem = random_problem(rng, SMALL, {name for name in sorted(features) if rng.random() < 0.35})
    policy = policy_called("life-points-cost" if units else "cheapest")
    factor = rng.choice(MOST_UNITS if units else MOST_MONEY) * rng.choice((1, 3, 7))
    before = _values(problem, policy)
    if before is None or (not units and any(problem["offers"]["overhead"].tolist())):
        return NOT_APPLICABLE
    try:
        after = _values((multiplied if units else scaled)(problem, factor), policy)
    except MatchingError as error:
        return "" if str(error) else "refused without a word"
    except ValueError as error:
        return (
            ""
            if "beyond" in str(error) or "range" in str(error) or "above" in str(error)
            else f"raises {error}"
        )
    wanted = tuple(
        old * factor if units or goal.measure == "cost" else old
        for goal, old in zip(policy.goals, before, strict=True)
    )
    return "" if after == wanted else f"{before} becomes {after} with {factor}"


REPLAY = """
import socket, sys
ROOMS = ("engines", "formulation", "goals", "explanation")
for name in ("ortools", "highspy", "networkx", *("matching." + one for one in ROOMS)):
    sys.modules[name] = None
def refuse(*arguments, **options): raise OSError("no network")
socket.socket = socket.create_connection = refuse
from pathlib import Path
from matching.files.reading import read_problem
from matching.cli.judging import judged
print(judged(read_problem(sys.argv[1]), Path(sys.argv[2])).verdict)
"""


def replay(number: int) -> str:
    """Audit stored folders where no solver and no network exist: what was proved is proved again."""
    rng = Random(f"replay {number}")
    features = {name for name in sorted(FEATURES) if rng.random() < 0.2} if number % 2 else set()
    try:
        if number % 2:
            result = solve(random_problem(rng, TINY, features), policy_called("leave-no-one-behind"))
        else:
            result = solve(
                matching.generate("dien-bien", 40, number), ("equal-coverage", "max-min")[number // 2 % 2]
            )
    except InfeasibleError:
        return NOT_APPLICABLE
    if result.outcome.proof != "proved":
        return NOT_APPLICABLE
    with tempfile.TemporaryDirectory() as place:
        write_problem(result.problem, f"{place}/in")
        write_plan(result, f"{place}/out")
        run = subprocess.run(
            [sys.executable, "-c", REPLAY, f"{place}/in", f"{place}/out"],
            capture_output=True,
            text=True,
            check=False,
            timeout=140,
        )
    return "" if run.stdout.strip() == "proved" else f"{run.stdout.strip()} {run.stderr[-200:]}"


OFFLINE = """
import socket, sys, tempfile
calls = []
def refuse(*arguments, **options):
    calls.append(arguments)
    raise OSError("no network")
for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
    setattr(socket, name, refuse)
from matching.cli.main import run
with tempfile.TemporaryDirectory() as place:
    words = [["generate", "--profile", "lao-cai", "--children", "30", "--seed", sys.argv[1], f"{place}/in"],
             ["check", f"{place}/in"],
             ["solve", f"{place}/in", "--output", f"{place}/out", "--workbook", f"{place}/out.xlsx"],
             ["audit", f"{place}/in", f"{place}/out"],
             ["explain", f"{place}/in", f"{place}/out"],
             ["report", f"{place}/in", f"{place}/out", "--view", sys.argv[2], "--output", f"{place}/page.html"]]
    codes = [run(one) for one in words]
    print(codes, calls, file=sys.stderr)
    sys.exit(bool(any(codes) or calls))
"""


def offline(number: int) -> str:
    """Do a whole round without a network: it works, and nothing even tries."""
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(number), ("public", "internal")[number % 2]],
        capture_output=True,
        text=True,
        check=False,
        timeout=140,
    )
    return run.stderr.strip()[-300:] if run.returncode else ""


def two_operators(number: int) -> str:
    """Let two operators plan, apply and release in any order: no offer is ever spent twice."""
    with tempfile.TemporaryDirectory() as place:
        interleaved(50_000 + number, matching.Ledger(Path(place) / "fund.sqlite"))
    return ""


def kept_promises(number: int) -> str:
    """Plan again after the world has changed: every promise that was not released is kept, to the unit."""
    rng = Random(f"promise {number}")
    problem = fund(rng, offers=rng.randint(3, 6), needs=rng.randint(6, 14))
    with tempfile.TemporaryDirectory() as place:
        ledger = matching.Ledger(Path(place) / "fund.sqlite")
        first = solve(problem, rng.choice(("equal-coverage", "utilitarian")), seed=number)
        if not len(first.plan):
            return NOT_APPLICABLE
        matching.apply(first, ledger)
        carried = matching.with_promises(problem, ledger)
        again = solve(
            carried, rng.choice(("equal-coverage", "utilitarian", "max-min", "cheapest")), seed=number + 1
        )
        wanted = {(line.key.offer, line.key.need): line.quantity for line in ledger.standing()}
    offers, needs = carried["offers"]["offer"], carried["needs"]["need"]
    kept: dict[tuple[str, str], int] = {}
    for offer, need, quantity in zip(
        offers[again.plan.offer[again.plan.promised]].tolist(),
        needs[again.plan.need[again.plan.promised]].tolist(),
        again.plan.quantity[again.plan.promised].tolist(),
        strict=True,
    ):
        kept[offer, need] = kept.get((offer, need), 0) + quantity
    return "" if kept == wanted else f"{wanted} promised, {kept} kept"


SUITES = (
    Suite("accounts", "Offered is given and left, to the unit and the đồng", accounts, 10_000, 330, 20, (3,)),
    Suite("overflow", "Extreme quantities and sums of money", overflow, 500, 120, 20, (1, 3)),
    Suite(
        "same-bytes",
        "The same question again: processes, threads, rows shuffled",
        same_bytes,
        100,
        200,
        10,
        (4,),
    ),
    Suite("versions", "Oldest and newest libraries and interpreters", other_versions, 10, 120, 2, (4,)),
    Suite("replay", "Proofs replayed from files without solver and network", replay, 40, 120, 4, (1, 2)),
    Suite("offline", "A whole round without a network", offline, 20, 120, 2, (7,)),
    Suite(
        "two-operators",
        "Two operators and one ledger, any order of acts",
        two_operators,
        1_000,
        200,
        20,
        (3, 6),
    ),
    Suite("kept-promises", "Planning again keeps every promise", kept_promises, 500, 120, 20, (3,)),
)
