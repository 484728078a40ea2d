"""How offers are used, by donor, and what is left of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from matching.files.workbook.book import Value
from matching.reporting.collation import collation_key
from matching.reporting.wording import phrase
from matching.vocabulary import ENUMERATIONS, MISSING
from matching.workbooks.names import Names
from matching.workbooks.page import Column, Row
from matching.workbooks.places import children_served
from matching.workbooks.wording import told

DONORS: Final = (
    Column("donor", 30), Column("offer", 14), Column("form", 12), Column("kind", 24), Column("item", 30), Column("unit", 10),
    Column("given", 12, True), Column("used", 12, True), Column("left", 12, True), Column("amount", 19, True),
    Column("budget", 19, True), Column("money_left", 19, True), Column("visited", 9, True), Column("children", 13, True),
)  # fmt: skip
UNUSED: Final = (
    Column("donor", 30), Column("offer", 16), Column("kind", 28), Column("item", 34), Column("unit", 12),
    Column("left", 14, True), Column("money_left", 19, True), Column("reason", 56),
)  # fmt: skip


def donor_lines(names: Names) -> list[Row]:
    """Return one row per line of stock, a subtotal per donor, and a total.

    Money is that of cash offers; budget and money left belong to the offer, not to a line: its first row tells them.
    """
    counts = _Counts(names)
    donors = names.problem["offers"]["donor"].tolist()
    offers = names.problem["stock"]["offer"].tolist()
    by_donor: dict[int, list[int]] = defaultdict(list)
    for line, offer in enumerate(offers):
        by_donor[donors[offer]].append(line)
    rows: list[Row] = []
    for donor in sorted(by_donor, key=lambda donor: collation_key(names.donors[donor])):
        lines = sorted(
            by_donor[donor], key=lambda line: (names.offers[offers[line]], *_held(names, line), line)
        )
        rows += [Row((names.donors[donor], *_line(names, line), *counts.of([line]))) for line in lines]
        label = told("subtotal", names.language, name=names.donors[donor])
        rows.append(Row((label, *[""] * 5, *counts.of(lines, total=True)), "subtotal"))
    total = counts.of(range(len(offers)), total=True)
    return [*rows, Row((told("total", names.language), *[""] * 5, *total), "total")]


def unused_lines(names: Names) -> list[Row]:
    """Return one row per line of stock with units left and per offer with money left, with the reason, and a total."""
    unused, stock = names.result.unused, names.problem["stock"]
    donors, offers = names.problem["offers"]["donor"].tolist(), stock["offer"].tolist()
    entries = zip(unused.line.tolist(), unused.quantity.tolist(), unused.reason.tolist(), strict=True)
    rows = []
    for line, quantity, reason in entries:
        told_reason = phrase(f"unused.{ENUMERATIONS['UnusedReason'][reason]}", names.language)
        donor = names.donors[donors[offers[line]]]
        offer, _, *held = _line(names, line)
        rows.append(Row((donor, offer, *held, quantity, None, told_reason)))
    money, label = unused.money, told("money", names.language)
    for one, amount, reason in zip(
        money.offer.tolist(), money.amount.tolist(), money.reason.tolist(), strict=True
    ):
        why = phrase(f"unused.{ENUMERATIONS['UnusedReason'][reason]}", names.language)
        rows.append(Row((names.donors[donors[one]], names.offers[one], label, "", "", None, amount, why)))
    rows.sort(key=lambda row: tuple(collation_key(str(cell)) for cell in row.cells[:4]))
    total = (
        told("total", names.language),
        "",
        "",
        "",
        "",
        int(unused.quantity.sum()),
        int(money.amount.sum()),
        "",
    )
    return [*rows, Row(total, "total")]


def _line(names: Names, line: int) -> tuple[str, str, str, str, str]:
    stock = names.problem["stock"]
    offer, kind = int(stock["offer"][line]), int(stock["kind"][line])
    return names.offers[offer], names.forms[offer], *_held(names, line), names.units[kind]


def _held(names: Names, line: int) -> tuple[str, str]:
    stock = names.problem["stock"]
    return names.kinds[int(stock["kind"][line])], names.items[int(stock["item"][line])]


class _Counts:
    """Units given, used and left, money, communes and children, of any lines of stock."""

    def __init__(self, names: Names) -> None:
        problem, plan = names.problem, names.result.plan
        self._given = problem["stock"]["quantity"].tolist()
        self._used = plan.per_line(problem).tolist()
        self._left = dict(
            zip(names.result.unused.line.tolist(), names.result.unused.quantity.tolist(), strict=True)
        )
        self._offer = problem["stock"]["offer"].tolist()
        cash = problem["offers"].is_("modality", "cash")
        self._cash = cash.tolist()
        self._budget = np.where(cash, np.maximum(problem["offers"]["budget"], 0), 0).tolist()
        rest = np.zeros(len(self._cash), dtype=np.int64)
        rest[names.result.unused.money.offer] = names.result.unused.money.amount
        self._rest = rest.tolist()
        self._told: set[int] = set()
        money = np.zeros(len(self._given), dtype=np.int64)
        np.add.at(money, plan.line, plan.amount)
        self._money = money
        self._communes: dict[int, set[int]] = defaultdict(set)
        self._children: dict[int, set[int]] = defaultdict(set)
        for line, need, child in zip(
            plan.line.tolist(), plan.need.tolist(), children_served(names).tolist(), strict=True
        ):
            self._communes[line].add(names.commune_of_need[need])
            if child != MISSING:
                self._children[line].add(child)

    def of(self, lines: Sequence[int], *, total: bool = False) -> Iterator[Value]:
        """Yield the numbers of the lines together; units given are told of single lines only."""
        given = None if total or self._given[lines[0]] == MISSING else self._given[lines[0]]
        yield given
        yield sum(self._used[line] for line in lines)
        goods = any(not self._cash[self._offer[line]] for line in lines)
        yield sum(self._left.get(line, 0) for line in lines) if goods or total else None
        yield sum(int(self._money[line]) for line in lines)
        yield from self._of_offers(lines, total=total)
        for reached in (self._communes, self._children):
            yield len(set().union(*(reached[line] for line in lines)))

    def _of_offers(self, lines: Sequence[int], *, total: bool) -> Iterator[Value]:
        """Yield budget and money left of the cash offers of some lines, each offer told by its first line alone."""
        offers = {self._offer[line] for line in lines if self._cash[self._offer[line]]}
        if not total:
            offers -= self._told
            self._told |= offers
        for values in (self._budget, self._rest):
            yield sum(values[offer] for offer in offers) if offers else None
