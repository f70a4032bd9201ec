"""What a chart may be given. Anything else is refused with a ValueError that begins with the name of the argument."""

from collections.abc import Sequence
from datetime import date, datetime

LARGEST = 1e100
"""No sum, limit or ratio of figures up to this size leaves what a float can hold."""


def number(name: str, value: float) -> float:
    """Return one figure as a float."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise ValueError(f"{name}: {value!r} is not a figure that a chart can hold; a missing one is None")
    return float(value)


def numbers(name: str, values: Sequence[float | None]) -> list[float | None]:
    """Return figures as floats, missing ones as None."""
    return [None if value is None else number(name, value) for value in values]


def whole(name: str, value: int | None, *, least: int) -> int | None:
    """Return a count of points, or None when none is given."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{name}: {value!r} is not a whole number of points, {least} or more")
    return value


def positions(name: str, values: Sequence[int] | None) -> frozenset[int]:
    """Return positions, counted from 1; order and duplicates do not matter."""
    for value in values or ():
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{name}: {value!r} is not the position of a point")  # noqa: TRY004
    return frozenset(values or ())


def same_length(name: str, values: Sequence[object], other: str, others: Sequence[object]) -> None:
    """Refuse two columns that are not of one table."""
    if len(values) != len(others):
        raise ValueError(f"{name}: has {len(values)} entries where {other} has {len(others)}")


def days(name: str, values: Sequence[date | str]) -> list[date]:
    """Return days, each given as a date or as ISO 8601 writes it."""
    return [_day(name, value) for value in values]


def _day(name: str, value: date | str) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{name}: {value!r} is not a day such as 2022-06-30") from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{name}: {value!r} is not a day such as 2022-06-30")  # noqa: TRY004
    return value
