"""The way to HiGHS: imported late, told apart when it cannot be loaded, refused in versions known to be wrong."""

from typing import Any

from matching.errors import SolverError

WRONG_VERSIONS = ("1.14.0",)
"""Versions that call points optimal which are not."""

CLASH = (
    "highspy {told} cannot be loaded next to ortools: both carry their own copy of HiGHS, and the two do not "
    "fit. Mend it with: pip install 'highspy>=1.12,<1.14'"
)
MISSING = (
    "highspy is not installed, which integer programs need. Mend it with: pip install 'highspy>=1.12,<1.14'"
)
WRONG = (
    "highspy {version} is known to call wrong points optimal. Mend it with: pip install 'highspy>=1.12,<1.14'"
)


def import_failure(error: ImportError) -> ImportError:
    """Return the error to raise in place of a failed import of highspy."""
    if "undefined symbol" in str(error):
        return ImportError(CLASH.format(told=f"({error})"))
    if isinstance(error, ModuleNotFoundError):
        return ImportError(MISSING)
    return error


def refuse_wrong_version(version: str) -> None:
    """Refuse a version of HiGHS that is known to be wrong.

    Raises
    ------
    SolverError
        If it is; the message tells the remedy.
    """
    if version in WRONG_VERSIONS:
        raise SolverError(WRONG.format(version=version))


def new_solver(**options: bool | int | float | str) -> Any:
    """Return a silent solver of one thread and a fixed seed with some options set.

    Raises
    ------
    ImportError
        If highspy is missing or clashes with ortools.
    SolverError
        If the version is known to be wrong or an option is refused.
    """
    try:
        import highspy
    except ImportError as error:
        raise import_failure(error) from error
    solver: Any = highspy.Highs()
    refuse_wrong_version(solver.version())
    fixed = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 1}
    for name, value in {**fixed, **options}.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverError(f"the solver refused the option {name} = {value}")
    return solver
