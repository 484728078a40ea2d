"""Goals read from plain data; strict order of parts becomes a list of sums."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from matching.errors import PolicyError
from matching.problem.goal_language import Among, Goal


def goals_from_dict(data: Mapping[str, Any]) -> tuple[Goal, ...]:
    """Return the goals told by plain data: one, or several where the criterion is ``in_order``.

    Raises
    ------
    PolicyError
        If a key is unknown or a value out of range.
    TypeError, ValueError
        If a value has the wrong form.
    """
    told = dict(data)
    if told.pop("adjusted", False):
        if told.get("target", "adjusted") != "adjusted":
            raise PolicyError("'adjusted' and 'target' contradict each other")
        told["target"] = "adjusted"
    told["among"] = _among(told.get("among", {}))
    for name, read in (
        ("keep", _share),
        ("alpha", _fraction),
        ("delta", _whole),
        ("level", _whole),
        ("k", _whole),
    ):
        if told.get(name) is not None:
            told[name] = read(name, told[name])
    if told.get("weights") is not None:
        told["weights"] = tuple(_whole("weights", weight) for weight in told["weights"])
    if told.get("best") is not None:
        told["best"] = tuple((tuple(values), _whole("best", units)) for values, units in told["best"])
    if told.get("criterion") == "in_order":
        return _in_order(told)
    if "order" in told:
        raise PolicyError("'order' goes with criterion 'in_order' only")
    return (Goal(**told),)


def _in_order(told: dict[str, Any]) -> tuple[Goal, ...]:
    """Return a total per value of a column, the first value first: strict priority is a list of sums."""
    order, column = told.pop("order", None), told.pop("group", "everyone")
    del told["criterion"]
    if not isinstance(order, list) or not order or column == "everyone" or "+" in column:
        raise PolicyError("criterion 'in_order' needs one column as 'group', and its values as 'order'")
    if any(name == column for name, _ in told["among"]):
        raise PolicyError("a column stands twice in 'group' or 'among'")
    steps = [(step,) if isinstance(step, str) else tuple(step) for step in order]
    named = [value for step in steps for value in step]
    if len(set(named)) != len(named):
        raise PolicyError("'order' names a value twice")
    among = told.pop("among")
    return tuple(Goal(**told, among=_among({**dict(among), column: step})) for step in steps)


def _among(told: Any) -> Among:
    if not isinstance(told, Mapping):
        raise PolicyError('\'among\' is an object such as {"zone": ["III"]}')
    result = []
    for column, values in told.items():
        listed: Iterable[Any] = [values] if isinstance(values, str) else values
        texts = tuple(listed)
        if not all(isinstance(value, str) for value in texts):
            raise PolicyError("'among' lists values as text")
        result.append((column, texts))
    return tuple(result)


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise PolicyError(f"{name!r} is told in whole numbers")
    return value


def _fraction(name: str, value: Any) -> Fraction:
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    numerator, _, denominator = value.partition("/") if isinstance(value, str) else ("", "", "")
    if not (
        numerator.isdigit() and (denominator or "1").isdigit() and len(value) < 40 and denominator != "0"
    ):
        raise PolicyError(f"{name!r} is a whole number, or a fraction as text such as '1/2'")
    return Fraction(int(numerator), int(denominator or "1"))


def _share(name: str, value: Any) -> Fraction:
    return (
        Fraction(value, 100)
        if isinstance(value, int) and not isinstance(value, bool)
        else _fraction(name, value)
    )
