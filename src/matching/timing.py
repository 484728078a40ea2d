"""A stopwatch that names its laps."""

import time
from collections.abc import Mapping
from types import MappingProxyType


class Stopwatch:
    """Measures the seconds of each step; laps of the same name add up."""

    def __init__(self) -> None:
        self._laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End the current step under a name."""
        now = time.perf_counter()
        self._laps[name] = self._laps.get(name, 0.0) + now - self._last
        self._last = now

    @property
    def laps(self) -> Mapping[str, float]:
        """Seconds by step, in the order of the steps."""
        return MappingProxyType(dict(self._laps))
