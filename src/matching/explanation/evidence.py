"""Evidence for one need: which stock came nearest, which rules keep it, who was served instead, and the draw."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.auditing.conditions import meets, values_of
from matching.auditing.facts import Facts
from matching.explanation.blocks import Further
from matching.explanation.exchanges import Exchange, costs, verdicts
from matching.explanation.pair_reasons import exchanges
from matching.explanation.standing import Standing
from matching.explanation.stock_ranking import StockRanking, stock_ranking
from matching.plan.left_over import money_left
from matching.problem.earmarks import FIELD_NAMES, PLACE_FIELDS, Condition, codes_of, names_of, place_codes
from matching.problem.hashing import chances
from matching.problem.quoted_values import unit_prices
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

SHOWN = 5
"""So many needs that were served instead are named."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One condition of a donor's wish that a need does not meet; values are left out, they may tell of a child.

    Parameters
    ----------
    clause
        Number of the clause.
    field
        What the condition speaks of.
    row
        Row of ``earmarks``.
    """

    clause: int
    field: str
    row: int


@dataclass(frozen=True, slots=True)
class Served:
    """A need that has units which the need asked about could have had.

    Parameters
    ----------
    need
        Its opaque id.
    units
        Units it has of the stock.
    goal
        Position of the first goal that an exchange would change, ``None`` where none.
    better
        Whether that goal would gain by the exchange, which a rule forbids then.
    chance
        Its chance in the lottery: the higher one wins.
    """

    need: str
    units: int
    goal: int | None
    better: bool
    chance: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The stock row that came nearest to a need.

    Parameters
    ----------
    line, offer
        Its row, and the id of its offer.
    rules
        Names of the rules that further units from it would break, in the order of asking.
    wishes
        Conditions of the donor's wish that the need does not meet, those of the clause that comes nearest.
    served
        Who has its units, or the money that its units cost.
    money
        Đồng that a cash offer has left and the price of the units, where money is in the way; else ``None``.
    """

    line: int
    offer: str
    rules: tuple[str, ...]
    wishes: tuple[Wish, ...]
    served: tuple[Served, ...]
    money: tuple[int, int] | None = None


def nearest_stock(standing: Standing, need: int, offer: int) -> Nearest | None:
    """Return the stock row of an offer, or of any where it is ``MISSING``, that comes nearest to a need."""
    ranking = stock_ranking(standing, need, offer)
    if not len(ranking):
        return None
    near = stock_at(standing, need, ranking, ranking.nearest())
    stock, offers = standing.facts.problem["stock"], standing.facts.problem["offers"]
    short = "budget" in near.rules and bool(offers.is_("modality", "cash")[stock["offer"][near.line]])
    contested = "stock" in near.rules or (short and near.rules == ("budget",))
    served = served_instead(standing, near.line, need) if contested else ()
    money = _money(standing, Further(standing, np.array([near.line]), np.array([need]))) if short else None
    return replace(near, served=served, money=money)


def stock_at(standing: Standing, need: int, ranking: StockRanking, place: int) -> Nearest:
    """Return a stock row of a ranking as evidence, without those who have its units."""
    line, rules = int(ranking.line[place]), ranking.rules(place)
    name = str(standing.facts.problem["offers"]["offer"][ranking.offer[place]])
    wishes = unmet_wishes(standing.facts, line, need) if rules[:1] == ("earmark",) else ()
    return Nearest(line, name, rules, wishes, ())


def _money(standing: Standing, more: Further) -> tuple[int, int]:
    """Return what a cash offer has left, and what the units for a need cost, overhead and visits aside."""
    left = money_left(standing.facts.problem, standing.facts.allocation)
    return int(left[more.offer[0]]), int(more.amount[0])


def served_instead(standing: Standing, line: int, need: int) -> tuple[Served, ...]:
    """Return who has the units of a stock row that may serve a need, those that goals tell least apart from it first."""
    facts = standing.facts
    swap = exchanges(standing, np.array([line]), np.array([need]))
    swap = _affordable(standing, swap)
    goal, sign = verdicts(standing, facts.policy.goals, swap)
    late = np.where(goal == MISSING, len(facts.policy.goals), goal)
    taken, units = facts.allocation.need, facts.allocation.quantity
    ids = facts.problem["needs"]["need"]
    chance = chances(ids[swap.taken], facts.seed) if len(swap.taken) else swap.taken
    order = np.lexsort((ids[swap.taken], sign > 0, -late))[:SHOWN]
    own = facts.allocation.line == line
    return tuple(
        Served(
            str(ids[swap.taken[row]]),
            int(units[own & (taken == swap.taken[row])].sum()),
            None if goal[row] == MISSING else int(goal[row]),
            bool(sign[row] > 0),
            int(chance[row]),
        )
        for row in order.tolist()
    )


def _affordable(standing: Standing, swap: Exchange) -> Exchange:
    """Return the exchanges that cost an offer with a budget no more than it pays already."""
    facts = standing.facts
    offer = facts.problem["stock"]["offer"][swap.line]
    bound = facts.problem["offers"].is_("modality", "cash")[offer]
    dearer = unit_prices(facts.problem, swap.line, swap.given) > unit_prices(
        facts.problem, swap.line, swap.taken
    )
    dearer |= costs(standing, "visits", swap) > 0
    kept = ~(bound & dearer)
    return Exchange(swap.line[kept], swap.taken[kept], swap.given[kept], swap.units[kept])


def unmet_wishes(facts: Facts, line: int, need: int) -> tuple[Wish, ...]:
    """Return the conditions that a need does not meet, of the clause of which it fails fewest."""
    table = facts.problem["earmarks"]
    rows = np.flatnonzero(table["offer"] == facts.problem["stock"]["offer"][line])
    clauses: dict[int, list[Wish]] = {}
    for row in rows.tolist():
        clause, name = int(table["clause"][row]), FIELD_NAMES[table["field"][row]]
        told = clauses.setdefault(clause, [])
        if not _met(facts, row, name, need):
            told.append(Wish(clause, name, row))
    nearest = min(clauses, key=lambda clause: len(clauses[clause]), default=0)
    return tuple(clauses.get(nearest, ()))


def _met(facts: Facts, row: int, name: str, need: int) -> bool:
    table = facts.problem["earmarks"]
    codes = codes_of(name, str(table["values"][row]), names_of(facts.problem))
    exclude = bool(table["exclude"][row])
    if name in PLACE_FIELDS:
        return bool(np.isin(place_codes(facts.problem, name)[facts.commune[need]], codes) != exclude)
    return bool(meets(Condition(name, exclude, codes), values_of(facts, name)[[need]])[0])
