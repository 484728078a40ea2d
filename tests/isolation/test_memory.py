"""Memory is judged before anything large is built."""

import pytest

import matching
from matching.errors import MemoryRefusedError
from matching.isolation.memory import estimated_bytes, memory_allowed
from matching.problem.policy import named_policy


def test_a_larger_problem_is_estimated_to_need_more() -> None:
    policy = named_policy("equal-coverage")
    small, large = (matching.generate("lao-cai", children=count, seed=1) for count in (100, 2000))
    assert estimated_bytes(small, policy) < estimated_bytes(large, policy)


def test_a_problem_above_the_limit_is_refused_in_words() -> None:
    with pytest.raises(MemoryRefusedError, match=r"needs about [0-9]+ MiB of memory and may take 1 MiB"):
        matching.solve(matching.demo_problem(), memory_limit=1 << 20)


def test_a_machine_lets_a_problem_take_less_than_all_of_its_memory() -> None:
    allowed = memory_allowed()
    assert (
        allowed is None or estimated_bytes(matching.demo_problem(), named_policy("equal-coverage")) < allowed
    )


def test_a_problem_that_is_not_a_network_is_estimated_to_need_more() -> None:
    problem, network = matching.demo_problem(), named_policy("equal-coverage")
    visits = matching.Policy("own", "1", (*network.goals, matching.Goal("visits")), network.disadvantage)
    assert not matching.structure(problem, visits).is_network
    assert estimated_bytes(problem, network) < estimated_bytes(problem, visits)
