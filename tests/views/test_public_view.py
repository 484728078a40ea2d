"""The public view tells totals that keep every small cell uncertain, also beside the release before."""

import json
from dataclasses import replace

import numpy as np
import pytest

import matching
from matching.views.place_tree import place_tree
from matching.views.support_cells import support_cells
from views.attacker import ranges
from views.crowded_round import DAY, HIDDEN, builder


def public(result, **options):
    return matching.view(result, "public", **options)


def test_cells_that_are_told_are_true(result):
    shown, cells = public(result), support_cells(result)
    told = shown.met >= 0
    assert told.any()
    assert (~told).any()
    assert (shown.met[told] == cells.met[told]).all()
    assert (shown.needed[told] == (cells.met + cells.missing)[told]).all()
    assert ((shown.needed >= 0) == told).all()
    assert shown.met[0, -1] == result.plan.quantity.sum()


def test_totals_of_the_cells_are_those_of_the_plan(result):
    cells, coverage = support_cells(result), result.coverage("commune")
    told = dict(zip(cells.tree.keys, cells.met[:, -1].tolist(), strict=True))
    assert [told[f"commune:{label}"] for label in coverage.labels] == coverage.met.tolist()
    for place, parts in cells.tree.parts().items():
        for table in (cells.met, cells.missing):
            assert (table[parts].sum(axis=0) == table[place]).all()


def test_places_are_provinces_zones_and_communes_with_levels_of_one_part_left_out(result):
    assert place_tree(result.problem).keys == (
        "all", "province:Hà Nội", "zone:Hà Nội:I", "commune:2025-07:09700", "commune:2025-07:09701",
        "zone:Hà Nội:II", "commune:2025-07:09702", "province:Lào Cai", "commune:2025-07:09703",
    )  # fmt: skip


@pytest.mark.parametrize("k", [2, 5, 10])
def test_small_cells_are_hidden_and_not_recovered(result, k):
    shown, cells = public(result, k=k), support_cells(result)
    small = cells.personal & (cells.fewest < k)
    assert (shown.met[small] == -1).all()
    missing = np.where(shown.met < 0, -1, shown.needed - shown.met)
    for told in (shown.met, missing):
        for found in ranges(cells.tree.parent, told, 10_000):
            assert found.high - found.low >= 1 - 1e-6
            if small[found.place, found.column]:
                assert found.low <= 1e-6
                assert found.high >= k - 1 - 1e-6


def test_a_child_with_several_needs_counts_once(result):
    cells = support_cells(result)
    row, gifts = cells.tree.keys.index("commune:2025-07:09700"), 0
    assert cells.fewest[row, -1] <= 24
    assert cells.fewest[row, gifts] <= 5


def test_the_same_release_again_hides_the_same(result):
    before = public(result).to_dict()
    assert public(result, previous=before).to_dict() == before


def told_cell(document):
    """The last cell of a commune that a release tells."""
    return max(
        (place, kind) for place, row in enumerate(document["met"]) for kind, cell in enumerate(row) if cell
    )


def test_what_the_release_before_hid_stays_hidden(result):
    before = public(result).to_dict()
    place, kind = told_cell(before)
    before["needed"][place][kind] = before["met"][place][kind] = None
    assert public(result, previous=before).met[place, kind] == -1


@pytest.mark.parametrize(("change", "told"), [(1, False), (4, False), (5, True)])
def test_a_change_of_fewer_than_k_units_since_the_release_before_is_not_told(result, change, told):
    before = public(result).to_dict()
    place, kind = told_cell(before)
    before["met"][place][kind] -= change
    before["needed"][place][kind] -= change
    assert bool(public(result, previous=before).met[place, kind] >= 0) is told


@pytest.mark.parametrize(
    "previous", [{}, {"view": "donor"}, {"view": "public", "places": [], "kinds": 3}, []]
)
def test_a_release_before_that_is_none_is_refused(result, previous):
    with pytest.raises(ValueError, match="release before"):
        public(result, previous=previous)


def test_neither_ids_nor_hidden_groups_nor_values_of_goals_are_told(result):
    text = json.dumps(public(result).to_dict(), ensure_ascii=False)
    assert "canary" not in text
    assert "secret" not in text
    assert not any(group in text for group in HIDDEN)


def test_reasons_are_told_in_words_and_not_of_few_children(result):
    reasons = public(result).to_dict()["reasons"]
    assert {reason["share"] for reason in reasons} <= {"most", "quarter", "tenth", "few", ""}
    assert [reason["reason"] for reason in public(result, k=1000).to_dict()["reasons"]] == ["other"]


def test_the_order_of_rows_changes_nothing(result):
    problem = builder().build(DAY)
    order = np.random.default_rng(3).permutation(len(problem["needs"]))
    needs = problem["needs"]
    shuffled = problem.replace(
        needs=replace(needs, columns={name: column[order] for name, column in needs.columns.items()})
    )
    assert public(matching.solve(shuffled, seed=2026)).to_dict() == public(result).to_dict()


def test_the_internal_view_holds_every_line(result):
    tables = matching.view(result, "internal").to_dict()
    assert len(tables["allocation"]["need_id"]) == len(result.plan)
