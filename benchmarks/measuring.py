"""Seconds and peak memory of every step of this process."""

import time
from collections.abc import Callable
from typing import TypeVar

from benchmarks.peers.memory import peak_mebibytes, reset_peak
from matching.timing import Stopwatch

Found = TypeVar("Found")


class Phases:
    """Steps as they end, with their seconds and peak memory; steps of the same name add up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.mebibytes: dict[str, int] = {}
        reset_peak()

    def end(self, name: str, seconds: float) -> None:
        """Note a step that took so long."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds
        self.mebibytes[name] = max(self.mebibytes.get(name, 0), peak_mebibytes())
        reset_peak()

    def timed(self, name: str, action: Callable[[], Found]) -> Found:
        """Return what an action returns, and note its step."""
        started = time.perf_counter()
        found = action()
        self.end(name, time.perf_counter() - started)
        return found

    def stopwatch(self, *_: object) -> Stopwatch:
        """Return a stopwatch that notes its laps here."""
        return _Watch(self)


class _Watch(Stopwatch):
    def __init__(self, phases: Phases) -> None:
        super().__init__()
        self._phases, self._before = phases, time.perf_counter()

    def lap(self, name: str) -> None:
        super().lap(name)
        now = time.perf_counter()
        self._phases.end(name, now - self._before)
        self._before = now
