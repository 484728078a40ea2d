"""Running a suite: attempts shared by processes, each bounded in time, a process that dies or hangs counted as lost."""

import multiprocessing
import time
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from trust.suite import NOT_APPLICABLE, Suite
from trust.tally import Tally

PATIENCE = 150.0
"""Most seconds of silence before a process counts as hanging."""

LONGEST_SEARCH = 12
"""How many numbers are tried, per attempt asked for, until enough had something to attack."""

_SPAWN = multiprocessing.get_context("spawn")


def run(suite: Suite, count: int | None = None) -> Tally:
    """Run a suite and return its figures.

    Parameters
    ----------
    suite
        What is attempted.
    count
        How many attempts; by default the target.
    """
    tally = Tally(suite.name, suite.target if count is None else count)
    began = time.monotonic()
    workers = max(1, min(suite.workers, tally.target))
    shares = [tally.target // workers + (place < tally.target % workers) for place in range(workers)]
    processes = dict(
        _started(suite, range(place, place + LONGEST_SEARCH * share * workers, workers), share)
        for place, share in enumerate(shares)
    )
    heard = dict.fromkeys(processes, time.monotonic())
    while processes:
        for end in wait(list(processes), timeout=1.0):
            assert isinstance(end, Connection)
            heard[end] = time.monotonic()
            if not _hear(end, tally):
                processes.pop(end).join()
        for end in [end for end in processes if time.monotonic() - heard[end] > PATIENCE]:
            process = processes.pop(end)
            process.kill()
            process.join()
            tally.tried += 1
            tally.lost.append(f"nothing was heard for {PATIENCE:.0f} s")
    tally.seconds = time.monotonic() - began
    return tally


def _started(suite: Suite, numbers: range, share: int) -> tuple[Connection, SpawnProcess]:
    here, there = _SPAWN.Pipe(duplex=False)
    arguments = (suite.name, numbers, share, suite.seconds, there)
    process = _SPAWN.Process(target=_work, args=arguments)
    process.start()
    there.close()
    return here, process


def _hear(end: Connection, tally: Tally) -> bool:
    """Take one message; return whether more may come. A process that ends without a word of farewell is lost."""
    try:
        message = end.recv()
    except EOFError:
        tally.tried += 1
        tally.lost.append("a process died")
        return False
    if message is None:
        return False
    number, told = message
    tally.tried += 1
    if told:
        tally.lost.append(f"attempt {number}: {told}")
    return True


def _work(name: str, numbers: range, share: int, seconds: float, told: Connection) -> None:
    """Make attempts until enough had something to attack or the time is up; tell each as it ends."""
    from trust.suites.registry import SUITES

    attempt = SUITES[name].attempt
    deadline = time.monotonic() + seconds
    done = 0
    for number in numbers:
        if done == share or time.monotonic() > deadline:
            break
        try:
            lost = attempt(number)
        except (
            Exception
        ) as error:  # whatever an attempt ends in, it is told with its number and counted as lost
            lost = f"raises {type(error).__name__}: {str(error)[:300]}"
        if lost != NOT_APPLICABLE:
            done += 1
            told.send((number, lost))
    told.send(None)
