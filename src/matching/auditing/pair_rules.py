"""Rules on single lines: whether the donor may serve the need at all. Promised lines are exempt."""

from collections.abc import Iterator

from matching.auditing.breaches import Breaches, Check, broken
from matching.auditing.facts import Facts
from matching.auditing.pairs import REQUIREMENTS


def pair_rule(name: str) -> Check:
    """Return the check of one requirement of :data:`~matching.auditing.pairs.REQUIREMENTS`."""
    fails, message = REQUIREMENTS[name]

    def check(facts: Facts) -> Iterator[Breaches]:
        plan = facts.allocation
        where = fails(facts, plan.line, plan.need) & ~plan.promised
        yield broken(message, where, offers=plan.offer, needs=plan.need)

    return check


def needs_slot(facts: Facts) -> Iterator[Breaches]:
    """A kind that needs a slot is served only by lines that have one at a provider."""
    plan = facts.allocation
    where = facts.slotless[plan.line] & ~plan.promised
    message = "The kind needs a provider's slot and the line has none."
    yield broken(message, where, offers=plan.offer, needs=plan.need)
