"""How groups are weighed against one another: the criteria by name, and the parameters each takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PARAMETERS = ("k", "alpha", "weights", "delta")
"""Parameters that criteria may take; what each means is told with the criterion."""


@dataclass(frozen=True, slots=True)
class CriterionForm:
    """What a goal with a criterion must say.

    Parameters
    ----------
    parameters
        Those of :data:`PARAMETERS` that it needs; all others are refused.
    grouped
        Whether it compares groups; a sum speaks of everyone.
    """

    parameters: tuple[str, ...] = ()
    grouped: bool = True


FORMS: Mapping[str, CriterionForm] = MappingProxyType(
    {
        "sum": CriterionForm(grouped=False),
        "leximin": CriterionForm(),
        "max_min": CriterionForm(),
        "alpha_fair": CriterionForm(("alpha",)),
    }
)
"""Every criterion. Its sentence stands in ``data/goals.json``, its source in ``data/literature.json``."""
