"""Days, months and years are London's; a year is the NHS's."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.period import (
    Grain,
    first_day,
    last_day,
    month_of,
    months_of,
    period_of,
    year_name,
    year_named,
    year_of,
)
from shared.moments import london_day


def test_in_summer_a_london_day_begins_an_hour_before_utc() -> None:
    assert london_day(datetime(2022, 6, 30, 22, 59, 59, 999_999, UTC)) == date(2022, 6, 30)
    assert london_day(datetime(2022, 6, 30, 23, 0, tzinfo=UTC)) == date(2022, 7, 1)


def test_in_winter_a_london_day_begins_with_utc() -> None:
    assert london_day(datetime(2022, 12, 31, 23, 59, 59, tzinfo=UTC)) == date(2022, 12, 31)
    assert london_day(datetime(2023, 1, 1, tzinfo=UTC)) == date(2023, 1, 1)


def test_a_financial_year_begins_in_summer_time_at_23_utc() -> None:
    assert year_of(london_day(datetime(2023, 3, 31, 22, 59, tzinfo=UTC))) == 2022
    assert year_of(london_day(datetime(2023, 3, 31, 23, 30, tzinfo=UTC))) == 2023


def test_the_days_on_which_the_clocks_change_are_one_day_each() -> None:
    for change in (date(2023, 3, 26), date(2023, 10, 29)):
        noon = datetime(change.year, change.month, change.day, 12, tzinfo=UTC)
        assert london_day(noon) == change
        assert london_day(noon - timedelta(hours=24)) == change - timedelta(days=1)


def test_a_financial_year_runs_from_1_april_to_31_march() -> None:
    assert (first_day(2022, Grain.YEAR), last_day(2022, Grain.YEAR)) == (date(2022, 4, 1), date(2023, 3, 31))
    assert [year_of(day) for day in (date(2022, 3, 31), date(2022, 4, 1), date(2023, 3, 31))] == [2021, 2022, 2022]


def test_a_month_ends_on_its_last_day_in_leap_years_too() -> None:
    assert last_day(month_of(date(2024, 2, 5)), Grain.MONTH) == date(2024, 2, 29)
    assert last_day(month_of(date(2023, 2, 5)), Grain.MONTH) == date(2023, 2, 28)
    assert last_day(month_of(date(2022, 12, 5)), Grain.MONTH) == date(2022, 12, 31)


def test_december_and_january_are_next_to_each_other() -> None:
    assert month_of(date(2023, 1, 1)) - month_of(date(2022, 12, 31)) == 1


def test_a_year_has_the_twelve_months_from_april_to_march() -> None:
    months = [first_day(month, Grain.MONTH) for month in months_of(2022)]
    assert (len(months), months[0], months[-1]) == (12, date(2022, 4, 1), date(2023, 3, 1))


@pytest.mark.parametrize(("name", "year"), [("2022/23", 2022), ("1999/00", 1999), ("2099/00", 2099), ("1948/49", 1948)])
def test_a_year_is_named_by_the_two_it_lies_in(name: str, year: int) -> None:
    assert year_named(name) == year
    assert year_name(year) == name


@pytest.mark.parametrize(
    "text",
    ["2022", "2022/24", "2022/22", "22/23", "2022/2023", "2022-23", "2022/23 ", " 2022/23", "", "/", "1947/48",
     "２022/23", "2022/２３", "2022/२३", "202²/23", "2022/+3"],
    ids=ascii,
)  # fmt: skip
def test_nothing_else_names_a_year(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        year_named(text)


DAYS = st.dates(date(1948, 7, 5), date(2100, 12, 31))


@forall(DAYS, st.sampled_from(Grain))
def test_every_day_lies_in_its_period_and_in_no_other(day: date, grain: Grain) -> None:
    period = period_of(day, grain)
    assert first_day(period, grain) <= day <= last_day(period, grain)
    assert last_day(period - 1, grain) + timedelta(days=1) == first_day(period, grain)


@forall(DAYS)
def test_every_month_lies_in_the_year_that_its_days_lie_in(day: date) -> None:
    assert month_of(day) in months_of(year_of(day))
