"""How groups are weighed against one another: the criteria by name, and the parameters each takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PARAMETERS = ("k", "alpha", "weights", "delta", "level")
"""Parameters that criteria may take; what each means is told with the criterion."""


@dataclass(frozen=True, slots=True)
class CriterionForm:
    """What a goal with a criterion must say.

    Parameters
    ----------
    parameters
        Those of :data:`PARAMETERS` that it needs; all others are refused.
    optional
        Those that it takes, and does without.
    grouped
        Whether it compares groups; a sum speaks of everyone.
    of_reached
        Whether groups that no supply reaches are left out, so that they freeze nothing.
    """

    parameters: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    grouped: bool = True
    of_reached: bool = False


FORMS: Mapping[str, CriterionForm] = MappingProxyType(
    {
        "sum": CriterionForm(grouped=False),
        "leximin": CriterionForm(),
        "max_min": CriterionForm(of_reached=True),
        "alpha_fair": CriterionForm(("alpha",)),
        "k_worst": CriterionForm(("k",), of_reached=True),
        "gini": CriterionForm(optional=("weights",), of_reached=True),
        "threshold": CriterionForm(("delta",), of_reached=True),
        "bounded_disparity": CriterionForm(("delta",), of_reached=True),
        "proportional_to_need": CriterionForm(of_reached=True),
        "at_least": CriterionForm(("level",)),
        "most_at_least": CriterionForm(("level",)),
        "at_most": CriterionForm(("level",)),
    }
)
"""Every criterion. Its sentence stands in ``data/goals.json``, its source in ``data/literature.json``."""
