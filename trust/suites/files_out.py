"""Files that go out: killed, out of room, forbidden, or written by two at once, the previous result survives."""

import errno
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any
from unittest.mock import patch

import matching
from trust import writers
from trust.suite import Suite
from trust.two_plans import PLACES, Pair, bytes_of, leftovers, pair

_FORK = multiprocessing.get_context("fork")

WHOLE = ("0", "1")
NEEDED = 60.0
"""Seconds after which a program that writes must have ended by itself."""


@contextmanager
def place_of(number: int) -> Iterator[Path]:
    """Yield a place with the first plan or problem in it; what it is goes round with the number."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        place = Path(folder) / PLACES[number % len(PLACES)]
        pair().write(place, 0)
        yield place


@dataclass
class Program:
    """An act of writing in a process of its own, and what it says."""

    process: ForkProcess
    told: Connection

    def line(self) -> str:
        """Return what it says next, nothing where it ends or hangs without a word."""
        try:
            return str(self.told.recv()) if self.told.poll(NEEDED) else ""
        except EOFError:
            return ""


@contextmanager
def program(act: Callable[..., None], *words: Any) -> Iterator[Program]:
    """Run an act in a process of its own as long as the block lasts; it has all imports of this one."""
    pair()
    here, there = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=act, args=(there.send, *words))
    process.start()
    there.close()
    try:
        yield Program(process, here)
    finally:
        process.kill()
        process.join()
        here.close()


def killed(number: int) -> str:
    """Kill a program while it writes, at a random time; every fifth time a ledger."""
    chance = random.Random(f"kill {number}")
    if number % 5 == 4:
        return _killed_ledger(chance, number)
    with place_of(number) as place:
        with program(writers.for_ever, place, number) as running:
            assert running.line() == "ready"
            time.sleep(chance.uniform(0, 0.15))
        standing = pair().standing(place)
        if standing not in WHOLE:
            return f"{place.name}: {standing} {bytes_of(place)}"
        pair().write(place, 1 - int(standing))
        if pair().standing(place) != str(1 - int(standing)) or leftovers(place):
            return f"{place.name}: after the next writing {pair().standing(place)} {leftovers(place)}"
    return ""


def _killed_ledger(chance: random.Random, number: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "fund.sqlite"
        with program(writers.ledger_for_ever, place, number) as running:
            assert running.line() == "ready"
            time.sleep(chance.uniform(0, 0.3))
        ledger = matching.Ledger(place)
        faults = ledger.verify() if place.exists() else ()
        return "; ".join(faults)


def full_disk(number: int) -> str:
    """Run out of room at a random point: a real full file system, a limit of file sizes, or the k-th call failing."""
    chance = random.Random(f"disk {number}")
    if number % 8 == 7 and _can_mount():
        return _real_disk(chance, number // 8)
    return (_failing_call if number % 2 else _no_room)(chance, number // 2)


def _failing_call(chance: random.Random, number: int) -> str:
    """Let the k-th call to the system fail, where k goes through all of them."""
    calls = 0
    failing = number // len(PLACES)

    def failing_like(real: object) -> object:
        def call(*arguments: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == failing + 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*arguments, **options)  # type: ignore[operator]

        return call

    with place_of(number) as place:
        names = ("fsync", "replace", "fdopen", "open", "chmod")
        with patch.multiple("os", **{name: failing_like(getattr(os, name)) for name in names}):
            try:
                pair().write(place, 1)
                refused = False
            except OSError:
                refused = True
        return _judged(place, pair(), refused, after=f"call {failing + 1} failed")


def _no_room(chance: random.Random, number: int) -> str:
    with place_of(number) as place:
        files = sorted(place.iterdir()) if place.is_dir() else [place]
        most = max(path.stat().st_size for path in files)
        with program(writers.without_room, place, int(chance.random() ** 2 * most)) as running:
            return _told(place, running.line())


def _real_disk(chance: random.Random, number: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / PLACES[number % len(PLACES)]
        mount = f'mount -t tmpfs -o size=4m tmpfs {folder} && exec "$@"'
        act = [sys.executable, "-m", "trust.writers", str(place), str(chance.randrange(300_000))]
        command = ["unshare", "-rm", "sh", "-c", mount, "sh", *act]
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=NEEDED, check=False)
        return _told(place, run.stdout)


@cache
def _can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=4k tmpfs /mnt"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _told(place: Path, told: str) -> str:
    """Judge what a program said: the code of its error, and what stands."""
    code, _, standing = told.strip().partition(" ")
    wanted = "1" if code == "0" else "0"
    return (
        ""
        if standing == wanted
        else f"{place.name}: error {code or 'unknown'}, {standing or 'nothing'} stands"
    )


def _judged(place: Path, both: Pair, refused: bool, after: str) -> str:
    standing = both.standing(place)
    fits = standing in WHOLE if refused else standing == "1"
    return "" if fits else f"{place.name}: {standing} stands after {after} {bytes_of(place)}"


def read_only(number: int) -> str:
    """Write where only reading is allowed: an error, and what stood there stands."""
    with place_of(number) as place:
        top = place if place.is_dir() else place.parent
        for path in top.iterdir():
            path.chmod(0o444)
        top.chmod(0o555)
        try:
            with program(writers.without_permission, place) as running:
                told = running.line()
        finally:
            top.chmod(0o755)
        code = told.partition(" ")[0]
        return (
            ""
            if told.split() == [str(errno.EACCES), "0"]
            else f"{place.name}: {told.strip() or 'no answer'} ({code})"
        )


TIMES = 8


def two_writers(number: int) -> str:
    """Let two programs write into one place while it is read again and again."""
    with place_of(number) as place:
        both, gates = pair(), [_FORK.Pipe() for _ in WHOLE]
        acts = [(writers.some_times, place, TIMES, which, gates[which][1]) for which in (0, 1)]
        with program(*acts[0]) as one, program(*acts[1]) as other:
            assert one.line() == other.line() == "ready"
            for gate, _ in gates:
                gate.send("go")
            while one.process.is_alive() or other.process.is_alive():
                standing = both.standing(place)
                if standing not in WHOLE:
                    return f"{place.name}: {standing} while two were writing"
            if one.process.exitcode or other.process.exitcode:
                return f"{place.name}: a writer failed"
        return (
            ""
            if both.standing(place) in WHOLE and not leftovers(place)
            else f"{place.name}: {leftovers(place)}"
        )


SUITES = (
    Suite("kills", "Killed while writing plans, problems, workbooks, ledgers", killed, 100, 150, 40, (6,)),
    Suite("full-disk", "No room left, at every call and at random points", full_disk, 240, 150, 60, (6,)),
    Suite("read-only", "Writing where only reading is allowed", read_only, 20, 60, 8, (6,)),
    Suite("two-writers", "Two programs write into one place, a third reads", two_writers, 20, 120, 8, (6,)),
)
