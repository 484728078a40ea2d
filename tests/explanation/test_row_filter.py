"""The first sieve leaves out what has nothing to do with the clash."""

from matching.explanation.conflicts import Clashing, conflict_of
from matching.explanation.feasibility import Asking, asking
from matching.explanation.row_filter import sifted
from matching.explanation.rule_uses import RuleUse, rule_uses
from matching.problem.policy import named_policy
from matching.problem.problem import Problem, problem_from
from matching.vocabulary import ENUMERATIONS
from oracle.random_problems import REFERENCE, table_of

POLICY = named_policy("equal-coverage")
MEAL, OTHER = 0, 1
GOODS = ENUMERATIONS["Modality"].index("goods")


def crowded(bystanders: int) -> Problem:
    """One offer whose reserve keeps a floor from holding, and many that hold something else under rules of their own."""
    others = [
        {"offer": f"b{row:02}", "modality": GOODS, "reserve": 1, "commune_min": 2}
        for row in range(bystanders)
    ]
    tables = {
        "communes": [{"vintage": "2025-07", "code": "00001"}],
        "needs": [
            {"need": "n1", "commune": 0, "kind": MEAL, "quantity": 10},
            {"need": "n2", "commune": 0, "kind": OTHER, "quantity": 30},
        ],
        "offers": [{"offer": "D", "modality": GOODS, "reserve": 3}, *others],
        "stock": [
            {"offer": 0, "kind": MEAL, "quantity": 10},
            *({"offer": row + 1, "kind": OTHER, "quantity": 5} for row in range(bystanders)),
        ],
        "floors": [{"group": 0, "kind": MEAL, "minimum": 9}],
    }
    return problem_from({name: table_of(name, rows) for name, rows in tables.items()}, REFERENCE)


def ask_about(problem: Problem) -> Asking:
    return asking(problem, POLICY, 0, 60)


def test_of_many_rules_those_in_conflict_stay() -> None:
    ask = ask_about(crowded(25))
    uses = rule_uses(ask.problem)
    assert len(uses) == 52
    assert set(sifted(ask, uses)) == {RuleUse("floors", "0"), RuleUse("reserve", "D")}


def test_few_rules_are_not_sifted() -> None:
    ask = ask_about(crowded(4))
    uses = rule_uses(ask.problem)
    assert sifted(ask, uses) == uses


def test_the_conflict_is_the_same_with_and_without_the_sieve() -> None:
    few, many = (conflict_of(crowded(count), POLICY, 0, time_limit=60) for count in (4, 25))
    assert few == many
    assert few is not None
    assert few.rules == (
        Clashing("floors", "0", "minimum", 9, 7, ("2025-07:00001",)),
        Clashing("reserve", "D", "reserve", 3),
    )
