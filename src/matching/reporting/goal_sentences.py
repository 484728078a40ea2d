"""Goals in words: what was wanted, what is reached, and whether that is proved best."""

from fractions import Fraction

from matching.plan.audit_report import GoalFinding
from matching.plan.outcome import GoalValue
from matching.plan.result import Result
from matching.problem.commune_targets import target_scale
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.reporting.criterion_values import TOLD, value_in_words
from matching.reporting.numerals import money, share, whole
from matching.reporting.wording import phrase

TOLD_STEPS = 2
"""Most groups of a leximin goal that a sentence speaks of; the rest stands in the result."""


def goal_sentences(result: Result, language: str = "en") -> list[str]:
    """Return one sentence per goal of the policy, in order."""
    findings = {} if result.report is None else {finding.goal: finding for finding in result.report.goals}
    return [
        _within(result, value, language)
        if _narrowed(result, number)
        else _sentence(result, value, findings.get(number), language)
        for number, value in enumerate(result.goals)
    ]


def _narrowed(result: Result, number: int) -> bool:
    """Return whether a sum's bound speaks only of plans in which no group gets less."""
    value = result.goals[number]
    before = any(one.steps for one in result.goals[:number])
    return before and value.goal.criterion == "sum" and value.bound is not None


def _within(result: Result, value: GoalValue, language: str) -> str:
    assert value.bound is not None
    sentence, reached = value.goal.describe(language), _total(value.goal, int(value.value), language)
    bound = _total(value.goal, int(value.bound), language)
    return phrase("goal.bounded_within", language, sentence=sentence, value=reached, bound=bound)


def _sentence(result: Result, value: GoalValue, finding: GoalFinding | None, language: str) -> str:
    sentence, reached = value.goal.describe(language), _reached(result, value, finding, language)
    if value.goal.keep is not None and value.gap == 0 and finding is not None and finding.bound is not None:
        best = _total(value.goal, int(finding.bound), language)
        return phrase("goal.kept", language, sentence=sentence, value=reached, best=best)
    if value.bound is not None and value.gap != 0 and value.goal.criterion == "sum":
        bound = _total(value.goal, int(value.bound), language)
        return phrase("goal.bounded", language, sentence=sentence, value=reached, bound=bound)
    if value.steps:
        return phrase(
            "goal.stepped", language, sentence=sentence, value=reached, steps=_steps(result, value, language)
        )
    code = "goal.exact" if value.gap == 0 else "goal.open"
    return phrase(code, language, sentence=sentence, value=reached)


def _steps(result: Result, value: GoalValue, language: str) -> str:
    """Return, for groups from the worst-off up, how far the next one gets and what no plan lifts it above."""
    scale, told = coverage_scale(result.problem, result.policy, value.goal), []
    telling = [step for step in value.steps if step.value > 0 and step.bound is not None]
    for step in (telling or list(value.steps))[:TOLD_STEPS]:
        reached = share(step.value * scale, language)
        code = "goal.step" if step.bound is not None and step.bound > step.value else "goal.step_exact"
        code = code if step.bound is not None else "goal.step_open"
        bound = "" if step.bound is None else share(step.bound * scale, language)
        told.append(phrase(code, language, aside=whole(step.aside, language), value=reached, bound=bound))
    return "; ".join(told)


def _total(goal: Goal, value: int, language: str) -> str:
    return money(value, language) if goal.measure == "cost" else whole(value, language)


def _reached(result: Result, value: GoalValue, finding: GoalFinding | None, language: str) -> str:
    if value.goal.criterion == "sum":
        return _total(value.goal, int(value.value), language)
    if value.goal.criterion == "alpha_fair":
        return phrase("goal.welfare", language, value=whole(int(value.value), language))
    scale = coverage_scale(result.problem, result.policy, value.goal)
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


def coverage_scale(problem: Problem, policy: Policy, goal: Goal) -> Fraction:
    """Return what a coverage in steps of the certificate is multiplied with to be a share of the target."""
    return target_scale(problem, policy.disadvantage) if goal.adjusted else Fraction(1)
