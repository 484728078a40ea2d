"""Applying a plan: its lines become promises once, and only if nothing it stands on has changed since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.auditing.checking import audit
from matching.errors import LedgerError
from matching.ledger.book import Ledger, closed_in, refuse_closed, refuse_later, used_since
from matching.ledger.entries import Entry, EntryKind, LineKey, Movement, Standing
from matching.ledger.holdings import holdings, newly_held, refuse_grown
from matching.ledger.promised_lines import movements, taken_up
from matching.ledger.releasing import iso_text
from matching.ledger.storing import Transaction, transaction
from matching.plan.allocation import Allocation, allocation_digest, allocation_of
from matching.plan.any_certificate import AnyCertificate
from matching.plan.identity import plan_id as identity
from matching.problem.drawn_promises import promises
from matching.problem.policy import Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What applying a plan did.

    Parameters
    ----------
    plan_id
        The plan.
    version
        Entry of the ledger that holds it.
    applied
        Whether this call wrote it; ``False`` when it stood there before.
    lines, units
        Promises that the entry added.
    """

    plan_id: str
    version: int
    applied: bool
    lines: int
    units: int


class Decided(Protocol):
    """A plan that can be applied: a result, or a plan read from its files."""

    @property
    def problem(self) -> Problem:
        """The question."""

    @property
    def plan(self) -> Allocation:
        """The lines."""

    @property
    def policy(self) -> Policy:
        """The policy."""

    @property
    def seed(self) -> int:
        """The seed of the lottery."""

    @property
    def certificate(self) -> AnyCertificate | None:
        """The proof, if there is one."""


def apply(
    result: Decided,
    ledger: Ledger,
    *,
    plan_id: str = "",
    version: int | None = None,
    amended: Collection[str] = (),
    on: date | str | None = None,
    operator: str = "",
) -> Receipt:
    """Turn a plan's lines into promises, once; applying it again changes nothing.

    Parameters
    ----------
    result
        The plan. The audit checks it again; a plan that breaks a rule is refused.
    ledger
        Where promises stand.
    plan_id
        Id of the plan that was decided on, compared with the plan's when given.
    version
        Version of the ledger that the plan was made against; later entries must not touch its offers and needs.
    amended
        Offers whose stock or budget was changed on purpose since the last plan.
    on
        Day of the act; by default the problem's reference date.
    operator
        Who applies it, by any opaque name.

    Raises
    ------
    NoPlanError
        If there is no plan.
    LedgerError
        If the plan is another one, breaks a rule, or stands on promises that have changed since; the message names the ids.
    """
    problem, plan = result.problem, result.plan
    told = identity(problem, result.policy, result.seed)
    if plan_id and plan_id != told:
        raise LedgerError("another_plan", f"plan {plan_id[:12]} was decided on, and this is plan {told[:12]}")
    _refuse_broken(problem, plan, result)
    lines = allocation_digest(problem, plan)
    with transaction(ledger.file, write=True) as open_book:
        before = [
            entry for entry in open_book.entries() if (entry.kind, entry.subject) == (EntryKind.PLAN, told)
        ]
        if before:
            return _again(open_book, before[0], lines)
        added = _checked(open_book, result, version, amended)
        open_terms = newly_held(open_book.terms(), holdings(problem, np.unique(plan.offer)), amended)
        day = iso_text(on or problem.reference_date)
        entry = Entry(0, str(EntryKind.PLAN), "", told, day, operator, lines, "")
        final = open_book.append(entry, added, open_terms)
    return Receipt(told, final.version, True, len(added), sum(move.promised for move in added))


def _refuse_broken(problem: Problem, plan: Allocation, result: Decided) -> None:
    report = audit(problem, plan, result.policy, result.seed, result.certificate)
    if report.verdict == "violated":
        first = report.violations[0]
        message = f"the audit refuses the plan: {', '.join(report.counts)}: {first.message}"
        raise LedgerError("plan_violated", message, first.offers, first.needs)


