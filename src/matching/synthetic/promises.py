"""Promises made earlier and pairs that donors refuse."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.earmarks import PLACE_FIELDS, Clause, Condition, clauses, place_codes
from matching.problem.problem import Problem
from matching.problem.table import Table, table_from
from matching.synthetic.demands import kind_code
from matching.synthetic.drawing import Flags, Integers, as_columns, between, shuffled
from matching.synthetic.profile_data import parameters
from matching.vocabulary import MISSING, Modality, code_of

SAMPLE = 400
"""Needs looked at for one promise."""


def with_promises(generator: np.random.Generator, problem: Problem) -> Problem:
    """Return the problem with a few commitments and, on other offers, a few refusals."""
    offers = problem["offers"]
    order = shuffled(generator, len(offers))
    candidates = order[_plain(problem)[order]]
    wanted = max(1, round(parameters("offers")["commitments_per_offer"] * len(offers)))
    promises = _promises(generator, problem, candidates[: 3 * wanted], wanted)
    promised = {offer for offer, _, _ in promises}
    free = np.array([offer for offer in order.tolist() if offer not in promised], dtype=np.int64)
    refusals = max(1, round(parameters("offers")["refusals_per_offer"] * len(offers)))
    return problem.replace(
        commitments=table_from("commitments", as_columns(("offer", "need", "quantity"), promises)),
        quotes=_refusals(generator, problem, free[:refusals]),
    )


def _plain(problem: Problem) -> Flags:
    """Return the offers of goods whose promises nothing but stock, child and commune limits could touch."""
    offers = problem["offers"]
    play = problem["stock"]["offer"][problem["stock"]["kind"] == kind_code("play_facility")]
    return np.asarray(
        (offers["modality"] == code_of(Modality.GOODS))
        & (offers["shows_child"] == 0)
        & (offers["window_from"] == MISSING)
        & (offers["commune_min"] == MISSING)
        & (offers["max_communes"] == MISSING)
        & (offers["all_or_nothing"] == 0)
        & (offers["visit_cost"] == MISSING)
        & ~np.isin(np.arange(len(offers)), play)
    )


def _promises(
    generator: np.random.Generator, problem: Problem, candidates: Integers, wanted: int
) -> list[tuple[int, int, int]]:
    """Return lines ``offer, need, quantity``; each offer and each need at most once."""
    needs, stock, offers = problem["needs"], problem["stock"], problem["offers"]
    rows = np.searchsorted(stock["offer"], candidates).tolist()
    order = np.argsort(needs["kind"], kind="stable")
    bounds = np.searchsorted(needs["kind"][order], np.arange(len(problem["kinds"]) + 1))
    wishes = clauses(problem)
    lines: list[tuple[int, int, int]] = []
    for offer, row in zip(candidates.tolist(), rows, strict=True):
        kind = int(stock["kind"][row])
        low, high = int(bounds[kind]), int(bounds[kind + 1])
        draws = generator.random(SAMPLE)
        if low == high or len(lines) == wanted:
            continue
        sample = np.unique(order[low + np.floor(draws * (high - low)).astype(np.int64)])
        welcome = _fits(problem, row, sample) & _welcome(problem, wishes[offer], sample)
        taken = {need for _, need, _ in lines}
        found = [need for need in sample[welcome].tolist() if need not in taken]
        if found:
            limits = [stock["quantity"][row], offers["child_max"][offer], offers["commune_max"][offer]]
            most = min(int(limit) for limit in limits if limit != MISSING)
            lines.append((offer, found[0], min(most, int(needs["quantity"][found[0]]))))
    return lines


def _fits(problem: Problem, row: int, sample: Integers) -> Flags:
    """Return the needs whose item the stock row suits: the same item, or the neutral one of the same size."""
    item, needed, items = (
        int(problem["stock"]["item"][row]),
        problem["needs"]["item"][sample],
        problem["items"],
    )
    if item == MISSING:
        return np.ones(len(sample), dtype=np.bool_)
    size = int(items["size"][item])
    neutral = items.is_("sex", "neutral")[item] and size != MISSING
    return np.asarray((needed == item) | (neutral & (needed != MISSING) & (items["size"][needed] == size)))


def _welcome(problem: Problem, wishes: tuple[Clause, ...], sample: Integers) -> Flags:
    children = problem["children"].take(problem["needs"]["child"][sample])
    meets = [
        np.all(
            [_holds(problem, children, condition) for condition in (*clause.place, *clause.person)], axis=0
        )
        if clause.place or clause.person
        else np.ones(len(sample), dtype=np.bool_)
        for clause in wishes
    ]
    return np.asarray(np.any(meets, axis=0))


def _value(problem: Problem, children: Table, field: str) -> NDArray[Any]:
    """Return what a condition on the field compares with, for every child."""
    if field in PLACE_FIELDS:
        return np.asarray(place_codes(problem, field)[children["commune"]])
    if field == "special_circumstances":
        return np.asarray(children["circumstances"] > 0).astype(np.int64)
    return children[field]


def _holds(problem: Problem, children: Table, condition: Condition) -> Flags:
    stored = _value(problem, children, condition.field)
    if condition.field == "circumstances":
        inside = (stored & sum(1 << code for code in condition.codes)) > 0
    else:
        inside = np.isin(stored, condition.codes)
    return np.asarray(inside != condition.exclude)


def _refusals(generator: np.random.Generator, problem: Problem, offers: Integers) -> Table:
    """Return refusals: every second one of a whole commune, the others of a single need."""
    count = len(offers)
    commune = between(generator, 0, len(problem["communes"]) - 1, count)
    need = between(generator, 0, len(problem["needs"]) - 1, count)
    whole = np.arange(count) % 2 == 0
    return table_from(
        "quotes",
        {
            "offer": offers,
            "need": np.where(whole, MISSING, need),
            "commune": np.where(whole, commune, MISSING),
            "refused": np.ones(count, dtype=np.int8),
        },
    )
