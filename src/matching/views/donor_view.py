"""What one donor is shown of a result."""

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from matching.markup import html_table
from matching.plan.result import Result
from matching.views.gifts import Gift, gifts, money_of
from matching.views.profiles import Profile, profiles
from matching.views.wording import told

LEAST_KEY = 16
"""Bytes that a key of pseudonyms has at least."""


@dataclass(frozen=True, slots=True)
class DonorView:
    """What one donor is shown of a result.

    Parameters
    ----------
    result
        The result; never shown itself.
    donor
        Public name of the donor.
    profiles
        Children shown, by pseudonym.
    gifts
        Use of the donor's offers, by kind.
    money_left
        Đồng left of the donor's cash offers, ``None`` of one who gives no money.
    k
        Least number of children who fit every description.
    """

    result: Result
    donor: str
    profiles: tuple[Profile, ...]
    gifts: tuple[Gift, ...]
    money_left: int | None
    k: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "view": "donor",
            "plan_id": self.result.plan_id,
            "donor": self.donor,
            "k": self.k,
            "profiles": [asdict(profile) for profile in self.profiles],
            "gifts": [asdict(gift) for gift in self.gifts],
            "money_left": self.money_left,
        }

    def _repr_html_(self) -> str:
        header = [field.name for field in fields(Gift)]
        return html_table(
            self.donor,
            header,
            [tuple("–" if cell is None else cell for cell in asdict(gift).values()) for gift in self.gifts],
        )


def donor_view(result: Result, donor: str, key: bytes, language: str, k: int) -> DonorView:
    """Return what a donor is shown of a result with a plan.

    Parameters
    ----------
    result
        The result.
    donor
        Id of the donor.
    key
        Secret of the pseudonyms, at least 16 bytes, kept apart from the data.
    language
        ``en`` or ``vi``.
    k
        Least number of children in need of the kind who fit every description.

    Raises
    ------
    ValueError
        If the donor is unknown or the key is too short.
    """
    ids = result.problem["donors"]["donor"].tolist()
    if donor not in ids:
        raise ValueError(f"there is no donor {donor!r}; name one of the table donors by its id")
    if len(key) < LEAST_KEY:
        raise ValueError(f"the key of the pseudonyms has at least {LEAST_KEY} bytes")
    row = ids.index(donor)
    name = str(result.problem["donors"]["name"][row]) or told("donor.unnamed", language)
    lines = np.flatnonzero(result.problem["offers"]["donor"][result.plan.offer] == row)
    return DonorView(
        result, name, profiles(result, lines, donor, key, language, k), gifts(result, row, language),
        money_of(result, row), k,
    )  # fmt: skip
