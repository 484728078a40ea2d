"""A stopwatch that names its laps, and tells of them to whoever listens."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Step:
    """A step of long work that has just ended.

    Parameters
    ----------
    name
        What was done, as in ``Result.seconds``.
    seconds
        How long it took.
    """

    name: str
    seconds: float


class Stopwatch:
    """Measures the seconds of each step; laps of the same name add up.

    Parameters
    ----------
    listener
        Told of every step when it ends.
    """

    def __init__(self, listener: Callable[[Step], None] | None = None) -> None:
        self._listener = listener
        self._laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End the current step under a name."""
        now = time.perf_counter()
        step = Step(name, now - self._last)
        self._laps[name] = self._laps.get(name, 0.0) + step.seconds
        self._last = now
        if self._listener is not None:
            self._listener(step)

    @property
    def laps(self) -> Mapping[str, float]:
        """Seconds by step, in the order of the steps."""
        return MappingProxyType(dict(self._laps))
