# %% [markdown]
# # Integrating into a fund's system
#
# A small typed service over two SQLite files: rounds are uploaded, planned and applied. Uploads that are
# wrong come back as issues with stable codes; plans are judged again when they are read; applying twice
# counts once; and a plan that was made before somebody else used one of its offers is refused.

# %%
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import matching


@dataclass(frozen=True, slots=True)
class Uploaded:
    """An accepted round, or the issues for which it was refused."""

    round_id: int | None
    issues: tuple[matching.Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """What the system shows of a plan before it is applied."""

    verdict: str
    units: int
    unmet: int
    plan_id: str


class FundService:
    """Rounds of a fund: upload, plan, apply. Each call opens its own connection, so threads may share the service."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rounds = folder / "rounds.sqlite"
        self.ledger = matching.Ledger(folder / "ledger.sqlite")
        with self._connected() as store:
            store.execute(
                "CREATE TABLE IF NOT EXISTS rounds (id INTEGER PRIMARY KEY, digest TEXT UNIQUE, state TEXT)"
            )

    def upload(self, tables: Mapping[str, Sequence[Mapping[str, Any]]], day: date) -> Uploaded:
        """Check a round and keep it; the same content is the same round."""
        try:
            problem = matching.problem_from_records(tables, day)
        except matching.DataError as error:
            return Uploaded(None, tuple(error.issues))
        with self._connected() as store:
            store.execute(
                "INSERT OR IGNORE INTO rounds (digest, state) VALUES (?, 'uploaded')", (problem.digest,)
            )
            (number,) = store.execute("SELECT id FROM rounds WHERE digest = ?", (problem.digest,)).fetchone()
        matching.write(problem, self._path(number) / "problem.json")
        return Uploaded(int(number))

    def plan(self, round_id: int, seed: int) -> Planned:
        """Plan a round on top of every promise that stands; the plan's files are kept for the audit."""
        problem = matching.with_promises(self._problem(round_id), self.ledger)
        result = matching.solve(problem, seed=seed)
        matching.write(problem, self._path(round_id) / "planned.json")
        matching.write_plan(result, self._path(round_id) / "plan")
        self._enter(round_id, "planned")
        units = int(result.plan.quantity.sum())
        return Planned(result.outcome.proof.value, units, int(result.unmet.quantity.sum()), result.plan_id)

    def apply(self, round_id: int, operator: str) -> matching.Receipt:
        """Turn the plan's lines into promises, once; the audit judges the files again before."""
        problem = matching.read(self._path(round_id) / "planned.json")
        result = matching.read_result(problem, self._path(round_id) / "plan")
        receipt = matching.apply(result, self.ledger, operator=operator)
        self._enter(round_id, "applied")
        return receipt

    def state(self, round_id: int) -> str:
        """Return ``uploaded``, ``planned`` or ``applied``."""
        with self._connected() as store:
            (state,) = store.execute("SELECT state FROM rounds WHERE id = ?", (round_id,)).fetchone()
        return str(state)

    def _enter(self, round_id: int, state: str) -> None:
        with self._connected() as store:
            store.execute("UPDATE rounds SET state = ? WHERE id = ?", (state, round_id))

    def _problem(self, round_id: int) -> matching.Problem:
        return matching.read(self._path(round_id) / "problem.json")

    def _path(self, round_id: int) -> Path:
        path = self._folder / f"round-{round_id}"
        path.mkdir(exist_ok=True)
        return path

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._rounds)


# %% [markdown]
# A round as another system would send it: records by table.

# %%
service = FundService(Path(tempfile.mkdtemp()))
round_of_may: dict[str, list[dict[str, Any]]] = {
    "communes": [{"vintage": "2025", "code": f"0000{n}", "name": f"Xã {n}", "zone": "III"} for n in (1, 2)],
    "children": [{"child": f"C{n}", "commune": f"2025:0000{n % 2 + 1}", "age": 6 + n} for n in range(6)],
    "needs": [{"need": f"N{n}", "child": f"C{n}", "kind": "school_kit", "quantity": 1} for n in range(6)],
    "offers": [{"offer": "books", "modality": "goods"}],
    "stock": [{"offer": "books", "kind": "school_kit", "quantity": 4}],
}

wrong = round_of_may | {"stock": [{"offer": "boks", "kind": "school_kit", "quantity": "many"}]}
for issue in service.upload(wrong, date(2026, 5, 15)).issues:
    print("refused:", issue.code, issue.table, issue.row, issue.column)

uploaded = service.upload(round_of_may, date(2026, 5, 15))
assert uploaded.round_id is not None
print("round", uploaded.round_id, service.state(uploaded.round_id))

# %%
planned = service.plan(uploaded.round_id, seed=15)
print(planned.verdict, f"{planned.units} units given, {planned.unmet} unmet")
first = service.apply(uploaded.round_id, operator="an")
second = service.apply(uploaded.round_id, operator="binh")
print(
    "applied:", first.applied, "then", second.applied, "- promises:", first.units, "state:", service.state(1)
)

# %% [markdown]
# The same list comes again with two new children. Promises are kept, and what is left goes to those without.

# %%
later = round_of_may | {
    "children": [
        *round_of_may["children"],
        *({"child": f"C{n}", "commune": "2025:00001", "age": 8} for n in (6, 7)),
    ],
    "needs": [
        *round_of_may["needs"],
        *({"need": f"N{n}", "child": f"C{n}", "kind": "school_kit", "quantity": 1} for n in (6, 7)),
    ],
    "offers": [*round_of_may["offers"], {"offer": "pens", "modality": "goods"}],
    "stock": [*round_of_may["stock"], {"offer": "pens", "kind": "school_kit", "quantity": 3}],
}
number = service.upload(later, date(2026, 6, 1)).round_id
assert number is not None
planned = service.plan(number, seed=16)
print(
    planned.verdict,
    f"{planned.units} units given, {planned.unmet} unmet, of these promised before: {first.units}",
)
print(
    "promises added:",
    service.apply(number, operator="an").units,
    "- faults in the ledger:",
    len(service.ledger.verify()),
)
