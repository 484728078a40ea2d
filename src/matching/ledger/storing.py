"""The ledger's file: an SQLite database that only grows, written in whole transactions."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, replace
from pathlib import Path

from matching.errors import LedgerError
from matching.ledger.entries import Entry, LineKey, Movement, Standing, chained

VERSION = 1
"""Layout of the file."""

WAIT = 60.0
"""Seconds that one operator waits for another's transaction."""

_KEY = "offer, need, item, provider, window_from, window_to, price"
_SCHEMA = f"""
CREATE TABLE entries (version INTEGER PRIMARY KEY, kind TEXT NOT NULL, reason TEXT NOT NULL, subject TEXT NOT NULL,
  "on" TEXT NOT NULL, operator TEXT NOT NULL, lines TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE movements (number INTEGER PRIMARY KEY, version INTEGER NOT NULL REFERENCES entries(version),
  offer TEXT NOT NULL, need TEXT NOT NULL, item TEXT NOT NULL, provider TEXT NOT NULL, window_from TEXT NOT NULL,
  window_to TEXT NOT NULL, price INTEGER NOT NULL, promised INTEGER NOT NULL CHECK (promised >= 0),
  released INTEGER NOT NULL CHECK (released >= 0), delivered INTEGER NOT NULL CHECK (delivered >= 0),
  amount INTEGER NOT NULL);
CREATE TABLE terms (offer TEXT NOT NULL, version INTEGER NOT NULL REFERENCES entries(version), holds TEXT NOT NULL,
  PRIMARY KEY (offer, version));
CREATE UNIQUE INDEX plans ON entries (subject) WHERE kind = 'plan';
CREATE INDEX moved ON movements ({_KEY});
"""
_TABLES = ("entries", "movements", "terms")


class Transaction:
    """One open transaction: reads see nothing of others, writes are kept whole or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def version(self) -> int:
        """The number of the last entry."""
        return int(self._connection.execute("SELECT coalesce(max(version), 0) FROM entries").fetchone()[0])

    def entries(self, after: int = 0) -> tuple[Entry, ...]:
        """Return the entries after a version, in order."""
        rows = self._connection.execute("SELECT * FROM entries WHERE version > ? ORDER BY version", (after,))
        return tuple(Entry(*row) for row in rows)

    def movements(self, after: int = 0) -> dict[int, tuple[Movement, ...]]:
        """Return the movements of every entry after a version."""
        found: dict[int, list[Movement]] = {}
        rows = self._connection.execute(
            f"SELECT version, {_KEY}, promised, released, delivered, amount FROM movements "
            "WHERE version > ? ORDER BY number",
            (after,),
        )
        for version, *row in rows:
            found.setdefault(version, []).append(Movement(LineKey(*row[:7]), *row[7:]))
        return {version: tuple(moves) for version, moves in found.items()}

    def standing(self) -> tuple[Standing, ...]:
        """Return what holds of every line that ever moved, by offer, need and stock line."""
        rows = self._connection.execute(
            f"SELECT {_KEY}, sum(promised) - sum(released), sum(delivered), sum(amount) FROM movements "
            f"GROUP BY {_KEY} ORDER BY {_KEY}"
        )
        return tuple(Standing(LineKey(*row[:7]), *row[7:]) for row in rows)

    def terms(self) -> dict[str, str]:
        """Return what every offer holds as last recorded, as JSON."""
        return {offer: holds for told in self.terms_by_version().values() for offer, holds in told.items()}

    def terms_by_version(self) -> dict[int, dict[str, str]]:
        """Return what offers hold as every entry records it, entries in order."""
        found: dict[int, dict[str, str]] = {}
        for version, offer, holds in self._connection.execute(
            "SELECT version, offer, holds FROM terms ORDER BY version"
        ):
            found.setdefault(version, {})[offer] = holds
        return found

    def append(
        self, entry: Entry, movements: Sequence[Movement], terms: dict[str, str] | None = None
    ) -> Entry:
        """Append an entry; its version and digest are filled in."""
        last = self.entries(self.version - 1)
        numbered = replace(entry, version=self.version + 1)
        final = replace(
            numbered, digest=chained(last[0].digest if last else "", numbered, tuple(movements), terms or {})
        )
        self._connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", astuple(final))
        self._connection.executemany(
            f"INSERT INTO movements (version, {_KEY}, promised, released, delivered, amount) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(final.version, *astuple(move.key), *astuple(move)[1:]) for move in movements],
        )
        self._connection.executemany(
            "INSERT INTO terms VALUES (?, ?, ?)",
            [(offer, final.version, holds) for offer, holds in (terms or {}).items()],
        )
        return final


@contextmanager
def transaction(path: Path, *, write: bool) -> Iterator[Transaction]:
    """Open a transaction on a ledger's file, made when absent; a writer waits until it is the only one.

    Raises
    ------
    LedgerError
        If the file is not a ledger, is damaged, or another operator holds it too long.
    """
    try:
        with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = EXTRA")
            _prepare(connection, path)
            connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield Transaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        raise LedgerError("ledger_unreadable", f"{path.name} cannot be used as a ledger: {error}") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == VERSION:
        connection.execute("ROLLBACK")
        return
    if found or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.execute("ROLLBACK")
        raise LedgerError(
            "ledger_unreadable", f"{path.name} is another database, or a ledger of a newer version"
        )
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    for table in _TABLES:
        for act in ("UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TRIGGER keep_{table}_{act} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'a ledger only grows'); END"
            )
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
