"""Strong components are the nodes that reach one another, by reachability itself."""

import numpy as np
import pytest

from matching.engines.strong_components import strong_components


@pytest.mark.parametrize("seed", range(40))
def test_two_nodes_are_together_exactly_where_each_reaches_the_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    nodes, arcs = int(rng.integers(1, 12)), int(rng.integers(0, 25))
    tail, head = rng.integers(0, nodes, arcs), rng.integers(0, nodes, arcs)
    reaches = np.eye(nodes, dtype=np.bool_)
    reaches[tail, head] = True
    for middle in range(nodes):
        reaches |= np.outer(reaches[:, middle], reaches[middle])
    component = strong_components(nodes, tail, head)
    together = component[:, None] == component[None, :]
    assert (together == (reaches & reaches.T)).all()
