"""Every rule of a plan by its stable name, in the order in which they are told."""

from dataclasses import dataclass

from matching.auditing import limit_rules, record_rules, sharing_rules
from matching.auditing.breaches import Check, told
from matching.auditing.facts import Facts
from matching.auditing.floor_rule import floors
from matching.auditing.lottery_rule import lottery
from matching.auditing.pair_rules import needs_slot, pair_rule
from matching.auditing.pairs import REQUIREMENTS
from matching.plan.audit_report import EXAMPLES, Violation


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its stable name and the function that recomputes it."""

    name: str
    check: Check


RULES = (
    Rule("quantity", record_rules.quantity),
    Rule("offer", record_rules.offer),
    Rule("amount", record_rules.amount),
    Rule("duplicate_line", record_rules.duplicate_line),
    Rule("order", record_rules.order),
    Rule("commitment", record_rules.commitment),
    *(Rule(name, pair_rule(name)) for name in REQUIREMENTS),
    Rule("needs_slot", needs_slot),
    Rule("need_quantity", limit_rules.need_quantity),
    Rule("stock", limit_rules.stock),
    Rule("slots", limit_rules.slots),
    Rule("reserve", limit_rules.reserve),
    Rule("budget", limit_rules.budget),
    Rule("child_max", limit_rules.limit_rule("child", "max")),
    Rule("child_min", limit_rules.limit_rule("child", "min")),
    Rule("commune_max", limit_rules.limit_rule("commune", "max")),
    Rule("commune_min", limit_rules.limit_rule("commune", "min")),
    Rule("max_communes", limit_rules.max_communes),
    Rule("all_or_nothing", limit_rules.all_or_nothing),
    Rule("unsplittable", sharing_rules.unsplittable),
    Rule("bundle", sharing_rules.bundle),
    Rule("exclusive", sharing_rules.exclusive),
    Rule("cofunding", sharing_rules.cofunding),
    Rule("excludes_group", sharing_rules.excludes_group),
    Rule("matches", sharing_rules.matches),
    Rule("floors", floors),
    Rule("lottery", lottery),
)
"""All rules; none reads another's finding."""


def broken_rules(facts: Facts) -> tuple[list[Violation], dict[str, int]]:
    """Return examples of every broken rule and the true number of its violations."""
    violations: list[Violation] = []
    counts: dict[str, int] = {}
    for rule in RULES:
        examples: list[Violation] = []
        for breaches in rule.check(facts):
            examples += told(facts, rule.name, breaches)
            if breaches.size:
                counts[rule.name] = counts.get(rule.name, 0) + breaches.size
        violations += examples[:EXAMPLES]
    return violations, counts
