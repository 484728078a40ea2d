"""Names of the peers, what each reads, and the environment it lives in."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LANGUAGES = ".venv-peers"
"""Environment of the modelling languages: their HiGHS and ortools cannot share a process."""

FAIR_DIVISION = ".venv-fairpyx"
"""Environment of fairpyx, which needs an older numpy."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool.

    Parameters
    ----------
    solve
        Module and function behind ``benchmarks.peers``; empty where the peer has a command of its own.
    reads
        ``program``, rows and columns; or ``graph``, arcs between lines and needs.
    environment
        Folder of its environment; empty for our own.
    """

    solve: str
    reads: str = "program"
    environment: str = LANGUAGES


PEERS: Mapping[str, Peer] = MappingProxyType({
    "raw OR-Tools min-cost flow": Peer("flows:solve_ortools", "graph", ""),
    "networkx network simplex": Peer("flows:solve_networkx", "graph", ""),
    "PuLP + CBC": Peer("pulp_cbc:solve"),
    "Pyomo + HiGHS": Peer("pyomo_highs:solve"),
    "linopy + HiGHS": Peer("linopy_highs:solve"),
    "CVXPY + HiGHS": Peer("cvxpy_highs:solve"),
    "scipy milp": Peer("scipy_milp:solve"),
    "MathOpt HiGHS": Peer("mathopt:solve_highs", environment=""),
    "MathOpt SCIP": Peer("mathopt:solve_scip", environment=""),
    "CP-SAT": Peer("mathopt:solve_cp_sat", environment=""),
    "fairpyx utilitarian": Peer("fairpyx_matching:solve", "graph", FAIR_DIVISION),
})  # fmt: skip
"""Peers on the goal of most weighted need."""

SEQUENTIAL: Mapping[str, Peer] = MappingProxyType(
    {
        "sequential leximin, HiGHS": Peer("", environment=""),
        "sequential leximin, GLOP": Peer("", environment=""),
    }
)
"""Peers on leximin alone."""
