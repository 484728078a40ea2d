"""Leximin on integer programs: levels, programs, nodes, and the seconds of search, proof and audit."""

import time
from dataclasses import dataclass
from unittest.mock import patch

import matching
from matching.auditing.checking import audit
from matching.engines.integer_program import IntegerSolution, solve_integer_program
from matching.goals import integer_search
from matching.goals.integer_certifying import tree_certificate
from matching.goals.integer_planning import plan_integer_goals
from matching.problem.policy import named_policy
from matching.timing import Stopwatch

INTEGER_HEAD = """
| children | policy | levels | programs | nodes | open trees | search s | proof s | audit s | verdict |
|---|---|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class IntegerRun:
    """What one run took.

    Parameters
    ----------
    name, policy, children
        The question.
    levels
        Objectives of leximin goals.
    programs
        Integer programs solved in the search.
    nodes
        Nodes of all bound trees together.
    open_trees
        Trees left with a gap.
    search, proof, audit
        Seconds.
    verdict
        The audit's.
    """

    name: str
    policy: str
    children: int
    levels: int
    programs: int
    nodes: int
    open_trees: int
    search: float
    proof: float
    audit: float
    verdict: str


def integer_run(profile: str, children: int, policy: str, seed: int, limit: float) -> IntegerRun:
    """Generate a province with mixed offers, plan and prove it, each within a limit in seconds, and audit it."""
    problem, chosen = matching.generate(profile, children, seed, "mixed"), named_policy(policy)
    programs = 0

    def counting(*args: object, **options: object) -> IntegerSolution:
        nonlocal programs
        programs += 1
        return solve_integer_program(*args, **options)  # type: ignore[arg-type]

    started = time.perf_counter()
    with patch.object(integer_search, "solve_integer_program", counting):
        planned = plan_integer_goals(problem, chosen, seed, Stopwatch(), time_limit=limit)
    searched = time.perf_counter()
    told = (problem, chosen, seed, planned.allocation)
    certificate = tree_certificate(*told, time_limit=limit, complete=planned.finished)
    proved = time.perf_counter()
    report = audit(problem, planned.allocation, chosen, seed, certificate)
    audited = time.perf_counter()
    levels = sum(proof.level is not None for proof in certificate.proofs)
    return IntegerRun(
        name=f"{profile}, seed {seed}",
        policy=policy,
        children=children,
        levels=levels,
        programs=programs,
        nodes=sum(len(proof.tree) for proof in certificate.proofs),
        open_trees=sum(bool(proof.tree.open.any()) for proof in certificate.proofs),
        search=searched - started,
        proof=proved - searched,
        audit=audited - proved,
        verdict=report.verdict if planned.finished else f"{report.verdict} (search ended early)",
    )


def integer_row(run: IntegerRun) -> str:
    """Return one run of integer programs as a row of a Markdown table."""
    counts = (run.levels, run.programs, run.nodes, run.open_trees)
    seconds = (f"{one:.1f}" for one in (run.search, run.proof, run.audit))
    return f"| {' | '.join([f'{run.children:,}', run.policy, *map(str, counts), *seconds, run.verdict])} |"
