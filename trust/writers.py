"""Acts of writing for processes of their own, which may be killed or run out of room."""

import errno
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from trust.two_plans import pair

Tell = Any
"""Takes a line for the process that waits."""


def for_ever(tell: Tell, place: Path, seed: object) -> None:
    """Write one and the other in turn."""
    chance = Random(str(seed))
    both = pair()
    tell("ready")
    while True:
        both.write(place, chance.randrange(2))


def some_times(tell: Tell, place: Path, times: int, which: int, go: Any) -> None:
    """Write the same several times, with pauses."""
    both = pair()
    chance = Random(which)
    tell("ready")
    go.recv()
    for _ in range(times):
        both.write(place, which)
        time.sleep(chance.uniform(0, 0.01))


def ledger_for_ever(tell: Tell, place: Path, seed: object) -> None:
    """Apply plans to a ledger and release their lines, in turn."""
    from small_fund import TODAY, fund

    import matching

    chance = Random(str(seed))
    ledger = matching.Ledger(place)
    problem = fund(chance, offers=6, needs=20)
    tell("ready")
    while True:
        result = matching.solve(matching.with_promises(problem, ledger), seed=chance.randrange(1000))
        matching.apply(result, ledger)
        for line in ledger.standing()[:4]:
            ledger.release(offer=line.key.offer, need=line.key.need, reason="correction", on=TODAY)


def without_room(tell: Tell, place: Path, room: int) -> None:
    """Write the second over the first where no file may grow beyond so many bytes."""
    both = pair()
    both.write(place, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        both.write(place, 1)
    except OSError as error:
        code = error.errno
    else:
        code = 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    tell(f"{code} {both.standing(place)}")


def on_a_full_disk(tell: Tell, place: Path, left: object) -> None:
    """Write the second over the first in a file system of memory that has so many bytes left."""
    both = pair()
    both.write(place, 0)
    filler = place.parent / "filler"
    with open(filler, "wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        stream.truncate(max(stream.tell() - int(str(left)), 0))
    try:
        both.write(place, 1)
    except OSError as error:
        code = error.errno
    else:
        code = 0
    filler.unlink()
    tell(f"{code} {both.standing(place)}")


def without_permission(tell: Tell, place: Path) -> None:
    """Write, as nobody, over what may only be read."""
    both = pair()
    with tempfile.TemporaryDirectory() as folder:
        # Everything that writing and reading import is imported before this user can no longer see it.
        both.write(Path(folder) / place.name, 1)
        both.standing(Path(folder) / place.name)
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        both.write(place, 1)
    except OSError as error:
        tell(f"{error.errno} {both.standing(place)}")
    else:
        tell(f"{0} {both.standing(place)}")


if __name__ == "__main__":
    on_a_full_disk(print, Path(sys.argv[1]), sys.argv[2])
