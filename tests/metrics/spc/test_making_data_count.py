"""The four rules for what is unlikely to be chance, and which of them a point is named by."""

import pytest

from services.metrics.spc.making_data_count import SpecialCause, special_causes, trends, two_in_three
from tests.metrics.spc.series import after_steady, monthly

COMMON = SpecialCause.COMMON
UP, DOWN = SpecialCause.SHIFTED_UP, SpecialCause.SHIFTED_DOWN


def test_a_point_is_outside_only_strictly_beyond_a_limit() -> None:
    upper, lower = monthly([9.0, 11.0] * 6).upl[0], monthly([9.0, 11.0] * 6).lpl[0]
    assert upper == pytest.approx(15.32)
    assert lower == pytest.approx(4.68)
    assert after_steady(upper, 10, lower) == [COMMON] * 3
    assert after_steady(15.33, 10, 4.67) == [
        SpecialCause.ABOVE_UPPER_LIMIT,
        COMMON,
        SpecialCause.BELOW_LOWER_LIMIT,
    ]


def test_seven_on_one_side_of_the_mean_are_a_shift_and_all_are_named() -> None:
    assert after_steady(9, *[10.5] * 6, 9) == [COMMON] * 8
    assert after_steady(9, *[10.5] * 7, 9) == [COMMON, *[UP] * 7, COMMON]
    assert after_steady(10, *[9.5] * 9) == [COMMON, *[DOWN] * 9]


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    assert after_steady(10, *[11] * 3, 10, *[11] * 6) == [COMMON] * 11


def test_a_missing_point_breaks_a_shift() -> None:
    assert after_steady(10, *[11] * 6, None, *[11] * 6) == [COMMON] * 14
    assert after_steady(10, *[11] * 7, None, 11) == [COMMON, *[UP] * 7, COMMON, COMMON]


def test_six_rises_or_falls_in_a_row_are_a_trend_of_seven_points() -> None:
    assert trends([1, 2, 3, 4, 5, 6]) == [0] * 6
    assert trends([1, 2, 3, 4, 5, 6, 7]) == [1] * 7
    assert trends([9, 7, 6, 5, 4, 3, 2, 1, 1]) == [-1] * 8 + [0]


def test_a_tie_and_a_missing_point_break_a_trend() -> None:
    assert trends([1, 2, 3, 4, 4, 5, 6, 7]) == [0] * 8
    assert trends([1, 2, 3, None, 5, 6, 7, 8]) == [0] * 8
    assert trends([None, 1, 2, 3, 4, 5, 6, 7, None]) == [0, *[1] * 7, 0]


def test_the_end_of_a_trend_next_to_another_keeps_its_own_direction() -> None:
    rise = [1, 2, 3, 4, 5, 6, 7]
    assert trends([*rise, *rise]) == [1] * 14
    assert trends([*rise, 7, 8, 9, 10, 11, 12, 13]) == [1] * 14
    assert trends([*rise[::-1], *rise[::-1]]) == [-1] * 14
    assert trends([*rise, 20, 19, 18, 17, 16, 15, 14][:13]) == [1] * 7 + [1] + [0] * 5


def test_a_peak_between_two_trends_is_of_the_second() -> None:
    assert trends([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]) == [1] * 6 + [-1] * 7
    assert trends([7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7]) == [-1] * 6 + [1] * 7


def test_two_of_three_near_a_limit_are_named_and_the_third_is_not() -> None:
    near = SpecialCause.NEAR_UPPER_LIMIT
    assert after_steady(10, 14, 11, 14, 9) == [COMMON, near, COMMON, near, COMMON]
    assert after_steady(10, 14, 14, 11, 9) == [COMMON, near, near, COMMON, COMMON]
    assert after_steady(10, 6, 9, 6) == [COMMON, *[SpecialCause.NEAR_LOWER_LIMIT, COMMON] * 2][:4]
    assert after_steady(10, 14, 14, 14, 9) == [COMMON, near, near, near, COMMON]


def test_all_three_must_be_on_one_side_of_the_mean() -> None:
    assert after_steady(10, 14, 9, 14, 9) == [COMMON] * 5
    assert after_steady(10, 14, 10, 14, 9) == [COMMON] * 5
    assert after_steady(10, 14, 6, 14, 9) == [COMMON] * 5
    assert after_steady(10, 14, 14, 9) == [COMMON] * 4


def test_near_is_beyond_two_thirds_of_the_way_to_a_limit() -> None:
    near = SpecialCause.NEAR_UPPER_LIMIT
    assert after_steady(10, 13.54, 13.54, 11) == [COMMON] * 4
    assert after_steady(10, 13.55, 13.55, 11) == [COMMON, near, near, COMMON]
    assert after_steady(10, 6.46, 6.46, 9) == [COMMON] * 4
    assert after_steady(10, 6.45, 6.45, 9) == [COMMON, *[SpecialCause.NEAR_LOWER_LIMIT] * 2, COMMON]


def test_a_point_outside_is_not_near() -> None:
    assert after_steady(10, 16, 14, 11, 9) == [COMMON, SpecialCause.ABOVE_UPPER_LIMIT, *[COMMON] * 3]


def test_a_window_of_two_in_three_is_whole_and_has_no_missing_point() -> None:
    assert two_in_three([True, True], [1, 1]) == [False, False]
    assert two_in_three([True, True, None], [1, 1, None]) == [False] * 3
    assert two_in_three([True, True, False], [1, 1, 1]) == [True, True, False]
    assert after_steady(10, 14, None, 14) == [COMMON] * 4


def test_windows_that_overlap_name_each_point_that_one_of_them_names() -> None:
    close = [True, False, True, False, True]
    assert two_in_three(close, [1] * 5) == close


def test_outside_goes_before_trend_before_two_in_three_before_shift() -> None:
    rising = [float(value) for value in range(7)]
    above = [1] * 7
    near = [False, True, True, False, False, False, False]
    outside = [True, *[False] * 6]
    assert special_causes(rising, above, outside, near) == [
        SpecialCause.ABOVE_UPPER_LIMIT,
        *[SpecialCause.RISING] * 6,
    ]
    flat = [1.0] * 7
    assert special_causes(flat, above, outside, near) == [
        SpecialCause.ABOVE_UPPER_LIMIT,
        *[SpecialCause.NEAR_UPPER_LIMIT] * 2,
        *[UP] * 4,
    ]


def test_a_falling_trend_above_the_mean_is_still_falling() -> None:
    found = after_steady(10, *[13.0, 12.8, 12.6, 12.4, 12.2, 12.0, 11.8])
    assert found == [COMMON, *[SpecialCause.FALLING] * 7]
