"""A problem put together row by row."""

from datetime import date
from typing import Any, Self

from matching.intake.records import problem_from_records
from matching.problem.fields import registry
from matching.problem.problem import Problem


class ProblemBuilder:
    """Collects rows and builds frozen, checked problems; a problem built earlier never changes.

    Parameters
    ----------
    vintage
        List of communes meant where a row names none.
    """

    def __init__(self, vintage: str = "") -> None:
        self._vintage = vintage
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in registry()}

    def add(self, table: str, **fields: Any) -> Self:
        """Add one row to a table; unknown fields are refused by :meth:`build`.

        Raises
        ------
        KeyError
            If there is no such table.
        """
        if table not in self._rows:
            raise KeyError(f"no table {table!r}; use one of {', '.join(self._rows)}")
        self._rows[table].append({name: _copied(value) for name, value in fields.items()})
        return self

    def add_commune(self, code: str, **fields: Any) -> Self:
        """Add a commune by its code."""
        return self.add("communes", code=code, **fields)

    def add_child(self, child: str, commune: str | tuple[str, str], **fields: Any) -> Self:
        """Add a child living in a commune."""
        return self.add("children", child=child, commune=commune, **fields)

    def add_need(self, need: str, kind: str, quantity: int, **fields: Any) -> Self:
        """Add a need of whole units of a kind; name its ``child``, ``site`` or ``commune``."""
        return self.add("needs", need=need, kind=kind, quantity=quantity, **fields)

    def add_offer(self, offer: str, modality: str = "goods", **fields: Any) -> Self:
        """Add an offer of goods, cash or service."""
        return self.add("offers", offer=offer, modality=modality, **fields)

    def add_stock(self, offer: str, kind: str, quantity: int | None = None, **fields: Any) -> Self:
        """Add a line of stock to an offer, in whole units of a kind."""
        return self.add("stock", offer=offer, kind=kind, quantity=quantity, **fields)

    def build(self, reference_date: date, title: str = "") -> Problem:
        """Return the problem of all rows added so far.

        Raises
        ------
        DataError
            With everything that is wrong.
        """
        return problem_from_records(self._rows, reference_date, title, self._vintage)


def _copied(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else frozenset(value) if isinstance(value, set) else value
