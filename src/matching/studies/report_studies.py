"""What the fund's own page tells beyond the plan: it takes further solving, so it is asked for."""

from matching.appealing.asking import appeals
from matching.comparing.comparison import compared
from matching.pages.section import Section
from matching.pages.study_sections import appeals_section, price_section
from matching.plan import result as records
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.studies.questions import answer

LARGE = 20_000
"""Needs above which packages are not tried by solving again."""


def report_studies(
    result: records.Result, language: str = "en", *, time_limit: float | None = 60.0
) -> tuple[Section, ...]:
    """Return the price of fairness and appeals as sections for the fund's own page (``matching.report``).

    Parameters
    ----------
    result
        A result with a plan.
    language
        ``en`` or ``vi``.
    time_limit
        Seconds for the plan of most weighted need where that needs an integer program.

    Raises
    ------
    NoPlanError
        If there is no plan.
    """
    most = named_policy("utilitarian")

    def solve(problem: Problem, policy: Policy, *, seed: int, time_limit: float | None) -> records.Result:
        """Return the plan at hand for its own policy, and solve for the other."""
        if policy == result.policy:
            return result
        return answer(problem, policy, seed=seed, time_limit=time_limit)

    pair = (result.policy,) if result.policy == most else (result.policy, most)
    found = compared(
        result.problem, pair, most, solve, seed=result.seed, by="commune", time_limit=time_limit
    )  # fmt: skip
    verify = 3 if len(result.problem["needs"]) <= LARGE else 0
    asked = appeals(result, verify=verify)
    return (
        price_section(found, language),
        appeals_section(result.problem, asked.packages, asked.introductions, language),
    )
