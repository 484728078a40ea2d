"""Guard against an older, unrelated package that is imported by the same name; part of every start, so it imports little."""

import os

FOREIGN = ("games", "players", "base.py")
"""Files that only the other package has."""

MESSAGE = (
    "Two packages share the import name 'matching': 'donor-need-matching' (this one) and 'matching' (stable-marriage "
    "games). Their files are mixed in {folder}. Mend it with: pip uninstall -y matching donor-need-matching; "
    "pip install donor-need-matching"
)


def foreign_files(folder: str | os.PathLike[str]) -> tuple[str, ...]:
    """Return the names in a package folder that belong to the other package."""
    return tuple(name for name in FOREIGN if os.path.exists(os.path.join(folder, name)))


def refuse_foreign_files(folder: str | os.PathLike[str] | None = None) -> None:
    """Refuse to run on files mixed with those of the other package.

    Raises
    ------
    ImportError
        If the folder holds files of the other package; the message names both and the remedy.
    """
    place = folder or os.path.dirname(__file__)
    if foreign_files(place):
        raise ImportError(MESSAGE.format(folder=place))
