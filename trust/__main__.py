"""Run suites at full size or smaller: ``python -m trust [SUITE ...] [--small]``."""

import argparse
import sys
import time

from trust.figures import record, row, table
from trust.page import fill
from trust.running import run
from trust.suites.registry import SUITES

TOLD = 5
"""Attempts that got through, shown per suite."""


def main() -> int:
    """Run what was asked for, print the table, and return 1 if any suite is broken or short."""
    asked = _arguments()
    rows, failed, began = [], 0, time.monotonic()
    for name in asked.suites or SUITES:
        suite = SUITES[name]
        print(f"{name}: {suite.title} ...", file=sys.stderr, flush=True)
        tally = run(suite, suite.small if asked.small else asked.attempts)
        for lost in tally.lost[:TOLD]:
            print(f"  LOST {lost}", file=sys.stderr, flush=True)
        if asked.attempts is None and not asked.small:
            record(tally)
            fill()
        rows.append(row(suite, tally.to_dict()))
        print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
        failed += tally.verdict != "held"
    print(table(rows))
    minutes = (time.monotonic() - began) / 60
    print(f"{len(rows)} suites in {minutes:.1f} minutes: " + (f"{failed} failed" if failed else "all held"))
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m trust", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all by default")
    parser.add_argument("--attempts", type=int, help="a smaller run, which is not recorded")
    parser.add_argument(
        "--small", action="store_true", help="as many attempts as find a broken promise; not recorded"
    )
    asked = parser.parse_args()
    unknown = [name for name in asked.suites if name not in SUITES]
    if unknown:
        parser.error(f"unknown suites: {', '.join(unknown)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
