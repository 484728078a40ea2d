"""The registry of rules is whole: each rule is audited, solved, documented, and compared with brute force."""

from pathlib import Path

import pytest

from matching.auditing.pairs import REQUIREMENTS
from matching.auditing.registry import RULES
from matching.formulation.integer_rules.registry import INTEGER_RULES
from matching.formulation.network_rules import NETWORK_RULES
from matching.problem.fields import fields_of
from matching.problem.rule_registry import Rule, rules
from oracle.rulebook import RULEBOOK

PAGES = Path(__file__).parent.parent / "docs" / "rules"
INDEX = PAGES.with_suffix(".md").read_text(encoding="utf-8")

ADMISSIBLE = {*REQUIREMENTS, "needs_slot"}
"""Rules on pairs, which the oracle judges one and all when it asks which pairs are admissible."""

OF_LINES = {"quantity", "amount", "commitment"}
"""Rules on the lines of a plan that the oracle judges by themselves."""

OF_FORM = {"offer", "duplicate_line", "order", "lottery"}
"""Rules on how a plan is written down; brute force compares values, not lines."""

PAID = {"visit_cost": "budget", "setup_cost": "budget"}
"""Costs that the oracle judges within another rule."""


def named(rule: Rule) -> str:
    return rule.name


def test_names_are_unique():
    names = [rule.name for rule in rules()]
    assert len(set(names)) == len(names)


def test_the_registry_and_the_audit_know_the_same_rules():
    assert {rule.audit for rule in rules()} == {rule.name for rule in RULES}
    apart = {rule.name: rule.audit for rule in rules() if rule.name != rule.audit}
    assert apart == PAID


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_every_column_of_a_rule_is_in_the_field_registry(rule):
    for name in rule.columns:
        table, _, column = name.partition(".")
        assert column in fields_of(table), name


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_a_rule_has_a_page_that_tells_its_columns_formula_solving_and_audit(rule):
    page = (PAGES / f"{rule.name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {rule.name}\n")
    assert [name for name in rule.columns if f"`{name}`" not in page] == []
    assert f"**Formula**: *{rule.formula}*" in page
    assert "**Solved as**" in page
    assert f"`{rule.audit}`" in page.partition("**Audited**")[2]
    assert "```csv\n" in page
    assert f"### {rule.name}\n" in INDEX
    assert f"(rules/{rule.name}.md)" in INDEX


def test_no_page_speaks_of_a_rule_that_does_not_exist():
    assert {page.stem for page in PAGES.glob("*.md")} == {rule.name for rule in rules()}


def test_what_a_network_cannot_hold_is_named_by_one_rule_each():
    told = [name for rule in rules() for name in rule.beyond_network]
    assert sorted(told) == sorted(rule.name for rule in NETWORK_RULES)


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_a_rule_that_a_network_cannot_always_hold_has_a_method_in_the_integer_program(rule):
    assert rule.network in ("yes", "partly", "no")
    assert (rule.network == "yes") == (not rule.beyond_network)
    assert (rule.name in INTEGER_RULES) == (rule.network != "yes")


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_the_oracle_judges_a_rule_on_its_own(rule):
    judged = {*RULEBOOK, *ADMISSIBLE, *OF_LINES, *OF_FORM}
    assert rule.audit in judged
    assert (rule.family == "pair") == (rule.name in ADMISSIBLE)
