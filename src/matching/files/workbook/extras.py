"""The two libraries of workbooks, loaded when first needed, and what is said when one is missing."""

from importlib import import_module
from typing import Any

from matching.errors import MissingPackageError

INSTALL = 'pip install "donor-need-matching[excel]"'


def extra(module: str) -> Any:
    """Return a module of the extra ``excel``.

    Raises
    ------
    MissingPackageError
        If it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        package = module.replace("_", "-")
        raise MissingPackageError(
            f"Excel workbooks need the package {package}, which is not installed. Install it with: {INSTALL}"
        ) from None
