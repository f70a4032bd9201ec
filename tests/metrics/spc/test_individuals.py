"""Means and limits of XmR charts, worked out by hand."""

from datetime import date
from itertools import pairwise

import pytest

from services.metrics.spc import xmr
from services.metrics.spc.icons import Variation
from services.metrics.spc.making_data_count import SpecialCause
from tests.metrics.spc.series import STEADY, monthly, months

BLIP = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""Moving ranges: fifteen times 1, then 8 and 9 about the 10: 32 / 17 on average."""


def test_limits_are_266_average_moving_ranges_from_the_mean() -> None:
    chart = monthly(BLIP)
    assert chart.mean[0] == pytest.approx(35 / 18)
    assert chart.lpl[0] == pytest.approx(35 / 18 - 2.66 * 32 / 17)
    assert chart.upl[0] == pytest.approx(35 / 18 + 2.66 * 32 / 17)
    assert [row for row, outside in enumerate(chart.outside_limits) if outside] == [4]


def test_a_mean_of_0_has_limits() -> None:
    chart = monthly([-1, 1] * 6)
    assert (chart.mean[0], chart.lpl[0], chart.upl[0]) == (0, pytest.approx(-5.32), pytest.approx(5.32))


def test_screening_leaves_out_ranges_beyond_3267_times_their_average_but_no_values() -> None:
    chart = monthly(BLIP, screen_outliers=True)
    assert chart.mean[0] == pytest.approx(35 / 18)
    assert (chart.lpl[0], chart.upl[0]) == (pytest.approx(35 / 18 - 2.66), pytest.approx(35 / 18 + 2.66))


def test_screening_happens_once() -> None:
    # Ranges: fourteen 1s, 5 and 5, 30 and 30; 84 / 18 = 4.67, three times that screens the 30s alone.
    # What is left averages 24 / 16 = 1.5, and 5 would now be beyond 3.267 times that.
    values = [0, 1, 0, 1, 0, 1, 0, 1, 6, 1, 0, 1, 0, 1, 0, 1, 0, 30, 0]
    ranges = sorted(abs(b - a) for a, b in pairwise(values))
    assert ranges == [1] * 14 + [5, 5, 30, 30]
    chart = monthly(values, screen_outliers=True)
    assert chart.upl[0] == pytest.approx(sum(values) / 19 + 2.66 * 1.5)


def test_a_range_is_screened_unless_it_is_below_3267_times_the_average() -> None:
    # Five ranges of 1 and one of r: r is 3.267 times their average at r = 5.97695.
    kept, dropped = [0, 1, 0, 1, 0, 1, 1 + 5.9761], [0, 1, 0, 1, 0, 1, 1 + 5.9778]
    assert monthly(kept, screen_outliers=True).upl[0] == pytest.approx(sum(kept) / 7 + 2.66 * 10.9761 / 6)
    assert monthly(dropped, screen_outliers=True).upl[0] == pytest.approx(sum(dropped) / 7 + 2.66)
    # Ranges 244, 244, 245 and 3267 average 1000.
    chart = monthly([0, 244, 0, 245, 3512], screen_outliers=True)
    assert chart.upl[0] == pytest.approx(4001 / 5 + 2.66 * 733 / 3)


def test_screening_is_off_unless_it_is_asked_for() -> None:
    assert monthly(BLIP) == monthly(BLIP, screen_outliers=False) != monthly(BLIP, screen_outliers=True)


@pytest.mark.parametrize("screen_outliers", [True, False])
def test_a_constant_process_has_its_limits_at_its_mean_and_anything_else_is_outside(screen_outliers: bool) -> None:
    chart = monthly([0.1] * 12 + [0.1, 0.2], fix_after_n_points=12, screen_outliers=screen_outliers)
    assert set(chart.lpl) == set(chart.upl) == set(chart.mean) == {0.1}
    assert chart.special_cause_type == (SpecialCause.COMMON,) * 13 + (SpecialCause.ABOVE_UPPER_LIMIT,)


def test_the_mean_of_one_value_many_times_is_that_value() -> None:
    for count in range(1, 40):
        assert set(monthly([0.1] * count).relative_to_mean) == {0}


def test_a_range_does_not_cross_a_gap() -> None:
    # Ranges 2 and 4 about the gap; 100 is not one of them.
    chart = monthly([1, 3, None, 103, 107])
    assert chart.mean[0] == pytest.approx(214 / 4)
    assert chart.upl[0] == pytest.approx(214 / 4 + 2.66 * 3)


def test_one_value_has_a_mean_and_no_limits() -> None:
    chart = monthly([5], target=4, improvement_direction="increase")
    assert (chart.mean, chart.lpl, chart.upl) == ((5,), (None,), (None,))
    assert (chart.outside_limits, chart.close_to_limits, chart.relative_to_mean) == ((None,), (None,), (0,))
    assert chart.assurance_type == "inconsistent"


def test_values_between_gaps_have_a_mean_and_no_limits() -> None:
    chart = monthly([1, None, 3, None, 5])
    assert (chart.mean[0], chart.lpl[0]) == (3, None)
    assert chart.relative_to_mean == (-1, None, 0, None, 1)


def test_a_shift_needs_only_the_mean() -> None:
    scattered = [0, None] * 6
    chart = monthly([*scattered, *[1] * 7], fix_after_n_points=12)
    assert chart.lpl[-1] is None
    assert chart.special_cause_type[-7:] == (SpecialCause.SHIFTED_UP,) * 7


@pytest.mark.parametrize("values", [[], [None], [None] * 20])
def test_a_chart_of_nothing_says_nothing(values: list[None]) -> None:
    chart = monthly(values, target=1, improvement_direction="decrease")
    assert set(chart.mean) <= {None}
    assert set(chart.special_cause_type) <= {SpecialCause.COMMON}
    assert chart.variation_icon is Variation.COMMON


def test_an_empty_chart_assures_nothing() -> None:
    assert monthly([], target=1, improvement_direction="increase").assurance_type is None


def test_a_rebase_begins_a_segment_with_a_mean_and_limits_of_its_own() -> None:
    chart = monthly([1, 3, 1, 11, 15, 11], rebase=["2020-04-01"])
    assert chart.rebase_group == (0, 0, 0, 1, 1, 1)
    assert chart.mean == pytest.approx([5 / 3] * 3 + [37 / 3] * 3)
    assert chart.upl == pytest.approx([5 / 3 + 2.66 * 2] * 3 + [37 / 3 + 2.66 * 4] * 3)


def test_rebase_dates_are_a_set_of_days_that_are_in_the_data() -> None:
    values = [1, 3, 1, 11, 15, 11]
    once = monthly(values, rebase=["2020-04-01"])
    assert monthly(values, rebase=["2031-01-01", "2020-04-01", "2020-03-31", "2020-04-01"]) == once
    assert monthly(values, rebase=[]) == monthly(values, rebase=None) == monthly(values)


def test_segments_are_counted_from_1_when_the_first_day_is_a_rebase() -> None:
    assert monthly([1, 2, 3], rebase=["2020-01-01"]).rebase_group == (1, 1, 1)


def test_no_rule_sees_across_a_rebase() -> None:
    values = [1, 2, 3, 4, 5, 6, 7, 8]
    assert SpecialCause.RISING in monthly(values).special_cause_type
    assert set(monthly(values, rebase=["2020-05-01"]).special_cause_type) == {SpecialCause.COMMON}


def test_after_the_fixed_rows_limits_stay_and_points_are_still_judged() -> None:
    chart = monthly([*STEADY, 16], fix_after_n_points=12)
    assert (chart.mean[-1], chart.upl[-1]) == (10, pytest.approx(15.32))
    assert chart.special_cause_type[-1] is SpecialCause.ABOVE_UPPER_LIMIT


def test_rows_are_fixed_in_each_segment_and_missing_ones_are_rows() -> None:
    chart = monthly([*STEADY, 100, None, *STEADY[1:], 100], rebase=["2021-02-01"], fix_after_n_points=12)
    assert chart.mean[12] == 10
    assert chart.mean[13] == pytest.approx(sum(STEADY[1:]) / 11)


def test_dates_in_any_order_give_the_same_chart() -> None:
    dates, values = months(13), [*STEADY, 16.0]
    backwards = xmr(dates=dates[::-1], values=values[::-1])
    assert backwards == xmr(dates=dates, values=values)
    assert backwards.dates == tuple(dates)
    mixed = ["20200201", date(2020, 3, 1), "2020-01-01"]
    assert xmr(dates=mixed, values=[2, 3, 1]).dates == ("2020-01-01", "20200201", date(2020, 3, 1))


def test_dates_may_be_days_and_come_back_as_they_were_given() -> None:
    days = [date.fromisoformat(day) for day in months(5)]
    chart = xmr(dates=days, values=[1, 2, 3, 4, 5], rebase=["2020-03-01"])
    assert chart.dates == tuple(days)
    assert chart.rebase_group == (0, 0, 1, 1, 1)
    assert xmr(dates=months(5), values=[1, 2, 3, 4, 5], rebase=days[2:3]).rebase_group == (0, 0, 1, 1, 1)


def test_limits_from_fewer_than_12_values_are_marked_trial() -> None:
    assert set(monthly(STEADY[:11]).trial) == {True}
    assert set(monthly(STEADY).trial) == {False}
    assert set(monthly([*STEADY[:11], None]).trial) == {True}
    assert set(monthly([*STEADY[:11], None, 11], fix_after_n_points=12).trial) == {True}
    assert monthly([*STEADY, 9, 11], rebase=["2021-01-01"]).trial == (False,) * 12 + (True,) * 2
