"""Financial years and the days on which offices work."""

from datetime import date, timedelta

STRATEGY_YEAR = 2022
FRIDAY = 4
BANK_HOLIDAYS = {(1, 1), (12, 25), (12, 26)}


def financial_year(day: date) -> int:
    """Return the calendar year in which the day's financial year began."""
    return day.year if day >= first_day(day.year) else day.year - 1


def first_day(year: int) -> date:
    """Return the year's 1 April."""
    return date(year, 4, 1)


def last_day(year: int) -> date:
    """Return the year's 31 March."""
    return date(year + 1, 3, 31)


def written(year: int) -> str:
    """Return the year as people write it: 2022/23."""
    return f"{year}/{(year + 1) % 100:02}"


def working_day(day: date) -> date:
    """Return the day itself or the next on which somebody is at a desk."""
    while day.weekday() > FRIDAY or (day.month, day.day) in BANK_HOLIDAYS:
        day += timedelta(days=1)
    return day


def between(first: date, last: date, share: float) -> date:
    """Return the working day at a share of the way from the first day to the last."""
    return working_day(first + (last - first) * share)
