"""How much memory a problem will take, told before anything large is built."""

import os

import numpy as np

from matching.errors import MemoryRefusedError
from matching.formulation.network_structure import structure
from matching.goals.restricted.restricted_planning import can_restrict, is_large
from matching.problem.policy import Policy
from matching.problem.problem import Problem

INTERPRETER = 64 << 20
"""Bytes that Python, numpy and the solver take on a problem of nothing."""

PER_TABLE_BYTE = 12
"""Bytes at the peak per byte of the problem's tables, as measured on generated provinces of 400 to 100,000 children."""

PER_TABLE_BYTE_RESTRICTED = 40
"""The same where restricted networks plan what is no network and bounds are kept beside them."""

PER_PAIR = 600
"""Bytes per pair of a need and a stock row, in the programs of a problem that is not a network and in their solver."""

MOST_PAIRS = 3_000_000
"""More pairs than this are refused on the way, whatever the memory; here pairs are counted by kind alone, too many."""

PART = 0.8
"""Part of the machine's memory that a problem may take unless told otherwise."""


def estimated_bytes(problem: Problem, policy: Policy) -> int:
    """Return about how many bytes solving a problem takes at its peak: an estimate from sizes, not a bound."""
    tables = sum(int(column.nbytes) for table in problem.tables.values() for column in table.columns.values())
    network = INTERPRETER + PER_TABLE_BYTE * tables
    if policy.baseline or structure(problem, policy).is_network:
        return network
    if is_large(problem) and can_restrict(problem, policy):
        return INTERPRETER + PER_TABLE_BYTE_RESTRICTED * tables
    kinds = len(problem["kinds"])
    needs, lines = (np.bincount(problem[name]["kind"], minlength=kinds) for name in ("needs", "stock"))
    return network + PER_PAIR * min(MOST_PAIRS, int(needs @ lines))


def memory_allowed() -> int | None:
    """Return the bytes that a problem may take on this machine, ``None`` where the system does not tell."""
    try:
        return int(PART * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None


def refuse_too_large(problem: Problem, policy: Policy, memory_limit: int | None = None) -> None:
    """Refuse a problem that needs more memory than it may take.

    Parameters
    ----------
    problem, policy
        What is asked.
    memory_limit
        Bytes it may take; by default four fifths of the machine's memory.

    Raises
    ------
    MemoryRefusedError
        If it is estimated to need more.
    """
    allowed = memory_allowed() if memory_limit is None else memory_limit
    if allowed is None:
        return
    wanted = estimated_bytes(problem, policy)
    if wanted > allowed:
        raise MemoryRefusedError(
            f"the problem needs about {_mebibytes(wanted)} MiB of memory and may take {_mebibytes(allowed)} MiB; "
            "solve fewer communes at a time, use a larger machine, or raise the memory limit"
        )


def _mebibytes(count: int) -> int:
    return (count + (1 << 20) - 1) >> 20


def peak_bytes() -> int:
    """Return the most memory that this process has held so far, in bytes, 0 where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as lines:
            told = next(line for line in lines if line.startswith("VmHWM:"))
        return int(told.split()[1]) << 10
    except (OSError, StopIteration):
        return 0
