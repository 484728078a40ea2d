"""What the fund itself sees: every line with its ids."""

from dataclasses import dataclass
from typing import Any

from matching.files.plan_columns import plan_tables
from matching.plan.result import Result
from matching.reporting.html import result_html


@dataclass(frozen=True, slots=True)
class InternalView:
    """All of a result; it names needs by id and stays inside the fund."""

    result: Result

    def to_dict(self) -> dict[str, Any]:
        """Return the plan's tables as columns of text, for JSON."""
        tables = {
            name.partition(".")[0]: {column: list(cells) for column, cells in columns.items()}
            for name, columns in plan_tables(self.result).items()
        }
        return {"view": "internal", "plan_id": self.result.plan_id, **tables}

    def _repr_html_(self) -> str:
        return result_html(self.result)
