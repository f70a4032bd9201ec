"""The calendar of the figures: London days, months and NHS financial years, as whole numbers.

A month is counted from year 0 (12 × year + month − 1), a financial year by the calendar year in which it begins,
a day by its ordinal, so that periods next to each other differ by one.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

APRIL = 4
FOR_EVER = 2**31 - 1
"""The last period of a run that goes on until something else is learned."""
PERIODS = 50_000
"""How many periods' days are remembered: the same few are asked for with every fact."""


class Grain(StrEnum):
    """What a period is."""

    DAY = "D"
    MONTH = "M"
    YEAR = "Y"

    # The text's own, which needs no look at the name: rows are looked up by it hundreds of thousands of times.
    __hash__ = str.__hash__


def month_of(day: date) -> int:
    """Return the month that a day lies in."""
    return day.year * 12 + day.month - 1


def year_of(day: date) -> int:
    """Return the financial year, 1 April to 31 March, that a day lies in."""
    return day.year if day.month >= APRIL else day.year - 1


def period_of(day: date, grain: Grain) -> int:
    """Return the period of this grain that a day lies in."""
    return _PERIODS[grain](day)


_PERIODS: Mapping[Grain, Callable[[date], int]] = {
    Grain.DAY: date.toordinal, Grain.MONTH: month_of, Grain.YEAR: year_of,
}  # fmt: skip


@lru_cache(maxsize=PERIODS)
def first_day(period: int, grain: Grain) -> date:
    """Return the first day of a period."""
    match grain:
        case Grain.DAY:
            return date.fromordinal(period)
        case Grain.MONTH:
            return date(period // 12, period % 12 + 1, 1)
        case Grain.YEAR:
            return date(period, APRIL, 1)


@lru_cache(maxsize=PERIODS)
def last_day(period: int, grain: Grain) -> date:
    """Return the last day of a period."""
    return first_day(period + 1, grain) - timedelta(days=1)


def months_of(year: int) -> range:
    """Return the twelve months of a financial year."""
    april = year * 12 + APRIL - 1
    return range(april, april + 12)


def year_named(text: str) -> int:
    """Return the financial year that reads like `2022/23`. Raises ValueError for what does not."""
    begins, _, ends = text.partition("/")
    if not (len(begins) == 4 and len(ends) == 2 and text.isascii() and begins.isdigit() and ends.isdigit()):  # noqa: PLR2004
        raise ValueError(text)
    if (int(begins) + 1) % 100 != int(ends) or not 1948 <= int(begins) <= 9990:  # noqa: PLR2004
        raise ValueError(text)
    return int(begins)


def year_name(year: int) -> str:
    """Return how a financial year is written: `2022/23`."""
    return f"{year}/{(year + 1) % 100:02}"


def month_name(month: int) -> str:
    """Return how a month is written: `2022-05`."""
    return f"{month // 12:04}-{month % 12 + 1:02}"
