"""Goals in words: what was wanted, what is reached, and whether that is proved best."""

from fractions import Fraction
from math import gcd

from matching.plan.audit_report import GoalFinding
from matching.plan.outcome import GoalValue
from matching.plan.result import Result
from matching.problem.commune_targets import targets
from matching.problem.policy import Goal
from matching.reporting.criterion_values import TOLD, value_in_words
from matching.reporting.numerals import money, share, whole
from matching.reporting.wording import phrase


def goal_sentences(result: Result, language: str = "en") -> list[str]:
    """Return one sentence per goal of the policy, in order."""
    findings = {} if result.report is None else {finding.goal: finding for finding in result.report.goals}
    return [
        _sentence(result, value, findings.get(number), language) for number, value in enumerate(result.goals)
    ]


def _sentence(result: Result, value: GoalValue, finding: GoalFinding | None, language: str) -> str:
    sentence, reached = value.goal.describe(language), _reached(result, value, finding, language)
    if value.goal.keep is not None and value.gap == 0 and finding is not None and finding.bound is not None:
        best = _total(value.goal, finding.bound, language)
        return phrase("goal.kept", language, sentence=sentence, value=reached, best=best)
    if value.bound is not None and value.gap != 0 and value.goal.criterion == "sum":
        bound = _total(value.goal, int(value.bound), language)
        return phrase("goal.bounded", language, sentence=sentence, value=reached, bound=bound)
    code = "goal.exact" if value.gap == 0 else "goal.open"
    return phrase(code, language, sentence=sentence, value=reached)


def _total(goal: Goal, value: int, language: str) -> str:
    return money(value, language) if goal.measure == "cost" else whole(value, language)


def _reached(result: Result, value: GoalValue, finding: GoalFinding | None, language: str) -> str:
    if value.goal.criterion == "sum":
        return _total(value.goal, int(value.value), language)
    if value.goal.criterion == "alpha_fair":
        return phrase("goal.welfare", language, value=whole(int(value.value), language))
    scale = _scale(result, value.goal)
    if value.goal.criterion in TOLD:
        known = value.value if finding is None else finding.value
        return value_in_words(value.goal.criterion, known, scale, language)
    if finding is not None and isinstance(finding.value, tuple):
        return _levels([Fraction(*level) * scale for level in finding.value], language)
    return phrase("goal.worst", language, value=share(Fraction(value.value) * scale, language))


def _levels(levels: list[Fraction], language: str) -> str:
    """Return how many groups get nothing, and how far the worst-off of the others gets."""
    served = [level for level in levels if level > 0]
    groups, zero = whole(len(levels), language), whole(len(levels) - len(served), language)
    if not served:
        return phrase("goal.nothing", language, groups=groups)
    code = "goal.worst" if len(served) == len(levels) else "goal.levels"
    return phrase(code, language, groups=groups, zero=zero, value=share(min(served), language))


def _scale(result: Result, goal: Goal) -> Fraction:
    """Return what a coverage in steps of the certificate is multiplied with to be a share of the target."""
    if not goal.adjusted:
        return Fraction(1)
    return Fraction(100, gcd(*targets(result.problem, result.policy.disadvantage).tolist()) or 100)
