"""A plan made by hand: two communes, three children, one gift of three sets and one of money."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from matching.plan.allocation import allocation_of
from matching.plan.audit_report import AuditReport
from matching.plan.outcome import Feasibility, GoalValue, Outcome, Proof, StopReason
from matching.plan.result import Result, Unused, UnusedMoney, unmet_without_evidence
from matching.problem.policy import Goal, named_policy
from matching.problem.problem import Problem, problem_from
from matching.problem.table import table_from
from matching.vocabulary import Modality, Reason, UnusedReason, Zone, code_of

KIT, MEAL = 4, 0


def _problem() -> Problem:
    return problem_from(
        {
            "communes": table_from(
                "communes",
                {
                    "vintage": ["2025-07", "2025-07"],
                    "code": ["00002", "00001"],
                    "name": ["Yên Bài", "An <Phú>"],
                    "zone": [code_of(Zone.III), -1],
                },
            ),
            "children": table_from(
                "children",
                {"child": ["c1", "c2", "c3"], "commune": [0, 0, 1], "age": [7, 8, 9], "sex": [0, 1, 1]},
            ),
            "needs": table_from(
                "needs",
                {
                    "need": ["n2", "n1", "n3"],
                    "child": [0, 1, 2],
                    "kind": [KIT, MEAL, KIT],
                    "quantity": [1, 1200, 2],
                },
            ),
            "offers": table_from(
                "offers",
                {
                    "offer": ["goods", "cash"],
                    "modality": [code_of(Modality.GOODS), code_of(Modality.CASH)],
                    "budget": [-1, 240_000_000],
                },
            ),
            "stock": table_from(
                "stock", {"offer": [1, 0], "kind": [MEAL, KIT], "quantity": [-1, 4], "price": [240_000, -1]}
            ),
        },
        date(2026, 1, 1),
        "two <communes>",
    )


@pytest.fixture
def result() -> Result:
    problem = _problem()
    plan = allocation_of(
        problem,
        line=np.array([1, 0, 1]),
        need=np.array([0, 1, 2]),
        quantity=np.array([1, 1000, 2]),
        promised=np.array([False, False, True]),
    )
    goals = (
        GoalValue(Goal("weight"), 10_018, 10_018),
        GoalValue(Goal("units", "leximin", "commune_kind"), Fraction(5, 6), None),
    )
    return Result(
        problem=problem,
        policy=named_policy("equal-coverage"),
        seed=7,
        outcome=Outcome(StopReason.FINISHED, Feasibility.FEASIBLE, Proof.PROVED, True),
        allocation=plan,
        goals=goals,
        certificate=None,
        report=AuditReport("proved", (), {}, ()),
        unmet=unmet_without_evidence(
            np.array([1]), np.array([200]), np.array([code_of(Reason.NO_OFFER_OF_KIND)])
        ),
        unused=Unused(
            np.array([1]),
            np.array([1]),
            np.array([code_of(UnusedReason.LIMITS)], dtype=np.int8),
            UnusedMoney(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8)),
        ),
        versions={"matching": "0.1.0"},
        seconds={"solve": 0.25},
    )
