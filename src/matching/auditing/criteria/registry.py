"""Every criterion that compares groups, by its name in :data:`~matching.problem.criterion_forms.FORMS`."""

from collections.abc import Mapping
from types import MappingProxyType

from matching.auditing.criteria import (
    alpha_fair,
    at_least,
    at_most,
    bounded_disparity,
    gini,
    k_worst,
    leximin,
    max_min,
    most_at_least,
    proportional_to_need,
    threshold,
)
from matching.auditing.criteria.definition import Definition

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        "leximin": Definition(leximin.value, leximin.stages),
        "max_min": Definition(max_min.value, max_min.stages),
        "alpha_fair": Definition(alpha_fair.value, alpha_fair.stages),
        "k_worst": Definition(k_worst.value, k_worst.stages),
        "gini": Definition(gini.value, gini.stages),
        "threshold": Definition(threshold.value, threshold.stages),
        "bounded_disparity": Definition(bounded_disparity.value, bounded_disparity.stages),
        "proportional_to_need": Definition(proportional_to_need.value, proportional_to_need.stages),
        "at_least": Definition(at_least.value, at_least.stages),
        "most_at_least": Definition(most_at_least.value, most_at_least.stages),
        "at_most": Definition(at_most.value, at_most.stages),
    }
)
