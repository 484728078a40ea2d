"""Errors with stable codes; every message says what is wrong, where, and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong in the input.

    Parameters
    ----------
    code
        Stable machine-readable code, for example ``"dangling_reference"``.
    table, row, column
        Where it is; ``row`` counts data rows from 1 (the line below the header), 0 when the whole table is meant.
    value
        The offending text, already masked when the field is personal.
    message, remedy
        One English sentence each.
    severity
        ``"error"`` refuses the input; ``"warning"`` is only told.
    sheet, cell
        Where it is in a workbook, for example ``"Children"`` and ``"F12"``; empty elsewhere.
    """

    code: str
    table: str
    row: int
    column: str
    value: str
    message: str
    remedy: str
    severity: str = "error"
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = f"{self.table}, row {self.row}" if self.row else self.table
        if self.sheet:
            place = f"sheet {self.sheet!r}, cell {self.cell}" if self.cell else f"sheet {self.sheet!r}"
        column = f", column {self.column}" if self.column else ""
        shown = f" ({self.value!r})" if self.value else ""
        return f"[{self.code}] {place}{column}{shown}: {self.message} {self.remedy}"

    def to_dict(self) -> dict[str, str | int]:
        """Return the issue as a plain dictionary, for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


class MatchingError(Exception):
    """Base of every error this library raises on purpose."""

    code = "error"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self.args)


class DataError(MatchingError):
    """The input is wrong; ``issues`` lists everything that is, not only the first."""

    code = "bad_data"

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__(self.issues)

    def __str__(self) -> str:
        shown = "\n".join(str(issue) for issue in self.issues[:50])
        more = f"\n… and {len(self.issues) - 50} more" if len(self.issues) > 50 else ""
        return f"{len(self.issues)} problem(s) in the input:\n{shown}{more}"


class NotANetworkError(MatchingError):
    """The problem uses rules or goals that this release cannot solve exactly as a network flow."""

    code = "needs_integer_programming"

    def __init__(self, obstacles: Sequence[str]) -> None:
        self.obstacles: tuple[str, ...] = tuple(obstacles)
        super().__init__(self.obstacles)

    def __str__(self) -> str:
        return "; ".join(self.obstacles)


class InfeasibleError(MatchingError):
    """The hard rules cannot all hold; the message names those in conflict.

    Parameters
    ----------
    conflict
        Which rules clash and what would end it (:class:`matching.explanation.conflicts.Conflict`), where that is known.
    """

    code = "infeasible"

    def __init__(self, *args: object, conflict: Any = None) -> None:
        self.conflict = conflict
        super().__init__(*args)

    def __str__(self) -> str:
        rules = getattr(self.conflict, "rules", ())
        return ": ".join(filter(None, (super().__str__(), "; ".join(map(str, rules)))))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self.args, {"conflict": self.conflict})


class PromiseError(MatchingError):
    """An offer has promised more than its stock or money holds; the message names it."""

    code = "commitment_above_stock"


class OverflowRefusedError(MatchingError):
    """A number is too large to be computed exactly; the message shows the bound."""

    code = "overflow"


class SolverError(MatchingError):
    """A solver failed or returned something that is not an answer."""

    code = "solver_failed"


class MemoryRefusedError(SolverError):
    """The problem needs more memory than there is; the message shows both."""

    code = "memory"


class NoPlanError(MatchingError):
    """There is no plan to read: solving stopped before one was found, or the problem is infeasible."""

    code = "no_plan"


class MissingPackageError(MatchingError):
    """Something was asked for that needs a package which is not installed; the message says how to install it."""

    code = "missing_package"


class PolicyError(MatchingError):
    """A policy names a goal, criterion or group that does not exist."""

    code = "bad_policy"


class LedgerError(MatchingError):
    """The ledger refuses: somebody else used an offer, a plan is not what was asked for, or the file is not a ledger.

    Parameters
    ----------
    code
        Stable machine-readable code, for example ``"offer_used_since"``.
    message
        What is wrong and what to do.
    offers, needs
        Ids concerned.
    """

    def __init__(
        self, code: str, message: str, offers: Sequence[str] = (), needs: Sequence[str] = ()
    ) -> None:
        self.code = code
        self.message = message
        self.offers: tuple[str, ...] = tuple(offers)
        self.needs: tuple[str, ...] = tuple(needs)
        super().__init__(code, message, self.offers, self.needs)

    def __str__(self) -> str:
        told = [
            f"{what}: {', '.join(ids[:10])}{f' and {len(ids) - 10} more' if len(ids) > 10 else ''}"
            for what, ids in (("offers", self.offers), ("needs", self.needs))
            if ids
        ]
        return self.message + (f" ({'; '.join(told)})" if told else "")
