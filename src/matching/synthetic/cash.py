"""Mixed offers: most of the value as money over several kinds, and limits that need integer programming."""

from typing import Any

import numpy as np

from matching.problem.catalogue import default_items, default_kinds
from matching.problem.table import Table
from matching.synthetic.demands import kind_code
from matching.synthetic.drawing import Flags, Integers, between, shuffled
from matching.synthetic.profile_data import parameters
from matching.vocabulary import MISSING, Modality, Payer, code_of

Columns = dict[str, Any]


def with_cash(
    generator: np.random.Generator, offers: Columns, stock: Columns, needed: Integers, slots: Table
) -> tuple[Columns, Columns]:
    """Return offers and stock with goods turned into cash until about two thirds of the value are money.

    Cash for operations names the provider, the procedure and the month; some donors state prices of their own.

    Parameters
    ----------
    offers, stock
        Columns of the offers in kind, and of their stock ordered by offer.
    needed
        Needed units of every kind, shape ``(kinds,)``.
    slots
        Table of the providers' slots.
    """
    count = len(offers["offer"])
    prices = default_kinds()["price"]
    worth = np.bincount(
        stock["offer"], weights=stock["quantity"] * prices[stock["kind"]], minlength=count
    ).astype(np.int64)
    cash = _chosen(generator, offers["modality"] == code_of(Modality.GOODS), worth)
    rows = _cash_rows(generator, cash, stock, needed)
    units = np.bincount(stock["offer"], weights=stock["quantity"], minlength=count).astype(np.int64)
    changed = offers | {
        "modality": np.where(cash, code_of(Modality.CASH), offers["modality"]),
        "budget": np.where(cash, worth, MISSING),
        "commune_max": np.where(cash, MISSING, offers["commune_max"]),
    }
    changed = _limited(generator, changed, cash, units)
    rows = _with_own_prices(generator, _with_slots(generator, rows, offers, slots), count)
    kept = ~cash[stock["offer"]]
    joined = {name: np.concatenate([column[kept], rows[name]]) for name, column in stock.items()}
    order = np.lexsort((joined["kind"], joined["offer"]))
    return changed, {name: column[order] for name, column in joined.items()}


def _chosen(generator: np.random.Generator, goods: Flags, worth: Integers) -> Flags:
    order = shuffled(generator, len(worth))
    order = order[goods[order]]
    before = np.cumsum(worth[order]) - worth[order]
    cash = np.zeros(len(worth), dtype=np.bool_)
    cash[order[before < parameters("mixed")["cash_share"] * worth.sum()]] = True
    return cash


def _cash_rows(generator: np.random.Generator, cash: Flags, stock: Columns, needed: Integers) -> Columns:
    """Return stock rows of cash: the offer's own kinds and others, no quantity, the catalogue's price."""
    table = default_kinds()
    others = [kind for kind in np.flatnonzero(needed).tolist() if kind != kind_code("play_facility")]
    most = parameters("mixed")["most_kinds"]
    offers = np.flatnonzero(cash)
    draws = generator.random((len(offers), len(others)))
    sizes = between(generator, 2, most, len(offers)).tolist()
    starts = np.searchsorted(stock["offer"], np.arange(len(cash) + 1))
    pairs = []
    for row, offer in enumerate(offers.tolist()):
        own = list(dict.fromkeys(stock["kind"][starts[offer] : starts[offer + 1]].tolist()))
        added = [others[place] for place in np.argsort(draws[row], kind="stable") if others[place] not in own]
        pairs += [(offer, kind) for kind in own + added[: max(0, sizes[row] - len(own))]]
    offer_of, kind_of = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    absent = np.full(len(pairs), MISSING, dtype=np.int64)
    rows = dict.fromkeys(stock, absent)
    return rows | {"offer": offer_of, "kind": kind_of, "price": table["price"][kind_of]}


def _with_slots(generator: np.random.Generator, rows: Columns, offers: Columns, slots: Table) -> Columns:
    """Return the rows with one for every procedure in place of each kind that needs a slot.

    The month is drawn among those in which the offer can be delivered, if there are any.
    """
    operation = default_kinds()["needs_slot"][rows["kind"]] == 1
    kind_of_slot = default_items()["kind"][slots["item"]]
    first, last = (offers[name][rows["offer"]] for name in ("window_from", "window_to"))
    sources = np.flatnonzero(~operation).tolist()
    chosen = [MISSING] * len(sources)
    for row in np.flatnonzero(operation).tolist():
        of_kind = kind_of_slot == rows["kind"][row]
        open_then = of_kind & (slots["window_to"] >= first[row])
        open_then &= (last[row] == MISSING) | (slots["window_from"] <= last[row])
        for item in np.unique(slots["item"][of_kind]).tolist():
            months = np.flatnonzero((slots["item"] == item) & (open_then if open_then.any() else of_kind))
            chosen.append(int(months[int(generator.random() * len(months))]))
            sources.append(row)
    order = np.lexsort((chosen, sources))
    slot, kept = np.array(chosen, dtype=np.int64)[order], np.array(sources, dtype=np.int64)[order]
    named = {
        name: np.append(slots[name], MISSING).astype(np.int64)[slot]
        for name in ("item", "provider", "window_from", "window_to")
    }
    return {name: column[kept] for name, column in rows.items()} | named


def _with_own_prices(generator: np.random.Generator, rows: Columns, offers: int) -> Columns:
    """Return the rows with prices of their own on some offers, in whole thousands of đồng."""
    settings = parameters("mixed")
    own = (generator.random(offers) < settings["own_prices"])[rows["offer"]]
    low, high = settings["own_price"]
    factor = low + (high - low) * generator.random(len(own))
    stated = np.rint(rows["price"] * factor / 1000).astype(np.int64) * 1000
    return rows | {"price": np.where(own, stated, rows["price"])}


def _limited(generator: np.random.Generator, offers: Columns, cash: Flags, units: Integers) -> Columns:
    """Return the offers, some with one of: lots per commune, visit cost, all or nothing, few communes."""
    settings = parameters("mixed")
    count = len(units)
    service = offers["modality"] == code_of(Modality.SERVICE)
    chosen = ~service & (generator.random(count) < settings["special_limits"])
    # All or nothing is left to goods; money that must be spent to the last đồng would hardly ever be given.
    limit = np.where(cash, between(generator, 0, 2, count), between(generator, 0, 3, count))
    lots = np.minimum(between(generator, 5, 20, count), np.maximum(units, 1))
    low, high = settings["visit_cost"]
    visits = between(generator, low // 100_000, high // 100_000, count) * 100_000
    lot, visit, few, whole = (chosen & (limit == number) for number in range(4))
    return offers | {
        "commune_min": np.where(lot, lots, MISSING),
        "commune_max": np.where(lot, MISSING, offers["commune_max"]),
        "visit_cost": np.where(visit, visits, MISSING),
        "visit_payer": np.where(cash, code_of(Payer.BUDGET), code_of(Payer.FUND)),
        "max_communes": np.where(few, between(generator, 2, 6, count), MISSING),
        "all_or_nothing": whole,
    }
