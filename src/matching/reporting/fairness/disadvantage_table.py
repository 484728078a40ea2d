"""The index of disadvantage as it is published: every commune with its parts, its index and its target."""

from dataclasses import dataclass
from fractions import Fraction

from matching.errors import Issue
from matching.plan.groupings import commune_labels
from matching.problem.commune_targets import targets
from matching.problem.disadvantage_parts import Part, index_issues, indices_of, parts_of
from matching.problem.policy import Disadvantage
from matching.problem.problem import Problem
from matching.reporting.collation import collation_key
from matching.reporting.group_names import GroupNames
from matching.reporting.numerals import whole
from matching.reporting.sheets import Cell, Column, Sheet
from matching.reporting.shown import Shown
from matching.reporting.wording import phrase


@dataclass(frozen=True, slots=True)
class DisadvantageTable(Shown):
    """Every commune's parts, index in [0, 1] and target in per cent.

    Parameters
    ----------
    problem, index
        The communes, and weights, values of zones and spread.
    parts, indices, targets
        Values of every part; index and target of every commune, in the order of ``communes``.
    issues
        What speaks against the index: weights of 0, zones without a value, parts that are not known.
    """

    problem: Problem
    index: Disadvantage
    parts: tuple[Part, ...]
    indices: tuple[Fraction, ...]
    targets: tuple[int, ...]
    issues: tuple[Issue, ...]

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        names = GroupNames(self.problem, "commune", language)
        labels = [names.of((label,)) for label in commune_labels(self.problem)]
        weights = ", ".join(
            f"{phrase(f'part.{part.name}', language)} {whole(part.weight, language)}" for part in self.parts
        )
        notes = [phrase("note.index", language, weights=weights, spread=self.index.spread)]
        if any(part.missing.any() for part in self.parts):
            notes.append(phrase("note.index_missing", language))
        shown = [Column(part.name, "percent", phrase(f"part.{part.name}", language)) for part in self.parts]
        columns = (Column("commune"), *shown, Column("index", "decimal"), Column("target", "percent"))
        rows = sorted(self._rows(labels), key=lambda row: (-self._index(row), collation_key(str(row[0]))))
        return (Sheet(phrase("title.index", language), columns, tuple(rows), tuple(notes)),)

    def _data(self) -> Sheet:
        parts = [Column(part.name, "percent") for part in self.parts]
        columns = (Column("commune"), *parts, Column("index", "decimal"), Column("target", "percent"))
        return Sheet("", columns, tuple(self._rows(commune_labels(self.problem))))

    def _rows(self, labels: list[str]) -> list[tuple[Cell, ...]]:
        values = [
            [
                None if absent else Fraction(value, part.denominator)
                for value, absent in zip(part.numerator.tolist(), part.missing.tolist(), strict=True)
            ]
            for part in self.parts
        ]
        shares = [Fraction(target, 100) for target in self.targets]
        return list(zip(labels, *values, self.indices, shares, strict=True))

    @staticmethod
    def _index(row: tuple[Cell, ...]) -> Fraction:
        value = row[-2]
        return value if isinstance(value, Fraction) else Fraction(0)


def disadvantage_table(problem: Problem, index: Disadvantage) -> DisadvantageTable:
    """Return the published index of every commune.

    Raises
    ------
    PolicyError
        If a part of the index is no share of ``communes`` and not the zone.
    """
    parts = parts_of(problem, index)
    values = indices_of(parts, len(problem["communes"]))
    return DisadvantageTable(
        problem,
        index,
        parts,
        tuple(values),
        tuple(targets(problem, index).tolist()),
        index_issues(problem, index),
    )
