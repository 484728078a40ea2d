"""Drafts: plans found on the way, each better than the one before, not yet audited."""

from dataclasses import dataclass

from matching.plan.allocation import Allocation
from matching.plan.any_certificate import AnyCertificate


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
    certificate: AnyCertificate | None = None
