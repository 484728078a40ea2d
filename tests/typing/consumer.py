"""A fund system that uses the library, read by a type checker as its users' code is: nothing here is run."""

from datetime import date
from pathlib import Path
from typing import Any, Literal, assert_type

import matching


def round_of(folder: Path, target: Path) -> str:
    problem, issues = matching.check(folder)
    for issue in issues:
        assert_type(issue, matching.Issue)
        assert_type(issue.code, str)
        print(matching.issue_sentence(issue, "vi"))
    if problem is None:
        raise SystemExit(3)
    assert_type(problem, matching.Problem)
    try:
        result = matching.solve(problem, policy="equal-coverage", seed=2026, time_limit=60.0, steps=heard)
    except matching.InfeasibleError as error:
        assert_type(error.code, str)
        raise
    assert_type(result, matching.Result)
    assert_type(matching.audit(problem, result).verdict, Literal["proved", "not proved", "violated"])
    assert_type(matching.write_plan(result, target), tuple[str, ...])
    frames = result.to_frames("polars")
    assert_type(frames, dict[str, Any])
    assert_type(matching.summary(result, "vi"), str)
    matching.report(result, target / "page.html", "vi", sections=matching.report_studies(result, "vi"))
    matching.write_workbook(result, target / "result.xlsx", "vi", overwrite=True)
    return result.plan_id


def heard(step: matching.Step) -> None:
    assert_type(step.name, str)
    assert_type(step.seconds, float)


def by_hand() -> matching.Result:
    problem = (
        matching.ProblemBuilder("2025-07")
        .add_commune("09700", name="Ba Vì", zone="I")
        .add_child("c1", ("2025-07", "09700"), age=8)
        .add_need("n1", "meal", 2, child="c1")
        .add_offer("o1")
        .add_stock("o1", "meal", 1)
        .build(date(2026, 3, 1))
    )
    policy = matching.named_policy("utilitarian")
    assert_type(policy, matching.Policy)
    return matching.solve(problem, policy)


def asked(result: matching.Result, ledger: Path) -> None:
    compared = matching.compare(result.problem, ["greedy", "equal-coverage"])
    assert_type(compared.summary("en"), str)
    assert_type(matching.appeals(result), matching.Appeals)
    explanation = matching.explain(result, need="n1")
    assert_type(explanation, matching.Explanation)
    public = matching.view(result, "public")
    assert_type(public.to_dict(), dict[str, Any])
    schema = matching.json_schema()
    assert_type(dict(schema), dict[str, Any])
    versions = matching.versions()
    assert_type(dict(versions), dict[str, str])
    book = matching.Ledger(ledger)
    receipt = matching.apply(result, book)
    assert_type(receipt, matching.Receipt)


def changed(before: matching.Result) -> list[str]:
    after = matching.what_if(before, policy="utilitarian")
    assert_type(after, matching.PlanDifference)
    return [str(after)]
