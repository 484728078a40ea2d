"""Plain data that are no certificate, of either version, are refused: nothing unknown is passed over."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from corruption.proved_trees import cases
from matching.plan.any_certificate import certificate_from
from matching.plan.certificate import Certificate
from matching.plan.tree_certificate import TreeCertificate
from matching.solving import solve
from oracle.random_problems import TINY, random_problem


def edited(*path: str | int, value: Any = ...) -> Callable[[dict[str, Any]], None]:
    """Return the edit that writes a value at a place in plain data, or deletes what is there."""

    def edit(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        if value is ...:
            del data[path[-1]]
        else:
            data[path[-1]] = value

    return edit


TREE = ("objectives", 0, "tree")
TREES: dict[str, Callable[[dict[str, Any]], None]] = {
    "no version": edited("version"),
    "older version": edited("version", value=1),
    "newer version": edited("version", value=3),
    "version as text": edited("version", value="2"),
    "with a key nobody knows": edited("note", value="all proved"),
    "objective with a key nobody knows": edited("objectives", 0, "bound", value=7),
    "no objectives": edited("objectives"),
    "objectives null": edited("objectives", value=None),
    "objective a text": edited("objectives", 0, value="proof"),
    "no goal": edited("objectives", 0, "goal"),
    "goal a fraction": edited("objectives", 0, "goal", value=0.5),
    "goal a text": edited("objectives", 0, "goal", value="0"),
    "goal a yes": edited("objectives", 0, "goal", value=True),
    "no level": edited("objectives", 0, "level"),
    "level a text": edited("objectives", 0, "level", value="0"),
    "no tree": edited("objectives", 0, "tree"),
    "tree a list": edited(*TREE, value=[]),
    "tree without a version": edited(*TREE, "version"),
    "tree of another version": edited(*TREE, "version", value=2),
    "tree without multipliers": edited(*TREE, "multiplier"),
    "tree with more than its lists": edited(*TREE, "bound", value=[7]),
    "scale in fractions": edited(*TREE, "scale", value=[0.5]),
    "scale beyond 64 bits": edited(*TREE, "scale", 0, value=2**63),
    "left a number": edited(*TREE, "left", value=-1),
    "left with a yes": edited(*TREE, "left", 0, value=True),
    "open in numbers": edited(*TREE, "open", 0, value=1),
    "split columns cut short": edited(*TREE, "split_column", 0),
    "row starts cut short": edited(*TREE, "row_start", 0),
    "multiplier too many": edited(*TREE, "multiplier", value=[1] * 1000),
}


PROOF = ("proofs", 0)
PRICES: dict[str, Callable[[dict[str, Any]], None]] = {
    "no version": edited("version"),
    "newer version": edited("version", value=3),
    "with a key nobody knows": edited("note", value="all proved"),
    "no visits": edited("visits"),
    "groups a text": edited("groups", value="all"),
    "proofs null": edited("proofs", value=None),
    "proof a text": edited(*PROOF, value="proof"),
    "proof with a key nobody knows": edited(*PROOF, "bound", value=7),
    "no goal": edited(*PROOF, "goal"),
    "goal a yes": edited(*PROOF, "goal", value=False),
    "value a fraction": edited(*PROOF, "value", value=0.5),
    "no levels": edited(*PROOF, "levels"),
    "levels in texts": edited(*PROOF, "levels", value=[["1", "2"]]),
    "prices a list": edited(*PROOF, "prices", value=[]),
    "no prices of needs": edited(*PROOF, "prices", "need"),
    "prices of what nobody knows": edited(*PROOF, "prices", "donor", value=[1]),
    "prices in fractions": edited(*PROOF, "prices", "need", value=[0.5]),
}


def refused(certificate: TreeCertificate | Certificate, edit: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads(json.dumps(certificate.to_dict()))
    edit(data)
    with pytest.raises((KeyError, TypeError, ValueError)) as refusal:
        certificate_from(data)
    assert str(refusal.value)


@pytest.mark.parametrize("kind", TREES)
def test_plain_data_that_are_no_certificate_of_trees_are_refused_with_a_reason(kind: str) -> None:
    for case in cases()[:4]:
        refused(case.certificate, TREES[kind])


@pytest.mark.parametrize("kind", PRICES)
def test_plain_data_that_are_no_certificate_of_prices_are_refused_with_a_reason(kind: str) -> None:
    result = solve(random_problem(Random(0), TINY, set()))
    assert isinstance(result.certificate, Certificate)
    assert isinstance(certificate_from(json.loads(json.dumps(result.certificate.to_dict()))), Certificate)
    refused(result.certificate, PRICES[kind])
