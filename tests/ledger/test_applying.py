"""Applying a plan: once, only what was asked for, and only while nothing it stands on has changed."""

from dataclasses import replace
from random import Random

import pytest
from small_fund import TODAY, above, fund

import matching


@pytest.fixture
def ledger(tmp_path):
    return matching.Ledger(tmp_path / "ledger.sqlite")


@pytest.fixture
def result():
    return matching.solve(fund(Random(1)), seed=1)


def refusal(act, *words, **options):
    with pytest.raises(matching.LedgerError) as caught:
        act(*words, **options)
    return caught.value


def test_a_plan_becomes_promises_line_by_line(ledger, result):
    receipt = matching.apply(result, ledger, operator="an")
    assert receipt.applied
    assert receipt.units == int(result.plan.quantity.sum()) > 0
    kept = matching.solve(matching.with_promises(result.problem, ledger), seed=1)
    assert kept.plan.promised.all()
    assert [
        getattr(kept.plan, name).tolist() for name in ("offer", "need", "line", "quantity", "amount")
    ] == [getattr(result.plan, name).tolist() for name in ("offer", "need", "line", "quantity", "amount")]


def test_applying_twice_counts_once(ledger, result):
    first = matching.apply(result, ledger)
    before = ledger.standing()
    again = matching.apply(result, ledger)
    assert (again.applied, again.version, again.units) == (False, first.version, first.units)
    assert ledger.standing() == before
    assert ledger.version == 1


def test_applying_twice_counts_once_after_the_world_went_on(ledger, result):
    matching.apply(result, ledger)
    line = ledger.standing()[0]
    ledger.release(offer=line.key.offer, need=line.key.need, reason="line_cancelled", on=TODAY)
    before = ledger.standing()
    assert not matching.apply(result, ledger).applied
    assert ledger.standing() == before


def test_another_plan_than_the_one_decided_on_is_refused(ledger, result):
    assert refusal(matching.apply, result, ledger, plan_id="0" * 64).code == "another_plan"
    assert matching.apply(result, ledger, plan_id=result.plan_id).applied


def test_the_same_question_with_other_lines_is_refused(ledger, result):
    matching.apply(result, ledger)
    columns = {name: getattr(result.plan, name)[1:] for name in type(result.plan).__slots__}
    fewer = replace(result, allocation=type(result.plan)(**columns), certificate=None)
    assert refusal(matching.apply, fewer, ledger).code == "other_lines"


def test_a_plan_that_breaks_a_rule_is_refused_and_nothing_is_written(ledger, result):
    quantity = result.plan.quantity + 100
    spoiled = replace(result, allocation=replace(result.plan, quantity=quantity), certificate=None)
    error = refusal(matching.apply, spoiled, ledger)
    assert error.code == "plan_violated"
    assert "stock" in str(error)
    assert ledger.version == 0


def test_a_second_operator_cannot_spend_an_offer_again_and_is_told_which(ledger, result):
    other = matching.solve(result.problem, seed=2)
    matching.apply(result, ledger, operator="an")
    before = ledger.standing()
    error = refusal(matching.apply, other, ledger, operator="binh")
    assert error.code == "offer_used_since"
    used = {str(name) for name in result.problem["offers"]["offer"][result.plan.offer]}
    assert set(error.offers) <= used
    assert error.offers[0] in str(error)
    assert ledger.standing() == before


def test_a_version_is_compared_even_where_the_promises_came_back(ledger, result):
    empty = ledger.version
    other = matching.solve(result.problem, seed=2)
    matching.apply(result, ledger)
    for line in ledger.standing():
        ledger.release(offer=line.key.offer, need=line.key.need, reason="correction", on=TODAY)
    assert refusal(matching.apply, other, ledger, version=empty).code == "offer_used_since"
    assert matching.apply(other, ledger, version=ledger.version).applied
    assert (
        refusal(matching.apply, matching.solve(result.problem, seed=3), ledger, version=99).code
        == "another_ledger"
    )


