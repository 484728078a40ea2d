"""The language of goals: what is measured, of whom, over which groups, by which criterion, against which target."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from matching.errors import PolicyError
from matching.problem.criterion_forms import FORMS, PARAMETERS
from matching.problem.goal_texts import literature_of, sentence_of
from matching.problem.need_attributes import check_column, field_of
from matching.vocabulary import ENUMERATIONS

MEASURES = (
    "units", "weight", "life_saving_units", "children_helped", "children_with_nothing", "cost", "visits",
    "changes", "lottery",
)  # fmt: skip
"""What a goal counts: units; points (weight × units); units of life-saving needs; children in special circumstances
who receive anything, and those who receive nothing; đồng; pairs of an offer and a commune it is taken to; units of
the last plan (the table ``previous``) that the same offer does not give to the same need any more; chances of the
published lottery (the tie rule, always last)."""

MINIMISED = ("children_with_nothing", "cost", "visits", "changes")
"""Measures of which a goal wants the least; of all others it wants the most."""

OF_CHILDREN = ("children_helped", "children_with_nothing")
"""Measures that count children; all others count units or what comes with them."""

UNSHARED = ("children_with_nothing", "cost", "visits", "changes", "lottery")
"""Measures that are totals only: no group has a share of them."""

WHOLE = ("cost", "visits", "changes", "lottery")
"""Measures that speak of everyone: no need has a part of them."""

CRITERIA = tuple(FORMS)
"""How groups are weighed against one another."""

TARGETS = ("need", "adjusted", "attainable")
"""What coverage is measured against: need, need that counts more where disadvantage is greater, or the most that the
group could get if it alone were served."""

ALIASES = {"commune+kind": "commune_kind"}
"""Groupings with an older name, which results keep."""

LARGEST_ALPHA = 8
LARGEST_ROOT = 8
"""Bounds of alpha and of its denominator."""

LARGEST_WEIGHT = 1_000_000
"""Bound of the weights of a generalised Gini."""

Among = tuple[tuple[str, tuple[str, ...]], ...]

Best = tuple[tuple[tuple[str, ...], int], ...]
"""Values of a group in the columns of the grouping, and the most it can get."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: what is measured, over which groups, by which criterion.

    Parameters
    ----------
    measure
        One of :data:`MEASURES`; those in :data:`MINIMISED` are minimised, all others maximised.
    criterion
        One of :data:`CRITERIA`.
    group
        ``everyone``, or columns joined by ``+`` whose values make the groups, such as ``commune+kind``; ``sum`` goes
        with ``everyone``.
    target
        One of :data:`TARGETS`.
    among
        Columns and the values of them that the goal counts; empty for everybody.
    keep
        For sums: the share of the best total that is kept while later goals are solved; ``None`` for all of it.
    k, alpha, weights, delta, level
        Parameters of the criterion, ``None`` or empty where it takes none; ``delta`` and ``level`` in whole per cent of
        the target.
    best
        With the target ``attainable``, the most that every group can get, by the values of its columns; ``solve`` fills
        it in. Groups that can get nothing are left out.
    """

    measure: str
    criterion: str = "sum"
    group: str = "everyone"
    target: str = "need"
    among: Among = ()
    keep: Fraction | None = None
    k: int | None = None
    alpha: Fraction | None = None
    weights: tuple[int, ...] = ()
    delta: int | None = None
    level: int | None = None
    best: Best = ()

    def __post_init__(self) -> None:
        for value, allowed, what in (
            (self.measure, MEASURES, "measure"),
            (self.criterion, CRITERIA, "criterion"),
            (self.target, TARGETS, "target"),
        ):
            if value not in allowed:
                raise PolicyError(f"unknown {what} {value!r}; choose one of {', '.join(allowed)}")
        object.__setattr__(self, "group", ALIASES.get(self.group, self.group))
        _check_measure(self)
        _check_columns(self)
        _check_parameters(self)

    @property
    def adjusted(self) -> bool:
        """Whether a group's target rises with the disadvantage of its communes."""
        return self.target == "adjusted"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values make the groups; none for everyone. Children are not told apart by kind."""
        if self.group == "everyone":
            return ()
        if self.group == "commune_kind":
            return ("commune",) if self.measure in OF_CHILDREN else ("commune", "kind")
        return tuple(self.group.split("+"))

    @property
    def literature(self) -> str:
        """Where the criterion comes from; empty for plain sums."""
        return literature_of(self.criterion)

    def describe(self, language: str = "en") -> str:
        """Return the goal as a sentence in English (``en``) or Vietnamese (``vi``)."""
        form = "keep" if self.keep is not None else self.criterion
        if form == "sum" and self.measure in MINIMISED:
            form = "least"
        optional = FORMS[self.criterion].optional
        if optional and not any(getattr(self, name) for name in optional):
            form = f"{form}.default"
        return sentence_of(
            language,
            form=form,
            measure=self.measure,
            columns=() if self.group in ("everyone", "commune", "commune_kind") else self.columns,
            old_group=self.group if self.group in ("commune", "commune_kind") else "",
            of_children=self.measure in OF_CHILDREN,
            target=self.target,
            among=self.among,
            numbers=_told_parameters(self)
            | ({"keep": _share_text(self.keep)} if self.keep is not None else {}),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON; what a goal does not say is left out."""
        told: dict[str, Any] = {
            "measure": self.measure, "criterion": self.criterion, "group": self.group, "adjusted": self.adjusted,
        }  # fmt: skip
        if self.target == "attainable":
            told["target"] = self.target
            if self.best:
                told["best"] = [[list(values), units] for values, units in self.best]
        if self.among:
            told["among"] = {column: list(values) for column, values in self.among}
        if self.keep is not None:
            told["keep"] = str(self.keep)
        return told | _told_parameters(self)


