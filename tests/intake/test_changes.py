"""Changes of a problem: what they do, that the result is checked, and that the quick way equals the long one."""

import pickle
from datetime import date
from random import Random

import pytest

import matching
from matching.intake.changes import changed_problem
from oracle.random_problems import FEATURES, SMALL, random_problem


def builder() -> matching.ProblemBuilder:
    """Return a builder with one commune, two children with a need each, and an offer with a wish."""
    made = matching.ProblemBuilder(vintage="2025-07").add_commune("00001", name="An Phú")
    for name in ("c1", "c2"):
        made.add_child(name, "00001", age=8).add_need(f"n-{name}", "school_kit", 1, child=name)
    made.add_offer("o1").add_stock("o1", "school_kit", 1)
    return made.add("earmarks", offer="o1", field="age", values="9..12")


@pytest.fixture
def problem() -> matching.Problem:
    return builder().build(date(2026, 1, 15))


def test_rows_are_added_amended_and_removed(problem: matching.Problem) -> None:
    changed = changed_problem(
        problem,
        [
            matching.amend_rows("stock", {"offer": "o1"}, quantity=2),
            matching.remove_rows("earmarks", offer="o1", field="age"),
            matching.add_row("offers", offer="o2", modality="goods"),
        ],
    )
    assert changed["stock"]["quantity"].tolist() == [2]
    assert len(changed["earmarks"]) == 0
    assert changed["offers"]["offer"].tolist() == ["o1", "o2"]
    assert len(problem["earmarks"]) == 1


def test_none_empties_a_cell(problem: matching.Problem) -> None:
    changed = changed_problem(problem, [matching.amend_rows("communes", {"code": "00001"}, name=None)])
    assert changed["communes"]["name"].tolist() == [""]


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("needs", {"tier": "ordinary"}),
        ("needs", {"tier": None}),
        ("needs", {"confirmed": True}),
        ("needs", {"confirmed": "yes", "splittable": None}),
        ("earmarks", {"offer": "o1", "clause": 1, "exclude": False}),
        ("offers", {"overhead": 0, "cofunding": True, "fund_commune": None}),
        ("children", {"commune": "2025-07:00001", "circumstances": None}),
        ("children", {"commune": ["2025-07", "00001"]}),
    ],
)  # fmt: skip
def test_a_condition_on_a_column_that_holds_only_defaults_means_the_default(
    problem: matching.Problem, table: str, where: dict[str, object]
) -> None:
    assert len(changed_problem(problem, [matching.remove_rows(table, **where)])[table]) == 0


def test_a_row_that_does_not_name_a_value_has_its_default_beside_rows_that_do() -> None:
    made = builder().add_need("n3", "school_kit", 1, child="c1", tier="life_saving")
    changed = changed_problem(
        made.build(date(2026, 1, 15)), [matching.amend_rows("needs", {"tier": "ordinary"}, confirmed=False)]
    )
    assert changed["needs"]["confirmed"].tolist() == [0, 0, 1]


def test_what_cannot_stand_without_a_removed_row_goes_with_it(problem: matching.Problem) -> None:
    without = changed_problem(problem, [matching.remove_rows("offers", offer="o1")])
    assert (len(without["offers"]), len(without["stock"]), len(without["earmarks"])) == (0, 0, 0)
    assert changed_problem(problem, [matching.remove_rows("children", child="c1")])["needs"][
        "need"
    ].tolist() == ["n-c2"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (matching.amend_rows("stock", {"offer": "nobody"}, quantity=2), "no_such_row"),
        (matching.amend_rows("stock", {"offer": "o1"}, colour="red"), "unknown_column"),
        (matching.add_row("gifts", offer="o1"), "unknown_table"),
        (matching.amend_rows("stock", {}, quantity=2), "bad_change"),
        (matching.amend_rows("stock", {"offer": "o1"}, quantity=-2), "out_of_range"),
        (matching.add_row("stock", offer="nobody", kind="school_kit", quantity=1), "dangling_reference"),
        (matching.amend_rows("stock", {"offer": "o1"}, quantity=[1]), "bad_value"),
        (matching.amend_rows("stock", {"offer": "o1"}, quantity={"more": 1}), "bad_value"),
        (matching.add_row("stock", offer="o1", kind="school_kit", quantity=(1, 2)), "bad_value"),
        (matching.remove_rows("stock", quantity=[1]), "bad_value"),
        (matching.remove_rows("needs", tier="life_saving"), "no_such_row"),
        (matching.remove_rows("needs", splittable=False), "no_such_row"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_made_is_told(
    problem: matching.Problem, change: matching.Change, code: str
) -> None:
    with pytest.raises(matching.DataError) as caught:
        changed_problem(problem, [change])
    assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize(
    "data", [{}, {"verb": "burn", "table": "stock"}, {"verb": "add", "table": "stock", "values": 3}, []]
)
def test_what_is_no_change_is_refused(data: object) -> None:
    with pytest.raises(matching.DataError):
        matching.change_from_dict(data)  # type: ignore[arg-type]


def test_changes_travel_as_plain_data_and_between_processes() -> None:
    change = matching.amend_rows("stock", {"offer": "o1"}, quantity=2)
    assert matching.change_from_dict(change.to_dict()) == change
    assert pickle.loads(pickle.dumps(change)) == change


def test_nothing_changed_gives_the_same_problem_and_the_quick_way_equals_the_long_one() -> None:
    for number in range(40):
        rng = Random(number)
        problem = random_problem(rng, SMALL, {one for one in sorted(FEATURES) if rng.random() < 0.3})
        assert changed_problem(problem, []).digest == problem.digest
        offer = str(problem["offers"]["offer"][0])
        quick = [matching.amend_rows("offers", {"offer": offer}, reserve=1)]
        code = str(problem["communes"]["code"][0])
        long = [
            *quick,
            matching.amend_rows("communes", {"code": code}, name=str(problem["communes"]["name"][0]) or None),
        ]
        assert changed_problem(problem, quick).digest == changed_problem(problem, long).digest
