"""Every criterion that compares groups, by its name in :data:`~matching.problem.criterion_forms.FORMS`."""

from collections.abc import Mapping
from types import MappingProxyType

from matching.auditing.criteria import alpha_fair, leximin, max_min
from matching.auditing.criteria.definition import Definition

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        "leximin": Definition(leximin.value, leximin.stages),
        "max_min": Definition(max_min.value, max_min.stages),
        "alpha_fair": Definition(alpha_fair.value, alpha_fair.stages),
    }
)
