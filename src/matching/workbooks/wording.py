"""What these workbooks say, by code and language, read from the package's own data file."""

from typing import Any

from matching.reporting.wording import texts_of


def told(code: str, language: str, **values: Any) -> str:
    """Return the text of a code with its values filled in.

    Raises
    ------
    KeyError
        If the code, the language or a value is unknown.
    """
    return texts_of("matching.workbooks")[language][code].format(**values)
