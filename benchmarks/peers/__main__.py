"""``python -m benchmarks.peers MODEL PEER SECONDS``: one peer on one model, its answer as one line of JSON."""

import importlib
import json
import resource
import sys
from pathlib import Path

from benchmarks.peers.model import read, value_of

PEERS = {
    "PuLP + CBC": "pulp_cbc:solve",
    "Pyomo + HiGHS": "pyomo_highs:solve",
    "linopy + HiGHS": "linopy_highs:solve",
    "CVXPY + HiGHS": "cvxpy_highs:solve",
    "scipy milp": "scipy_milp:solve",
    "MathOpt HiGHS": "mathopt:solve_highs",
    "MathOpt SCIP": "mathopt:solve_scip",
    "CP-SAT": "mathopt:solve_cp_sat",
}
"""Name of every peer → its module and function."""


def main() -> None:
    """Run one peer and print what came of it."""
    path, peer, seconds = sys.argv[1:]
    module, function = PEERS[peer].split(":")
    model = read(Path(path))
    answer = getattr(importlib.import_module(f"benchmarks.peers.{module}"), function)(model, float(seconds))
    print(
        json.dumps(
            {
                "build": round(answer.build, 3),
                "solve": round(answer.solve, 3),
                "value": value_of(model, answer.point),
                "mebibytes": _peak(),
            }
        )
    )


def _peak() -> int:
    """Return the most memory this process held, in MiB; a parent's peak, which Linux hands on, is left out."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
