"""What groups are called when people read them: communes by name, kinds by label, pools by their ends."""

from collections.abc import Sequence
from functools import cached_property

from matching.problem.problem import Problem
from matching.reporting.commune_listing import commune_names
from matching.reporting.wording import phrase, phrases


class GroupNames:
    """Names of the groups of a grouping in one language."""

    def __init__(self, problem: Problem, by: str, language: str) -> None:
        self._problem, self._by, self._language = problem, by, language

    def of(self, members: Sequence[str]) -> str:
        """Return the name of a group, or of a pool of several."""
        if len(members) == 1:
            return self._one(members[0])
        return phrase(
            "group.pool", self._language,
            first=self._one(members[0]), last=self._one(members[-1]), count=len(members),
        )  # fmt: skip

    def _one(self, label: str) -> str:
        if self._by == "commune":
            return self._communes.get(label, label)
        if self._by == "kind":
            return self._kinds.get(label, label)
        if self._by == "commune_kind":
            commune, _, kind = label.rpartition(" ")
            return f"{self._communes.get(commune, commune)} · {self._kinds.get(kind, kind)}"
        code = f"value.{label}"
        return phrase(code, self._language) if code in phrases()[self._language] else label

    @cached_property
    def _communes(self) -> dict[str, str]:
        return {key: name for key, (name, _) in commune_names(self._problem).items()}

    @cached_property
    def _kinds(self) -> dict[str, str]:
        kinds = self._problem["kinds"]
        labels = kinds[f"label_{self._language}"].tolist()
        return {kind: label or kind for kind, label in zip(kinds["kind"].tolist(), labels, strict=True)}
