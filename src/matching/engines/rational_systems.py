"""Sparse square systems of equations, solved in exact fractions."""

from collections.abc import Sequence
from fractions import Fraction

Row = dict[int, Fraction]


def solve_system(matrix: Sequence[Row], right: Sequence[Fraction]) -> list[Fraction] | None:
    """Return the solution of ``matrix · x = right``, or ``None`` where it is not unique.

    Gaussian elimination that takes the shortest row next and in it the rarest column, which keeps the sparse and nearly
    triangular systems of linear programming bases sparse (Markowitz 1957).

    Parameters
    ----------
    matrix
        Rows of a square matrix: column → value, zeros left out.
    right
        Right-hand sides.
    """
    size = len(matrix)
    rows = [dict(row) for row in matrix]
    sides = list(right)
    users: list[set[int]] = [set() for _ in range(size)]
    for number, row in enumerate(rows):
        for column in row:
            users[column].add(number)
    waiting = set(range(size))
    steps: list[tuple[int, int]] = []
    short = {number for number in waiting if len(rows[number]) == 1}
    while waiting:
        pivot = short.pop() if short else min(waiting, key=lambda number: (len(rows[number]), number))
        waiting.discard(pivot)
        if not rows[pivot]:
            return None
        column = min(rows[pivot], key=lambda one: (len(users[one]), one))
        steps.append((pivot, column))
        for number in sorted(users[column] & waiting):
            _eliminate(rows, sides, users, pivot, column, number)
            if len(rows[number]) == 1:
                short.add(number)
            elif not rows[number]:
                return None
    return _substituted(rows, sides, steps, size)


def _eliminate(
    rows: list[Row], sides: list[Fraction], users: list[set[int]], pivot: int, column: int, number: int
) -> None:
    """Take a multiple of the pivot's row off another row so that the column vanishes there."""
    factor = rows[number][column] / rows[pivot][column]
    for one, value in rows[pivot].items():
        left = rows[number].get(one, Fraction(0)) - factor * value
        if left:
            rows[number][one] = left
            users[one].add(number)
        else:
            rows[number].pop(one, None)
            users[one].discard(number)
    sides[number] -= factor * sides[pivot]


def _substituted(
    rows: list[Row], sides: list[Fraction], steps: list[tuple[int, int]], size: int
) -> list[Fraction]:
    solution = [Fraction(0)] * size
    for number, column in reversed(steps):
        known = sum(
            (value * solution[one] for one, value in rows[number].items() if one != column), Fraction(0)
        )
        solution[column] = (sides[number] - known) / rows[number][column]
    return solution
