"""The next command as the user can type it, with the interpreter that runs now."""

import os
import shlex
import shutil
import sys
from pathlib import Path


def command_line(*words: object) -> str:
    """Return the command of this library with the words given, ready for the shell."""
    return " ".join(
        [shlex.quote(interpreter()), "-m", "matching", *(shlex.quote(str(word)) for word in words)]
    )


def interpreter() -> str:
    """Return how to call this interpreter: by its bare name if that is on the path, else by where it stands."""
    running = Path(sys.executable)
    for name in ("python", "python3"):
        found = shutil.which(name)
        if found and Path(found).absolute().parent == running.parent and os.path.samefile(found, running):
            return name
    folder = Path.cwd()
    return str(running.relative_to(folder) if running.is_relative_to(folder) else running)
