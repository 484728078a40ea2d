"""Guard against an older, unrelated package that is imported by the same name."""

from pathlib import Path

FOREIGN = ("games", "players", "base.py")
"""Files that only the other package has."""

MESSAGE = (
    "Two packages share the import name 'matching': 'donor-need-matching' (this one) and 'matching' (stable-marriage "
    "games). Their files are mixed in {folder}. Mend it with: pip uninstall -y matching donor-need-matching; "
    "pip install donor-need-matching"
)


def foreign_files(folder: Path) -> tuple[str, ...]:
    """Return the names in a package folder that belong to the other package."""
    return tuple(name for name in FOREIGN if (folder / name).exists())


def refuse_foreign_files(folder: Path | None = None) -> None:
    """Refuse to run on files mixed with those of the other package.

    Raises
    ------
    ImportError
        If the folder holds files of the other package; the message names both and the remedy.
    """
    place = folder or Path(__file__).parent
    if foreign_files(place):
        raise ImportError(MESSAGE.format(folder=place))
