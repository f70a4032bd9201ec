"""Twelve months that each either did or did not: a year at a glance where a line would mislead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.gateway.charts.drawing import template
from services.gateway.charts.marks import Mark
from services.gateway.charts.series import Point, Series

APRIL, MONTHS = 4, 12
WORDS = {"done": "yes", "missed": "no", "running": "not over yet", "ahead": "still to come"}
"""What is said of a month in each state."""


@dataclass(frozen=True)
class Month:
    """`state` is `done`, `missed`, `running` or `ahead`; a month can be done before it is over."""

    on: date
    state: str
    over: bool

    @property
    def said(self) -> str:
        return f"{self.on:%B} {self.on.year}: {WORDS[self.state]}"


def months(series: Series, year: str) -> list[Month]:
    """Return the months of a financial year, `2022/23`, those to come included."""
    known = {point.on: point for point in series.points}
    first = int(year[:4])
    days = [date(first + (APRIL - 1 + n) // MONTHS, (APRIL - 1 + n) % MONTHS + 1, 1) for n in range(MONTHS)]
    return [_month(day, known.get(day)) for day in days]


def summary(found: Sequence[Month]) -> str:
    """Return which of the months that are over were missed."""
    over = [month for month in found if month.over]
    missed = [f"{month.on:%B} {month.on.year}" for month in over if month.state == "missed"]
    return " ".join(filter(None, [_of_those_over(over, missed), _already(found)]))


def _of_those_over(over: Sequence[Month], missed: Sequence[str]) -> str:
    if not over:
        return "No month of this year is over yet."
    if not missed:
        return f"In each of the {len(over)} months that are over." if len(over) > 1 else "In the month that is over."
    named = " and ".join([", ".join(missed[:-1]), missed[-1]] if len(missed) > 1 else missed)
    return f"In {len(over) - len(missed)} of the {len(over)} months that are over; not in {named}."


def _already(found: Sequence[Month]) -> str:
    early = [f"{month.on:%B}" for month in found if month.state == "done" and not month.over]
    return f"In {early[0]} already." if early else ""


def strip(series: Series, year: str, name: str) -> str:
    """Draw the year as a row of months."""
    found = months(series, year)
    return template("months.svg").render(months=found, title=series.title, said=summary(found), name=name)


def _month(day: date, point: Point | None) -> Month:
    if point is None:
        return Month(day, "ahead", over=False)
    over = point.mark is not Mark.RUNNING
    return Month(day, "done" if point.value else "missed" if over else "running", over=over)
