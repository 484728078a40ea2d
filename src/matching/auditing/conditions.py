"""Donors' conditions on a beneficiary or need, evaluated need by need."""

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.packing import Flags, Integers
from matching.problem.earmarks import Condition
from matching.vocabulary import MISSING

CHILD_COLUMNS = (
    "sex", "household", "at_risk", "ethnic_minority", "difficult_hamlet", "policy_family", "union_parent",
)  # fmt: skip
"""Earmark fields that are columns of ``children`` under the same name."""


def values_of(facts: Facts, field: str) -> Integers:
    """Return what a condition on the field compares with, per need; ``MISSING`` where it is absent."""
    if field not in facts.columns:
        facts.columns[field] = _computed(facts, field)
    return facts.columns[field]


def _computed(facts: Facts, field: str) -> Integers:
    needs, children = facts.problem["needs"], facts.problem["children"]
    if field in CHILD_COLUMNS:
        return facts.of_child(children[field], MISSING)
    if field == "age":
        return facts.of_child(facts.age, MISSING)
    if field == "circumstances":
        return facts.of_child(children["circumstances"], 0)
    if field == "special_circumstances":
        return facts.of_child(facts.special, MISSING)
    if field == "site":
        return np.where(needs["child"] >= 0, facts.of_child(children["site"], MISSING), needs["site"])
    if field == "need":
        return np.arange(len(needs))
    return needs[field].astype(np.int64)


def meets(condition: Condition, values: Integers) -> Flags:
    """Return which values meet the condition; a missing one fails if required and passes if excluded."""
    if condition.field == "circumstances":
        bits = sum(1 << code for code in condition.codes)
        return np.asarray(((values & bits) != 0) != condition.exclude)
    codes = condition.codes
    if codes[-1] - codes[0] == len(codes) - 1:
        return np.asarray(((values >= codes[0]) & (values <= codes[-1])) != condition.exclude)
    return np.asarray(np.isin(values, codes) != condition.exclude)
