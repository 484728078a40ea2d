"""A year in batches: promises stand, fairness is counted over the year, nothing is given that is over."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

import matching
from matching.cycles.period import period_problem
from matching.problem.drawn_promises import promises
from matching.problem.joining import joined
from matching.problem.people import communes_of_needs
from matching.problem.table import table_from
from matching.vocabulary import EarmarkField, code_of

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


@pytest.fixture
def ledger(tmp_path):
    return matching.Ledger(tmp_path / "ledger.sqlite")


def batch(today, needs=(), offers=()):
    """Return a batch: needs as (id, commune, kind, units, window), offers as (id, kind, units, fields)."""
    builder = (
        matching.ProblemBuilder(vintage="2025-07").add_commune("1").add_commune("2").add("donors", donor="D")
    )
    for need, commune, kind, units, (begins, ends) in needs:
        builder.add_child(f"c-{need.partition('-')[0]}", commune, age=8, sex="girl")
        builder.add_need(
            need, kind, units, child=f"c-{need.partition('-')[0]}", window_from=begins, window_to=ends
        )
    for offer, kind, units, fields in offers:
        builder.add_offer(offer, donor="D", **fields).add_stock(offer, kind, units)
    return builder.build(today)


def month(number):
    return (date(2026, number, 1), date(2026, number, 28))


def served(ledger):
    return {(line.key.offer, line.key.need): line.quantity for line in ledger.standing()}


def planned(ledger, *batches, **options):
    """Plan and apply batches one after the other; return the cycles."""
    cycles = []
    for part in batches:
        known = cycles[-1].known if cycles else None
        cycles.append(matching.plan_cycle(part, ledger, known=known, seed=1, **options))
        matching.apply(cycles[-1].result, ledger)
    return cycles


def test_a_commune_that_lost_last_month_is_first_this_month(ledger):
    """Commune 1 got its meal in January; in February one meal comes for two communes that ask alike."""
    first = batch(
        JANUARY, [("a", "1", "gift", 1, month(1)), ("b", "2", "gift", 1, month(1))], [("O1", "gift", 1, {})]
    )
    planned(ledger, first)
    ((_, lucky),) = served(ledger)
    again = [(f"{name}-2", commune, "gift", 1, month(2)) for name, commune in (("a", "1"), ("b", "2"))]
    known = matching.with_promises(first, ledger)
    cycle = matching.plan_cycle(batch(FEBRUARY, again, [("O2", "gift", 1, {})]), ledger, known=known, seed=1)
    matching.apply(cycle.result, ledger)
    (winner,) = {need for offer, need in served(ledger) if offer == "O2"}
    assert winner.partition("-")[0] != lucky


def test_nothing_is_given_to_a_month_that_is_over(ledger):
    needs = batch(JANUARY, [("a", "1", "gift", 1, month(1))])
    later = batch(FEBRUARY, [], [("O1", "gift", 5, {})])
    planned(ledger, needs, later)
    assert served(ledger) == {}


def test_an_offer_that_is_over_gives_nothing_and_keeps_what_it_promised(ledger):
    first = batch(
        JANUARY,
        [("a", "1", "gift", 1, (JANUARY, None))],
        [("O1", "gift", 5, {"window_to": date(2026, 1, 31)})],
    )
    later = batch(FEBRUARY, [("b", "1", "gift", 1, (FEBRUARY, None))])
    planned(ledger, first, later)
    assert served(ledger) == {("O1", "a"): 1}


def test_unspent_stock_is_carried_over(ledger):
    first = batch(JANUARY, [("a", "1", "gift", 1, month(1))], [("O1", "gift", 3, {})])
    later = batch(FEBRUARY, [("b", "1", "gift", 5, month(2))])
    planned(ledger, first, later)
    assert served(ledger) == {("O1", "a"): 1, ("O1", "b"): 2}


def test_a_sponsored_child_keeps_its_sponsor_while_the_sponsor_gives(ledger):
    sponsor = {"window_to": date(2026, 12, 31)}
    first = batch(JANUARY, [("a-1", "1", "sponsorship", 1, month(1))], [("O1", "sponsorship", 2, sponsor)])
    more = [(f"{name}-2", "1", "sponsorship", 1, month(2)) for name in ("a", "b")]
    later = batch(FEBRUARY, more)
    last = batch(MARCH, [("a-3", "1", "sponsorship", 1, month(3))], [])
    cycles = planned(ledger, first, later, last)
    assert served(ledger) == {("O1", "a-1"): 1, ("O1", "a-2"): 1}
    assert [cycle.renewed for cycle in cycles] == [0, 1, 0]
    assert [entry.reason for entry in ledger.entries() if entry.kind == "promise"] == ["continuity"]


def test_a_sponsor_is_not_kept_where_the_child_may_no_longer_be_shown(ledger):
    sponsor = {"shows_child": True}
    first = batch(JANUARY, [("a-1", "1", "sponsorship", 1, month(1))], [("O1", "sponsorship", 2, sponsor)])
    agreed = _with_consent(first)
    planned(ledger, agreed)
    assert served(ledger) == {("O1", "a-1"): 1}
    withdrawn = batch(FEBRUARY, [("a-2", "1", "sponsorship", 1, month(2))])
    cycle = matching.plan_cycle(withdrawn, ledger, known=agreed, seed=1)
    assert cycle.renewed == 0


def test_only_the_child_whose_consent_has_ended_loses_its_sponsor(ledger):
    sponsor = {"shows_child": True}
    wanted = [(f"{name}-1", "1", "sponsorship", 1, month(1)) for name in "ab"]
    agreed = _with_consent(batch(JANUARY, wanted, [("O1", "sponsorship", 4, sponsor)]))
    planned(ledger, agreed)
    again = batch(MARCH, [(f"{name}-3", "1", "sponsorship", 1, month(3)) for name in "ab"])
    children = _with_consent(again)["children"]
    ends = np.where(children["child"] == "c-a", again.today - 1, -1)
    march = again.replace(children=table_from("children", {**children.columns, "consent_expiry": ends}))
    cycle = matching.plan_cycle(march, ledger, known=agreed, seed=1)
    assert cycle.renewed == 1
    assert served(ledger)["O1", "b-3"] == 1
    assert ("O1", "a-3") not in served(ledger)


def test_a_sponsor_whose_limit_has_room_for_some_goes_on_with_the_first(ledger):
    """The offer may give commune 1 five units in all; three went there in January."""
    names = "abc"
    first = batch(
        JANUARY,
        [(f"{name}-1", "1", "sponsorship", 1, month(1)) for name in names],
        [("O1", "sponsorship", 9, {"commune_max": 5})],
    )
    later = batch(FEBRUARY, [(f"{name}-2", "1", "sponsorship", 1, month(2)) for name in names])
    cycles = planned(ledger, first, later)
    assert cycles[1].renewed == 2
    assert {need for _, need in served(ledger)} == {"a-1", "b-1", "c-1", "a-2", "b-2"}


def test_a_batch_dated_before_what_is_known_is_refused(ledger):
    known = planned(ledger, batch(FEBRUARY, [("a", "1", "gift", 1, month(2))]))[0].known
    before = ledger.version
    with pytest.raises(matching.LedgerError) as caught:
        matching.plan_cycle(batch(JANUARY, [], [("O1", "gift", 1, {})]), ledger, known=known)
    assert (caught.value.code, ledger.version) == ("older_batch", before)


def test_a_need_whose_time_is_over_is_counted_apart_and_nobody_is_asked_for_it(ledger):
    first = batch(JANUARY, [("a-1", "1", "gift", 2, month(1)), ("b-1", "2", "gift", 1, (JANUARY, None))])
    later = batch(MARCH, [("a-3", "1", "gift", 1, month(3))])
    result = planned(ledger, first, later)[1].result
    frames = matching.explain_all(result, "polars")["reasons"]
    assert dict(frames.select("reason", "units").rows()) == {"over": 2, "no_offer_of_kind": 2}
    told = matching.explain(result, "a-1")
    assert (told.reason, told.nearest, told.remedies) == ("over", None, ())
    assert "had ended" in told.describe()
    assert "đã kết thúc" in told.describe("vi")
    assert "stays on the list" not in told.describe("en", "parent")
    assert matching.explain(result, "b-1").remedy is not None
    appeals = matching.appeals(result)
    assert (sum(package.quantity for package in appeals.packages), appeals.over) == (2, 2)
    assert "2 more units are not asked for" in appeals.summary()
    (best, *_) = matching.packages_for(result, budget=10**9)
    assert best.quantity == 2
    assert sum(row.unmet for row in matching.shadow_values(result).rows) == 2


def _with_consent(problem):
    children = problem["children"]
    one = np.ones(len(children), dtype=np.int8)
    day = np.full(len(children), problem.today)
    agreed = {
        **children.columns, "consent_representative": one, "consent_child": one, "consent_date": day
    }  # fmt: skip
    return problem.replace(children=type(children)("children", agreed))


def test_units_are_held_back_for_a_need_that_only_this_offer_can_meet(ledger):
    """Commune 2 asks later, and only the offer of January gives what it will ask for."""
    early = batch(JANUARY, [("a", "1", "gift", 4, month(1))], [("O1", "gift", 4, {})])
    late = batch(MARCH, [("b", "2", "gift", 4, month(3))])
    past = joined(*(_a_year_before(part) for part in (early, late)))
    cycles = planned(ledger, early, late, expected=matching.expected_later(past))
    assert cycles[0].held == 2
    assert served(ledger) == {("O1", "a"): 2, ("O1", "b"): 2}


def _a_year_before(problem):
    moved = matching.expected_later(problem, months=-12)
    renamed = {
        name: type(problem[name])(name, {**moved[name].columns, key: problem[name][key]})
        for name, key in (("children", "child"), ("needs", "need"), ("offers", "offer"))
    }
    return moved.replace(**renamed)


def year_of(seed, children=80):
    return matching.generate_year("ha-noi-14", children, seed=seed)


def resolved_without_withdrawal(seed, ledger):
    """Plan a year and solve every month again under another seed; return how many re-solves kept every promise."""
    known, kept = None, 0
    for part in year_of(seed):
        cycle = matching.plan_cycle(part, ledger, known=known, seed=seed)
        known = cycle.known
        matching.apply(cycle.result, ledger)
        before = served(ledger)
        again = matching.solve(period_problem(known, ledger), seed=seed + 1)
        lines = zip(
            *(getattr(again.plan, name).tolist() for name in ("offer", "need", "quantity", "promised")),
            strict=True,
        )
        names = again.problem["offers"]["offer"], again.problem["needs"]["need"]
        found = {}
        for offer, need, quantity, promised in lines:
            key = (str(names[0][offer]), str(names[1][need]))
            found[key] = found.get(key, 0) + quantity * promised
        assert {key: units for key, units in found.items() if units} == _by_pair(before)
        assert again.report.verdict == "proved"
        kept += 1
    assert ledger.verify() == ()
    return kept


def _by_pair(lines):
    found = {}
    for key, units in lines.items():
        found[key] = found.get(key, 0) + units
    return found


def test_re_solving_withdraws_nothing_silently(tmp_path):
    assert resolved_without_withdrawal(3, matching.Ledger(tmp_path / "ledger.sqlite")) == 12


@pytest.mark.long
@pytest.mark.parametrize("part", range(6))
def test_five_hundred_re_solves_withdraw_nothing_silently(tmp_path, instances, part):
    years = range(part, min(instances, 504) // 12, 6)
    kept = sum(
        resolved_without_withdrawal(seed, matching.Ledger(tmp_path / f"{seed}.sqlite")) for seed in years
    )
    assert kept == 12 * len(years)


def worst(problem, units):
    """Return the lowest coverage of the communes, over everything that was ever asked for."""
    asked, got = {}, {}
    rows = zip(
        communes_of_needs(problem).tolist(),
        *(problem["needs"][name].tolist() for name in ("need", "quantity")),
        strict=True,
    )
    for commune, need, quantity in rows:
        asked[commune] = asked.get(commune, 0) + quantity
        got[commune] = got.get(commune, 0) + units[need]
    return min(Fraction(got[commune], asked[commune]) for commune in asked)


def test_fairness_over_the_year_lifts_the_worst_commune_above_fairness_month_by_month(ledger):
    """Odd months bring gifts for commune 1 only; even months bring gifts for either."""
    batches = []
    for number in range(1, 7):
        needs = [(f"{name}-{number}", name, "gift", 4, month(number)) for name in ("1", "2")]
        part = batch(date(2026, number, 1), needs, [(f"O{number}", "gift", 2, {})])
        batches.append(only_for_commune_1(part) if number % 2 else part)
    cycles = planned(ledger, *batches)
    whole = matching.with_promises(cycles[-1].known, ledger)
    units = dict(zip(whole["needs"]["need"].tolist(), promises(whole).per_need.tolist(), strict=True))
    monthly = {}
    for part in batches:
        given = matching.solve(part, seed=1).plan.per_need(part)
        monthly |= dict(zip(part["needs"]["need"].tolist(), given.tolist(), strict=True))
    assert sum(units.values()) == sum(monthly.values()) == 12
    assert worst(whole, units) == Fraction(6, 24)
    assert worst(whole, monthly) == Fraction(3, 24)


def only_for_commune_1(problem):
    wish = {"offer": [0], "field": [code_of(EarmarkField.COMMUNE)], "values": ["2025-07:1"]}
    return problem.replace(earmarks=table_from("earmarks", wish))


def test_the_audit_counts_coverage_over_the_year(ledger):
    """The leximin value that the audit recomputes is that of all months together."""
    first = batch(
        JANUARY, [("a", "1", "gift", 2, month(1)), ("b", "2", "gift", 2, month(1))], [("O1", "gift", 1, {})]
    )
    second = batch(
        FEBRUARY, [("c", "1", "gift", 2, month(2)), ("d", "2", "gift", 2, month(2))], [("O2", "gift", 1, {})]
    )
    cycles = planned(ledger, first, second)
    report = cycles[-1].result.report
    assert report.verdict == "proved"
    assert report.goals[1].value == ((1, 4), (1, 4))


def test_a_new_year_takes_over_what_is_still_open_and_nothing_twice(ledger, tmp_path):
    cash = {"modality": "cash", "budget": 10_000_000, "overhead": 0.1}
    first = batch(
        JANUARY,
        [
            ("a", "1", "gift", 3, (JANUARY, None)),
            ("b", "2", "gift", 1, month(1)),
            ("c", "1", "school_kit", 1, (JANUARY, None)),
        ],
        [
            ("O1", "gift", 5, {"commune_max": 1}),
            ("O2", "school_kit", None, cash),
            ("O3", "gift", 1, {"window_to": date(2026, 1, 31)}),
        ],
    )
    planned(ledger, first)
    assert sum(served(ledger).values()) == 4
    new = matching.carried_over(first, ledger, date(2027, 1, 1))
    held = dict(
        zip(
            new["offers"]["offer"][new["stock"]["offer"]].tolist(),
            new["stock"]["quantity"].tolist(),
            strict=True,
        )
    )
    price = int(new["kinds"]["price"][new["kinds"]["kind"].tolist().index("school_kit")])
    assert held["O1"] + served(ledger).get(("O1", "a"), 0) + served(ledger).get(("O1", "b"), 0) == 5
    assert (
        new["offers"]["budget"][new["offers"]["offer"].tolist().index("O2")] == 10_000_000 - price * 11 // 10
    )
    assert "O3" not in held
    assert list(zip(new["needs"]["need"].tolist(), new["needs"]["quantity"].tolist(), strict=True)) == [
        ("a", 1)
    ]
    fresh = matching.Ledger(tmp_path / "2027.sqlite")
    planned(fresh, new)
    assert served(fresh) == {("O1", "a"): 1}


@pytest.mark.parametrize(("cancelled", "units"), [("2026-01-01", 1), ("2026-02-01", 2)])
def test_a_slot_of_a_month_that_is_over_is_lost_and_a_later_one_is_used_again(ledger, cancelled, units):
    """The hospital has one slot in January and one in February; the operation in one of them is cancelled."""
    builder = matching.ProblemBuilder(vintage="2025-07").add_commune("1").add("providers", provider="H")
    builder.add_offer("O1", "service")
    for number in (1, 2):
        begins, ends = month(number)
        slot = {"provider": "H", "item": "cleft", "window_from": begins, "window_to": ends}
        builder.add("slots", capacity=1, **slot).add_stock("O1", "surgery", 1, **slot)
        child = f"C{number}"
        builder.add_child(child, "1", age=3).add_need(f"N{number}", "surgery", 1, child=child, item="cleft")
    (january,) = planned(ledger, builder.build(JANUARY))
    slots = {line.key.window_from: line.key for line in ledger.standing()}
    assert set(slots) == {"2026-01-01", "2026-02-01"}
    ledger.release(offer="O1", need=slots[cancelled].need, reason="line_cancelled", on=FEBRUARY)
    later = matching.plan_cycle(batch(FEBRUARY), ledger, known=january.known, seed=1)
    assert int(later.result.plan.quantity.sum()) == units
