"""``python -m benchmarks.peers MODEL PEER SECONDS``: one peer on one model, its answer as one line of JSON."""

import importlib
import json
import sys
from pathlib import Path

from benchmarks.peers.memory import peak_mebibytes
from benchmarks.peers.model import read, read_graph, value_of
from benchmarks.peers.registry import PEERS


def main() -> None:
    """Run one peer and print what came of it."""
    path, name, seconds = sys.argv[1:]
    peer = PEERS[name]
    module, function = peer.solve.split(":")
    model = read(Path(path)) if peer.reads == "program" else read_graph(Path(path))
    solve = getattr(importlib.import_module(f"benchmarks.peers.{module}"), function)
    answer = solve(model, float(seconds))
    told = {
        "build": round(answer.build, 3),
        "solve": round(answer.solve, 3),
        "value": value_of(model, answer.point),
        "mebibytes": peak_mebibytes(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
