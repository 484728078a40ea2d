"""A synthetic year: twelve monthly batches of needs and offers, with the seasons of a fund."""

from datetime import date

import numpy as np

from matching.problem.joining import without
from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table, table_from
from matching.synthetic.drawing import Integers, pick
from matching.synthetic.profile_data import parameters
from matching.synthetic.provinces import generate
from matching.vocabulary import MISSING

MONTHS = 12


def generate_year(profile: str, children: int, seed: int = 0, year: int = 2026) -> tuple[Problem, ...]:
    """Return twelve monthly batches; the same arguments give the same content on any machine.

    Needs come in by the seasons of their kind and stay open for some months; needs of meals and sponsorship are one
    per month. Offers come in by the calendar of giving (Tết, the first of June, the new school year) and are carried
    over to the end of the year, perishable ones for some months only.

    Parameters
    ----------
    profile, children, seed
        As for ``matching.generate``, over the whole year.
    year
        Calendar year of the batches.
    """
    whole = generate(profile, children, seed)
    generator = np.random.Generator(np.random.PCG64([seed, year]))
    firsts = np.array([_day(year + month // MONTHS, month % MONTHS + 1) for month in range(2 * MONTHS)])
    needs, month_of_need = _needs(generator, whole, firsts)
    offers, month_of_offer = _offers(generator, whole, firsts)
    dated = problem_from(
        {**whole.tables, "needs": needs, "offers": offers, "quotes": _of_communes(whole["quotes"])}
        | {"commitments": table_from("commitments", {})},
        date(year, 1, 1),
        whole.title,
    )
    return tuple(_batch(dated, month_of_need, month_of_offer, month, year) for month in range(MONTHS))


def _batch(whole: Problem, need_month: Integers, offer_month: Integers, month: int, year: int) -> Problem:
    part = without(whole, {"needs": need_month != month, "offers": offer_month != month})
    present = np.zeros(len(part["children"]), dtype=np.bool_)
    present[part["needs"]["child"][part["needs"]["child"] >= 0]] = True
    part = without(part, {"children": ~present})
    return problem_from(part.tables, date(year, month + 1, 1), whole.title)


def _needs(generator: np.random.Generator, whole: Problem, firsts: Integers) -> tuple[Table, Integers]:
    """Return the needs with their windows, monthly ones split, and the month in which each comes in."""
    needs, settings = whole["needs"], parameters("year")
    kinds = whole["kinds"]["kind"][needs["kind"]]
    month = np.zeros(len(needs), dtype=np.int64)
    open_for = np.full(len(needs), settings["open_months"]["other"])
    for kind in np.unique(kinds).tolist():
        rows = np.flatnonzero(kinds == kind)
        month[rows] = pick(generator, settings["need_months"].get(kind, [1] * MONTHS), len(rows))
        open_for[rows] = settings["open_months"].get(kind, settings["open_months"]["other"])
    monthly = np.isin(kinds, settings["monthly"])
    count = np.where(monthly, np.minimum(needs["quantity"], MONTHS - month), 1)
    row = np.repeat(np.arange(len(needs)), count)
    later = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    comes = month[row] + later
    ids = np.where(
        monthly[row],
        np.strings.add(np.strings.add(needs["need"][row], "-"), (later + 1).astype("U2")),
        needs["need"][row],
    )
    table = needs.take(row)
    columns = {
        **table.columns,
        "need": ids,
        "quantity": np.where(monthly[row], 1, table["quantity"]),
        "window_from": firsts[comes],
        "window_to": firsts[comes + np.where(monthly[row], 1, open_for[row])] - 1,
        "registered_on": firsts[comes],
    }
    return table_from("needs", columns), comes


def _offers(generator: np.random.Generator, whole: Problem, firsts: Integers) -> tuple[Table, Integers]:
    """Return the offers with their windows, and the month in which each comes in."""
    offers, stock, settings = whole["offers"], whole["stock"], parameters("year")
    month = pick(generator, settings["offer_months"], len(offers))
    kinds = whole["kinds"]["kind"]
    lasting = np.full(len(offers), MONTHS)
    for kind, months in settings["keeps_months"].items():
        lasting[stock["offer"][kinds[stock["kind"]] == kind]] = months
    until = np.minimum(month + lasting, MONTHS)
    windows = {"window_from": firsts[month], "window_to": firsts[until] - 1}
    # A limit per child would span its needs of several months, and no network holds that.
    columns = {**offers.columns, **windows, "child_max": np.full(len(offers), MISSING)}
    return table_from("offers", columns), month


def _of_communes(quotes: Table) -> Table:
    """Return the quotes for whole communes; needs that are split by month have none of their own."""
    return quotes.take(np.flatnonzero(quotes["commune"] != MISSING))


def _day(year: int, month: int) -> int:
    return (date(year, month, 1) - date(1970, 1, 1)).days
