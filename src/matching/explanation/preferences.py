"""The reason that a goal gives when it prefers others."""

from matching.problem.policy import Goal
from matching.vocabulary import Reason

_BY_MEASURE = {
    "life_saving_units": Reason.LIFE_SAVING_FIRST,
    "cost": Reason.DEARER,
    "visits": Reason.VISIT_NOT_WORTH,
    "changes": Reason.LAST_PLAN,
    "lottery": Reason.LOTTERY,
}


def reason_of_goal(goal: Goal) -> Reason:
    """Return the reason of needs that a goal left behind others."""
    if goal.criterion != "sum":
        return Reason.OUTRANKED
    return _BY_MEASURE.get(goal.measure, Reason.OUTWEIGHED)
