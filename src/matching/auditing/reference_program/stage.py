"""One objective of a goal on the reference program, and what it keeps."""

from dataclasses import dataclass

from matching.auditing.reference_program.rows import Rows, Terms


@dataclass(frozen=True, eq=False)
class Stage:
    """One objective: what is maximised, and the rows that hold before it and from the next one on.

    Parameters
    ----------
    goal, level
        Position in the policy, and of a leximin level.
    gains
        Terms of the objective, all in row 0.
    constant
        What promises contribute.
    before
        Rows that every plan keeps that is at least as good; they hold from this objective on.
    after
        Rows that keep what this objective reached; ``None`` for the objective itself at the plan's value.
    """

    goal: int
    level: int | None
    gains: tuple[Terms, ...]
    constant: int
    before: tuple[Rows, ...] = ()
    after: tuple[Rows, ...] | None = None
