"""Certificates of every version: prices of a network, bound trees, Lagrangian bounds."""

from typing import Any

from matching.plan.certificate import Certificate, certificate_from_dict
from matching.plan.price_certificate import (
    PRICE_CERTIFICATE_VERSION,
    PriceCertificate,
    price_certificate_from_dict,
)
from matching.plan.tree_certificate import (
    TREE_CERTIFICATE_VERSION,
    TreeCertificate,
    tree_certificate_from_dict,
)

AnyCertificate = Certificate | TreeCertificate | PriceCertificate
"""What proves the goals of a plan, or bounds them."""


def certificate_from(data: dict[str, Any]) -> AnyCertificate:
    """Return the certificate told by plain data, of whichever version it is.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the data are not a certificate.
    """
    if data["version"] == TREE_CERTIFICATE_VERSION:
        return tree_certificate_from_dict(data)
    if data["version"] == PRICE_CERTIFICATE_VERSION:
        return price_certificate_from_dict(data)
    return certificate_from_dict(data)
