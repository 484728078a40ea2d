"""The solving process as the waiting one sees it: started, heard, told its task, ended."""

import json
import pickle
import queue
import subprocess
import sys
import threading
import time
from typing import IO

from matching.errors import SolverError
from matching.isolation.messages import Gone, Message, Task

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from matching.isolation.child import serve; serve()"

_TICK = 0.5
"""Longest wait in seconds without a look at interrupts, which some systems do not let through before."""


class ChildProcess:
    """A fresh interpreter that waits for one task.

    It imports nothing of the caller's program, which therefore needs no main guard, and stands in a session of its
    own: an interrupt from the keyboard is the caller's business alone.
    """

    def __init__(self) -> None:
        path = json.dumps([place for place in sys.path if isinstance(place, str)])
        try:
            # -P: nothing in the current folder may pose as a module of the start.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise SolverError(f"no process can be started to solve in: {error}") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin: IO[bytes] = self._process.stdin
        self._stdout: IO[bytes] = self._process.stdout
        self._heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def tell(self, task: Task) -> None:
        """Send the task; a process that is gone is noticed by what it no longer says."""
        content = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        try:
            self._stdin.write(content)
            self._stdin.flush()
        except OSError:
            return

    def hear(self, deadline: float | None) -> Message | None:
        """Return the next message, ``None`` when there is none before the deadline (on the monotonic clock)."""
        while True:
            left = _TICK if deadline is None else min(_TICK, deadline - time.monotonic())
            try:
                return self._heard.get(timeout=max(0.0, left))
            except queue.Empty:
                if deadline is not None and time.monotonic() >= deadline:
                    return None

    def end(self, patience: float = 0.0) -> int:
        """Kill the process unless it ends by itself within some seconds; return its exit code, negative for a signal."""
        try:
            return self._process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self._process.wait()

    def rest(self) -> list[Message]:
        """Return what an ended process had still said, and close the pipes."""
        self._reader.join(timeout=1)
        messages = []
        while not self._heard.empty():
            messages.append(self._heard.get())
        for stream in (self._stdin, self._stdout):
            try:
                stream.close()
            except OSError:
                continue
        return messages

    def _listen(self) -> None:
        try:
            while True:
                self._heard.put(pickle.load(self._stdout))
        except Exception:
            # The end of the stream, or a message cut short because its sender died.
            self._heard.put(Gone())
