"""``python -m matching``: the command line."""

import sys

from matching.cli.starting import start

if __name__ == "__main__":
    sys.exit(start())
