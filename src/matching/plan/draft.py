"""Drafts: plans found on the way, each better than the one before, not yet audited."""

from dataclasses import dataclass

from matching.plan.allocation import Allocation
from matching.plan.certificate import Certificate
from matching.plan.tree_certificate import TreeCertificate


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan found on the way; only the audit says whether it keeps the rules.

    Parameters
    ----------
    allocation
        The plan's lines.
    certificate
        What is proved so far, ``None`` if nothing is.
    """

    allocation: Allocation
    certificate: Certificate | TreeCertificate | None = None