def test_stock_that_differs_from_the_last_plan_needs_a_word(ledger, result):
    matching.apply(result, ledger)
    problem = matching.with_promises(result.problem, ledger)
    stock = problem["stock"]
    more = problem.replace(stock=type(stock)("stock", {**stock.columns, "quantity": stock["quantity"] + 1}))
    enlarged = matching.solve(more, seed=1)
    error = refusal(matching.apply, enlarged, ledger)
    assert error.code == "offer_amended"
    assert matching.apply(enlarged, ledger, amended=error.offers).applied


def test_operators_with_different_offers_do_not_disturb_one_another(ledger):
    both = fund(Random(5), offers=4, needs=8)
    half = {}
    for name, offers in (("an", ("O0", "O1")), ("binh", ("O2", "O3"))):
        kind = 0 if name == "an" else 1
        wanted = [row for row, need in enumerate(both["needs"]["kind"].tolist()) if need % 2 == kind]
        half[name] = _part(both, offers, wanted)
    results = {name: matching.solve(part, seed=1) for name, part in half.items()}
    for name, result in results.items():
        assert matching.apply(result, ledger, operator=name).applied


def _part(problem, offers, needs):
    import numpy as np

    from matching.problem.joining import without

    others = ~np.isin(problem["offers"]["offer"], offers)
    others_needs = ~np.isin(np.arange(len(problem["needs"])), needs)
    return without(problem, {"offers": others, "needs": others_needs})


def test_together_plans_keep_what_each_alone_could_not_see(ledger):
    """Two offers that exclude each other, each used by an operator who sees the other unused."""
    builder = matching.ProblemBuilder(vintage="2025-07").add_commune("1")
    for number, kind in enumerate(("meal", "gift")):
        builder.add_child(f"C{number}", "1", age=6).add_need(f"N{number}", kind, 1, child=f"C{number}")
        builder.add_offer(f"O{number}", excludes_group="either").add_stock(f"O{number}", kind, 1)
    problem = builder.build(TODAY)
    meal, gift = (_with_quantity_only(problem, number) for number in (0, 1))
    matching.apply(meal, ledger)
    error = refusal(matching.apply, gift, ledger)
    assert error.code == "rules_together"
    assert "excludes_group" in str(error)


def _with_quantity_only(problem, number):
    import numpy as np

    from matching.plan.allocation import allocation_of

    one = np.array([number])
    result = matching.solve(problem, seed=1)
    plan = allocation_of(problem, one, one, np.array([1]), np.array([False]))
    return replace(result, seed=number, allocation=plan, certificate=None)


def applied(result: matching.Result, ledger: matching.Ledger, operator: str) -> bool:
    """Apply a plan; return whether it stands, and let no refusal pass but that of an offer used since."""
    try:
        matching.apply(result, ledger, operator=operator)
    except matching.LedgerError as error:
        if error.code != "offer_used_since" or not error.offers:
            raise
        return False
    return True


def interleaved(seed: int, ledger: matching.Ledger) -> int:
    """Let two operators take up the ledger, solve, apply and release in any order; return the plans refused."""
    rng = Random(seed)
    problem = fund(rng)
    drafts: dict[str, matching.Result] = {}
    refused = 0
    for _ in range(rng.randint(5, 9)):
        operator = rng.choice(("an", "binh"))
        act = rng.random()
        if operator not in drafts or act < 0.4:
            state = matching.with_promises(problem, ledger)
            drafts[operator] = matching.solve(state, seed=rng.randint(0, 3))
        elif act < 0.85:
            refused += not applied(drafts[operator], ledger, operator)
        elif ledger.standing():
            line = rng.choice(ledger.standing())
            ledger.release(offer=line.key.offer, need=line.key.need, reason="line_cancelled", on=TODAY)
        assert above(problem, ledger) == []
    assert ledger.verify() == ()
    return refused


def test_interleavings_of_two_operators_never_exceed_an_offer(tmp_path):
    refused = sum(interleaved(seed, matching.Ledger(tmp_path / f"{seed}.sqlite")) for seed in range(20))
    assert refused > 0


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_a_thousand_interleavings_of_two_operators_never_exceed_an_offer(tmp_path, instances, part):
    size = min(instances, 1000) // 10
    seeds = range(100 + part * size, 100 + (part + 1) * size)
    refused = sum(interleaved(seed, matching.Ledger(tmp_path / f"{seed}.sqlite")) for seed in seeds)
    assert refused > size // 20
