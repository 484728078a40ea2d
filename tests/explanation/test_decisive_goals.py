"""Where one offer is fought over, the goal named is the last one that an exchange with any of those served is worse on."""

from pathlib import Path
from random import Random

import pytest

import matching

COMMUNES = "code,name,zone\n1,Một,III\n2,Hai,II\n3,Ba,I\n"


def asked(folder: Path, needs: str, children: str, offers: str, stock: str, **more: str) -> matching.Problem:
    """Write a problem of one donor and read it."""
    (folder / "problem.json").write_text(
        '{"schema_version": 1, "reference_date": "2026-01-01", "title": "t", "vintage": "v"}',
        encoding="utf-8",
    )
    tables = {
        "communes": COMMUNES, "donors": "donor\nd1\n", "needs": needs, "children": children, "offers": offers,
        "stock": stock,
    }  # fmt: skip
    for name, text in (tables | more).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return matching.read(folder)


def fought_over(folder: Path, number: int) -> tuple[matching.Problem, list[tuple[str, int]]]:
    """One commune, one offer: nothing but life-saving, weight and the draw tells its needs apart."""
    rng = Random(number)
    kinds = [(rng.choice(["life_saving", "ordinary", "ordinary"]), rng.choice([3, 5, 8])) for _ in range(8)]
    needs = "need,child,kind,quantity,tier,weight\n" + "\n".join(
        f"n{row},c{row},gift,1,{tier},{weight}" for row, (tier, weight) in enumerate(kinds)
    )
    children = "child,commune_code,age\n" + "\n".join(f"c{row},1,8" for row in range(8))
    stock = f"offer,kind,quantity\no1,gift,{rng.randint(1, 7)}\n"
    return asked(folder, needs, children, "offer,donor,modality\no1,d1,goods\n", stock), kinds


def judge(folder: Path, number: int, policy: str) -> None:
    problem, kinds = fought_over(folder, number)
    result = matching.solve(problem, policy, seed=number)
    held = [kinds[row] for row in result.plan.need.tolist()]
    for row in result.unmet.need.tolist():
        own = kinds[row]
        true = (
            "lottery" if own in held
            else "outweighed" if own[0] in {tier for tier, _ in held}
            else "life_saving_first"
        )  # fmt: skip
        told = matching.explain(result, f"n{row}", remedies=False)
        assert told.reason == true, (number, policy, row)
        assert told.nearest is not None
        for one in told.nearest.served:
            first = kinds[int(one.need[1:])]
            assert first not in held or one.goal is not None
        other = told.nearest.served[0].need
        before = matching.explain(result, other, remedies=False).precedences
        assert told.goal in {one.goal for one in before}, "both sides name the same goal"


@pytest.mark.parametrize("policy", ["equal-coverage", "utilitarian", "max-min", "zones-in-order"])
def test_a_single_offer_names_the_goal_that_an_exchange_is_worse_on(tmp_path: Path, policy: str) -> None:
    for number in range(5):
        judge(tmp_path, number, policy)


@pytest.mark.long
@pytest.mark.parametrize("policy", ["equal-coverage", "utilitarian", "leave-no-one-behind"])
def test_a_single_offer_names_that_goal_on_many_problems(tmp_path: Path, policy: str, instances: int) -> None:
    for number in range(5, 5 + min(instances, 1_000)):
        judge(tmp_path, number, policy)


def test_a_life_saving_need_goes_first_and_both_sides_say_so(tmp_path: Path) -> None:
    problem = asked(
        tmp_path,
        "need,child,kind,quantity,tier\nheart,c1,gift,1,life_saving\nb,c2,gift,1,ordinary\nc,c3,gift,1,ordinary\n",
        "child,commune_code,age\nc1,1,8\nc2,1,8\nc3,1,8\n",
        "offer,donor,modality\no1,d1,goods\n",
        "offer,kind,quantity\no1,gift,1\n",
    )
    result = matching.solve(problem, seed=0)
    for need in ("b", "c"):
        told = matching.explain(result, need, remedies=False)
        assert (told.reason, told.goal) == ("life_saving_first", 0)
    (before,) = matching.explain(result, "heart", remedies=False).precedences
    assert (before.goal, before.needs) == (0, 2)


def test_beside_a_floor_the_units_above_it_are_what_was_fought_over(tmp_path: Path) -> None:
    needs = "need,child,kind,quantity,weight\n" + "\n".join(
        f"n{row},c{row},gift,1,{20 if row in (2, 5) else 4}" for row in range(1, 7)
    )
    children = "child,commune_code,age\n" + "\n".join(f"c{row},{1 + row % 3},8" for row in range(1, 7))
    floor = "group,value,kind,minimum\ncommune,v:1,gift,2\n"
    problem = asked(
        tmp_path, needs, children, "offer,donor,modality\no1,d1,goods\n", "offer,kind,quantity\no1,gift,3\n",
        floors=floor,
    )  # fmt: skip
    result = matching.solve(problem, "utilitarian", seed=0)
    told = {one: matching.explain(result, one, remedies=False).reason for one in ("n1", "n4", "n2", "n5")}
    assert (told["n1"], told["n4"]) == ("outweighed", "outweighed")
    assert sorted(told[one] or "met" for one in ("n2", "n5")) == ["lottery", "met"]


def test_at_equal_nothing_no_parent_is_told_that_others_had_received_less(tmp_path: Path) -> None:
    problem = asked(
        tmp_path,
        "need,child,kind,quantity\na,c1,school_kit,1\nb,c2,school_kit,1\nc,c3,school_kit,1\n",
        "child,commune_code,age\nc1,1,8\nc2,2,8\nc3,3,8\n",
        "offer,donor,modality\no1,d1,goods\n",
        "offer,kind,quantity\no1,school_kit,1\n",
    )
    result = matching.solve(problem, seed=1)
    told = matching.explain(result, "a", remedies=False)
    assert told.reason == "outranked"
    assert "or just as little and are lifted further by one unit" in told.describe("en", "parent")
    assert "hoặc cũng ít như vậy" in told.describe("vi", "parent")


def test_where_money_is_short_what_is_left_and_who_has_the_rest_is_told(tmp_path: Path) -> None:
    problem = asked(
        tmp_path,
        "need,child,kind,quantity\na,c1,school_kit,1\nb,c1,scholarship,1\nc,c2,scholarship,1\nd,c3,school_kit,2\n",
        "child,commune_code,age\nc1,2,8\nc2,3,8\nc3,1,8\n",
        "offer,donor,modality,budget\no1,d1,cash,2000000\n",
        "offer,kind\no1,school_kit\no1,scholarship\n",
    )
    result = matching.solve(problem, "utilitarian", seed=1)
    told = matching.explain(result, "a", remedies=False)
    assert told.reason == "budget"
    assert told.nearest is not None
    assert told.nearest.money is not None
    left, price = told.nearest.money
    assert 0 < left < price
    assert [one.need for one in told.nearest.served] == ["d"]
    assert "200,000" in told.describe("en")
    assert "spent" not in told.describe("en", "parent")