def _told_parameters(goal: Goal) -> dict[str, Any]:
    told: dict[str, Any] = {}
    form = FORMS[goal.criterion]
    for name in (*form.parameters, *form.optional):
        value = getattr(goal, name)
        if value in (None, ()):
            continue
        if isinstance(value, Fraction):
            value = value.numerator if value.denominator == 1 else str(value)
        told[name] = list(value) if isinstance(value, tuple) else value
    return told


def _share_text(share: Fraction) -> str:
    percent = share * 100
    return str(percent) if percent.denominator == 1 else f"{float(percent):g}"


def _check_measure(goal: Goal) -> None:
    if goal.measure in UNSHARED and goal.criterion != "sum":
        raise PolicyError(f"measure {goal.measure!r} is counted in total only; use criterion 'sum'")
    grouped = FORMS[goal.criterion].grouped
    if grouped == (goal.group == "everyone"):
        raise PolicyError(
            "criterion 'sum' goes with group 'everyone', all others with a grouping; totals of parts, the most "
            "important first, are told by criterion 'in_order' with an 'order'"
        )
    if goal.target == "attainable" and not grouped:
        raise PolicyError(
            "target 'attainable' goes with a grouping: a total of everyone has no best of its own"
        )
    if goal.best and goal.target != "attainable":
        raise PolicyError("'best' goes with target 'attainable'")
    if goal.among and goal.measure in WHOLE:
        raise PolicyError(f"measure {goal.measure!r} is counted of everyone; leave 'among' out")
    if goal.keep is None:
        return
    if goal.criterion != "sum" or goal.measure in MINIMISED or goal.measure == "lottery":
        raise PolicyError("'keep' goes with the total of units, weight, life_saving_units or children_helped")
    if not 0 < goal.keep < 1:
        raise PolicyError(
            "'keep' is a share of the best total: from 1 to 99 per cent, or text such as '19/20'"
        )


def _check_columns(goal: Goal) -> None:
    names = [column for column, _ in goal.among]
    columns = goal.columns
    if len(set(names)) != len(names) or len(set(columns)) != len(columns):
        raise PolicyError("a column stands twice in 'group' or 'among'")
    for column in {*columns, *names}:
        check_column(column)
        field = field_of(column)
        if goal.measure in OF_CHILDREN and field is not None and field.table == "needs":
            raise PolicyError(f"children cannot be told apart by {column!r}, a column of needs")
    for column, values in goal.among:
        field = field_of(column)
        known = ENUMERATIONS[field.parameter] if field is not None and field.base == "enum" else ()
        known = ("no", "yes") if field is not None and field.base in ("bool", "set") else known
        wrong = [value for value in values if known and value not in (*known, "")]
        if not values or wrong:
            told = f"does not know {wrong[0][:64]!r}; use {', '.join(known)}" if wrong else "names no value"
            raise PolicyError(f"'among' {told} ({column})")


def _check_parameters(goal: Goal) -> None:
    form = FORMS[goal.criterion]
    for name in PARAMETERS:
        given = getattr(goal, name) not in (None, ())
        if given != (name in form.parameters) and not (given and name in form.optional):
            state = "is missing for" if not given else "does not go with"
            raise PolicyError(f"{name!r} {state} criterion {goal.criterion!r}")
    if goal.alpha is not None and not (
        0 <= goal.alpha <= LARGEST_ALPHA and goal.alpha.denominator <= LARGEST_ROOT
    ):
        raise PolicyError(
            f"'alpha' is a whole number from 0 to {LARGEST_ALPHA}, or a fraction such as '1/2' with a denominator of "
            f"at most {LARGEST_ROOT}"
        )
    if goal.k is not None and goal.k < 1:
        raise PolicyError("'k' is a whole number of at least 1")
    for name in ("delta", "level"):
        percent = getattr(goal, name)
        if percent is not None and not 0 <= percent <= 100:
            raise PolicyError(f"{name!r} is a share of the target in whole per cent, from 0 to 100")
    if goal.level == 0:
        raise PolicyError("'level' is at least 1: every group reaches 0 per cent")
    falling = all(one >= other for one, other in pairwise(goal.weights))
    if goal.weights and not (falling and goal.weights[-1] >= 0 < goal.weights[0] <= LARGEST_WEIGHT):
        raise PolicyError(
            f"'weights' are whole numbers from {LARGEST_WEIGHT} down to 0 that never rise: the worst-off counts most"
        )
