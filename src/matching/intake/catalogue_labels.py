"""Kinds and items by their labels: the shipped ones and those that a user gives, in either language."""

from collections.abc import Mapping

from matching.intake.merging import shipped
from matching.intake.text_column import TextTable
from matching.problem.fields import registry

LABELS = ("label_vi", "label_en")


def labels_by_key(table: str, given: TextTable | None, *, extends: bool) -> Mapping[str, tuple[str, ...]]:
    """Return the labels of every kind or item by its key.

    Parameters
    ----------
    table
        ``kinds`` or ``items``.
    given
        The user's rows, if there are any; a row replaces the shipped one of its key.
    extends
        Whether the shipped rows count as well.
    """
    key = registry()[table][0].name
    labels: dict[str, tuple[str, ...]] = {}
    if extends:
        rows = shipped(table)
        labels |= _labelled(rows[key].tolist(), [rows[name].tolist() for name in LABELS])
    if given is not None and key in given.columns:
        columns = [given[name].array().tolist() for name in LABELS if name in given.columns]
        labels |= _labelled(given[key].array().tolist(), columns)
    return labels


def _labelled(keys: list[str], columns: list[list[str]]) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(dict.fromkeys(column[row] for column in columns if column[row]))
        for row, key in enumerate(keys)
        if key
    }


def shipped_labels(table: str, language: str) -> Mapping[str, str]:
    """Return the labels of the shipped kinds or items in a language, by key."""
    rows = shipped(table)
    return dict(
        zip(rows[registry()[table][0].name].tolist(), rows[f"label_{language}"].tolist(), strict=True)
    )
