"""The need-level model of a problem as plain arrays: what a user would write down in a modelling language."""

from pathlib import Path

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.reference_program import reference_program
from matching.auditing.share_proofs import promised_alone
from matching.problem.policy import policy_from_dict
from matching.problem.problem import Problem

MOST_WEIGHT = policy_from_dict({"name": "weight", "version": "1", "goals": [{"measure": "weight"}]})
"""The goal every peer is given: most weighted need met."""


def export(problem: Problem, path: Path) -> tuple[int, int, int]:
    """Write the model as one compressed file of arrays; return its columns, rows and entries.

    Raises
    ------
    OverflowRefusedError
        If there are more pairs of a line and a need than a need-level model can hold.
    """
    reference = reference_program(Facts(problem, promised_alone(problem), MOST_WEIGHT, 0))
    program, objective = reference.program, reference.objectives[0]
    np.savez(
        path,
        lower=program.lower,
        upper=program.upper,
        row_start=program.row_start,
        column=program.column,
        coefficient=program.coefficient,
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        objective=objective.coefficients,
        constant=objective.constant,
    )
    return program.columns, program.rows, len(program.column)
