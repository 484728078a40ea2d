"""``python -m matching``: the command line."""

import sys

from matching.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
