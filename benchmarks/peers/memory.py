"""Peak memory of this process."""

import resource
from pathlib import Path

CLEAR = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")


def peak_mebibytes() -> int:
    """Return the most memory this process held since the last reset, in MiB; a parent's peak is left out."""
    if STATUS.exists():
        return int(STATUS.read_text().split("VmHWM:")[1].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def reset_peak() -> None:
    """Begin a new peak at what is held now, where the system allows it (Linux); elsewhere peaks only rise."""
    try:
        CLEAR.write_text("5")
    except OSError:
        return
