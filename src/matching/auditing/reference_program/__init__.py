"""The reference program: every rule and goal as an integer program, need by need, from the problem alone."""

from matching.auditing.reference_program.reference import Objective, Reference, reference_program

__all__ = ["Objective", "Reference", "reference_program"]
