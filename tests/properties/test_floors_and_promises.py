"""A floor over each group speaks of groups with a confirmed need; promises alone put no group under it."""

from datetime import date
from typing import Any

import pytest

from matching import Problem, ProblemBuilder
from matching.doors import audit, solve
from matching.errors import InfeasibleError
from properties.comparing import Tally, compare
from properties.policies import policy_called

POLICIES = ("utilitarian", "equal-coverage", "communes-alike")


def promised_to_the_unconfirmed(asking: int = 0, **floor: Any) -> Problem:
    """Return a problem where an unconfirmed need of zone I was promised a unit, and needs there ask for so many more."""
    made = ProblemBuilder("2025-07").add_commune("09700", zone="I").add_commune("09701", zone="III")
    for number in (0, 1):
        made.add_child(f"c{number}", ("2025-07", f"0970{number}"), age=6)
    made.add_need("n0", "meal", 1, child="c0", confirmed=False).add_need("n1", "meal", 3, child="c1")
    if asking:
        made.add_need("n2", "meal", asking, child="c0")
    made.add_offer("o0").add_stock("o0", "meal", 9).add("commitments", offer="o0", need="n0", quantity=1)
    return made.add("floors", **floor).build(date(2026, 1, 1))


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(
    ("group", "bound"),
    [("zone", {"minimum": 2}), ("commune", {"maximum": 0}), ("commune", {"minimum": 2, "kind": "meal"})],
)
def test_a_group_with_promises_and_no_confirmed_need_is_under_no_row_without_a_value(
    name: str, group: str, bound: dict[str, Any]
) -> None:
    problem = promised_to_the_unconfirmed(group=group, **bound)
    assert compare(problem, policy_called(name), Tally()) == ""
    if "minimum" in bound:
        result = solve(problem, policy_called(name))
        assert audit(problem, result).verdict == "proved"
        assert int(result.plan.quantity.sum()) == 4


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(("kind", "value"), [(None, "2025-07:09700"), ("meal", None)])
@pytest.mark.parametrize(
    ("bound", "given"), [({"minimum": 2}, 2), ({"maximum": 1}, 1), ({"maximum": 0}, None)]
)
def test_promises_to_unconfirmed_needs_count_where_a_row_speaks_of_their_group(
    name: str, kind: str | None, value: str | None, bound: dict[str, int], given: int | None
) -> None:
    problem = promised_to_the_unconfirmed(1, group="commune", kind=kind, value=value, **bound)
    if given is None:
        with pytest.raises(InfeasibleError):
            solve(problem, policy_called(name))
        return
    result = solve(problem, policy_called(name))
    assert audit(problem, result).verdict == "proved"
    in_commune = problem["needs"]["child"][result.plan.need] == 0
    assert int(result.plan.quantity[in_commune].sum()) == given