def _again(open_book: Transaction, entry: Entry, lines: str) -> Receipt:
    if entry.lines != lines:
        message = (
            f"plan {entry.subject[:12]} was applied as entry {entry.version} with other lines; solve again"
        )
        raise LedgerError("other_lines", message)
    moves = open_book.movements(entry.version - 1).get(entry.version, ())
    return Receipt(entry.subject, entry.version, False, len(moves), sum(move.promised for move in moves))


def _checked(
    open_book: Transaction, result: Decided, version: int | None, amended: Collection[str]
) -> tuple[Movement, ...]:
    """Return the promises that the plan adds, after every comparison with what stands."""
    problem, plan = result.problem, result.plan
    every = movements(problem, plan, np.arange(len(plan)))
    new = [move for move, promised in zip(every, plan.promised.tolist(), strict=True) if not promised]
    kept = [move for move, promised in zip(every, plan.promised.tolist(), strict=True) if promised]
    offers, needs = {move.key.offer for move in every}, {move.key.need for move in every}
    closed = closed_in(open_book)
    refuse_closed({move.key.offer for move in new} & closed[0], {move.key.need for move in new} & closed[1])
    if version is not None:
        refuse_later(open_book, version, offers, needs)
    standing = open_book.standing()
    known = {line.key.offer for line in standing}
    adopted = [move for move in kept if move.key.offer not in known]
    _refuse_changed(standing, [move for move in kept if move.key.offer in known], offers, needs)
    told = holdings(problem, np.unique(plan.offer))
    refuse_grown(open_book.terms(), {offer: told[offer] for offer in offers - set(amended) - closed[0]})
    _refuse_together(problem, result, standing, closed)
    return (*adopted, *new)


def _refuse_changed(
    standing: tuple[Standing, ...], kept: list[Movement], offers: set[str], needs: set[str]
) -> None:
    """Refuse a plan whose offers or needs have other promises in the ledger than in the problem."""
    stands: dict[LineKey, int] = {
        line.key: line.quantity
        for line in standing
        if line.quantity and (line.key.offer in offers or line.key.need in needs)
    }
    assumed = {move.key: move.promised for move in kept}
    differ = [key for key in stands.keys() | assumed.keys() if stands.get(key) != assumed.get(key)]
    if differ:
        used_since({key.offer for key in differ}, {key.need for key in differ})


def _refuse_together(
    problem: Problem,
    result: Decided,
    standing: tuple[Standing, ...],
    closed: tuple[frozenset[str], frozenset[str]],
) -> None:
    """Refuse a plan that breaks a rule together with promises made since between other offers and needs."""
    plan = result.plan
    now = taken_up(problem, standing, *closed)
    if _binding(now).digest == _binding(problem).digest:
        return
    due, rows = promises(now), np.flatnonzero(~plan.promised)
    row_of = {name: row for row, name in enumerate(now["needs"]["need"].tolist())}
    need = [row_of[name] for name in problem["needs"]["need"][plan.need[rows]].tolist()]
    both = allocation_of(
        now,
        np.concatenate([due.line, plan.line[rows]]),
        np.concatenate([due.need, np.array(need, dtype=np.int64)]),
        np.concatenate([due.quantity, plan.quantity[rows]]),
        np.arange(len(due.line) + len(rows)) < len(due.line),
    )
    report = audit(now, both, result.policy, result.seed, None)
    broken = [rule for rule in report.counts if rule != "lottery"]
    if broken:
        first = next(found for found in report.violations if found.rule in broken)
        message = f"with the promises made since, the plan breaks {', '.join(broken)}; solve again"
        raise LedgerError("rules_together", message, first.offers, first.needs)


def _binding(problem: Problem) -> Problem:
    table = problem["commitments"]
    return problem.replace(commitments=table.take(np.flatnonzero(table["released"] != 1)))
