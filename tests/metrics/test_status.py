"""Where a percentage stands against its target, in exact fractions."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.definition import Rule
from services.metrics.status import Counted, Status, Year, percentage
from services.metrics.status import needed as needs
from services.metrics.status import status as stands

RUNNING, CLOSED = date(2022, 12, 1), date(2023, 4, 1)


def status(n: int, d: int, target: int | None = 75, *, joining: int | None = None, today: date = RUNNING) -> Status:
    counted = Counted(numerator=n, denominator=d, may_still_join=joining)
    return stands(Rule.PERCENTAGE, counted, target, Year(2022, today))


def needed(n: int, d: int, target: int | None = 75, *, joining: int | None = None) -> int | None:
    return needs(Rule.PERCENTAGE, Counted(numerator=n, denominator=d, may_still_join=joining), target)


def test_a_year_begins_on_1_april_and_is_complete_the_day_after_31_march() -> None:
    assert [Year(2022, day).begun for day in (date(2022, 3, 31), date(2022, 4, 1))] == [False, True]
    assert [Year(2022, day).closed for day in (date(2023, 3, 31), date(2023, 4, 1))] == [False, True]


@pytest.mark.parametrize("today", [date(2022, 3, 31), RUNNING, CLOSED])
@pytest.mark.parametrize(("n", "d"), [(0, 0), (1, 1), (9, 10)])
def test_without_a_target_there_is_no_status_whatever_else(n: int, d: int, today: date) -> None:
    assert status(n, d, None, today=today) is Status.NO_TARGET


def test_a_year_that_has_not_begun_says_too_little() -> None:
    assert status(9, 10, today=date(2022, 3, 31)) is Status.INSUFFICIENT_DATA


@pytest.mark.parametrize("today", [RUNNING, CLOSED])
def test_below_five_a_percentage_says_too_little_in_closed_years_too(today: date) -> None:
    assert status(4, 4, today=today) is Status.INSUFFICIENT_DATA
    assert status(0, 0, today=today) is Status.INSUFFICIENT_DATA
    assert status(5, 5, today=today) is not Status.INSUFFICIENT_DATA


@pytest.mark.parametrize(
    ("n", "expected"),
    [(75, Status.ACHIEVED), (100, Status.ACHIEVED), (74, Status.NOT_ACHIEVED), (0, Status.NOT_ACHIEVED)],
)
def test_a_closed_year_was_achieved_or_not(n: int, expected: Status) -> None:
    assert status(n, 100, today=CLOSED) is expected
    assert status(n, 100, today=CLOSED, joining=900) is expected


def test_74_6_per_cent_is_not_75() -> None:
    # 373 of 500 = 74.60 %, and 3 of 4 = 75 %.
    assert percentage(373, 500) == "74.60"
    assert status(373, 500, today=CLOSED) is Status.NOT_ACHIEVED
    assert status(375, 500, today=CLOSED) is Status.ACHIEVED


def test_what_rounds_to_75_is_not_75() -> None:
    # 74,999 of 100,000 = 74.999 %, which shows as 75.00.
    assert percentage(74_999, 100_000) == "75.00"
    assert status(74_999, 100_000, today=CLOSED) is Status.NOT_ACHIEVED
    assert needed(74_999, 100_000) == 1


@pytest.mark.parametrize(
    ("n", "expected"),
    [(15, Status.ON_TRACK), (20, Status.ON_TRACK), (14, Status.AT_RISK), (13, Status.AT_RISK), (12, Status.OFF_TRACK)],
)
def test_a_running_year_is_on_track_at_risk_within_ten_points_or_off_track(n: int, expected: Status) -> None:
    # Of 20: 15 are 75 %, 13 are exactly 65 %, 12 are 60 %.
    assert status(n, 20) is expected


def test_ten_points_below_the_target_is_at_risk_and_a_hair_more_is_off_track() -> None:
    assert status(65, 100) is Status.AT_RISK
    assert status(64_999, 100_000) is Status.OFF_TRACK


def test_eight_of_eleven_is_at_risk_with_one_more_needed() -> None:
    # 8/11 = 72.7 %; 9/12 = 75 %. With three to come it can still turn out either way: 8/14 = 57 %, 11/14 = 79 %.
    assert (percentage(8, 11), status(8, 11, joining=3), needed(8, 11, joining=3)) == ("72.73", Status.AT_RISK, 1)


def test_it_is_secured_when_even_failures_of_all_that_may_join_leave_it_met() -> None:
    # 9/(9+3) = 75 %; 9/(9+4) = 69 %.
    assert status(9, 9, joining=3) is Status.SECURED
    assert status(9, 9, joining=4) is Status.ON_TRACK
    assert status(9, 12, joining=0) is Status.SECURED


def test_it_is_unreachable_when_even_successes_of_all_that_may_join_leave_it_missed() -> None:
    # (6+5)/(10+5) = 73 %; (6+6)/(10+6) = 75 %.
    assert status(6, 10, joining=5) is Status.UNREACHABLE
    assert status(6, 10, joining=6) is Status.OFF_TRACK
    assert status(7, 10, joining=0) is Status.UNREACHABLE


def test_a_measure_that_does_not_look_ahead_is_never_secured_nor_unreachable() -> None:
    assert status(10, 10) is Status.ON_TRACK
    assert status(0, 10) is Status.OFF_TRACK


def test_of_those_there_are_as_many_are_needed_as_are_lacking() -> None:
    # 20 % of 11 = 2.2, so three.
    assert [needed(n, 11, 20) for n in (0, 2, 3, 11)] == [3, 1, 0, 0]


def test_of_those_to_come_more_are_needed_since_each_counts_below_too() -> None:
    # (0+k)/(4+k) ≥ 3/4 when k ≥ 12; (5+k)/(10+k) ≥ 3/4 when k ≥ 10.
    assert (needed(0, 4, joining=0), needed(5, 10, joining=2), needed(9, 12, joining=0)) == (12, 10, 0)


def test_nothing_is_needed_without_a_target_or_a_denominator() -> None:
    assert needed(1, 2, None) is None
    assert needed(0, 0) is None
    assert needed(0, 0, joining=5) is None


def test_all_of_those_to_come_never_make_up_for_one_that_failed() -> None:
    assert needed(9, 10, 100, joining=50) is None
    assert needed(10, 10, 100, joining=50) == 0
    assert needed(9, 10, 100) == 1


def test_there_is_no_value_without_a_denominator_and_0_is_a_percentage() -> None:
    assert (percentage(0, 0), percentage(0, 7), percentage(7, 7)) == (None, "0.00", "100.00")


@pytest.mark.parametrize(
    ("n", "d", "shown"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (3, 800, "0.38"), (1, 20_000, "0.01"), (1, 20_001, "0.00"),
     (1, 16, "6.25")],
)  # fmt: skip
def test_a_value_is_rounded_half_up_to_two_decimals(n: int, d: int, shown: str) -> None:
    # 1/800 = 0.125 % and 3/800 = 0.375 % lie half-way, as does 1/20,000 = 0.005 %.
    assert percentage(n, d) == shown


FIGURES = st.tuples(st.integers(0, 60), st.integers(1, 60)).filter(lambda pair: pair[0] <= pair[1])
TARGETS = st.integers(1, 100)


@forall(FIGURES, TARGETS)
def test_needed_is_the_smallest_number_that_would_do(figure: tuple[int, int], target: int) -> None:
    n, d = figure
    there = next(k for k in range(d + 1) if Fraction(n + k, d) >= Fraction(target, 100))
    assert needed(n, d, target) == there
    to_come = needed(n, d, target, joining=0)
    if to_come is None:
        assert target == 100
        assert n < d
    else:
        assert Fraction(n + to_come, d + to_come) >= Fraction(target, 100)
        assert to_come == 0 or Fraction(n + to_come - 1, d + to_come - 1) < Fraction(target, 100)


@forall(FIGURES, TARGETS, st.integers(0, 20))
def test_secured_means_that_no_outcome_misses_and_unreachable_that_none_meets(
    figure: tuple[int, int], target: int, joining: int
) -> None:
    n, d = figure
    outcomes = {Fraction(n + won, d + joining) >= Fraction(target, 100) for won in range(joining + 1)}
    found = status(n, d, target, joining=joining)
    if d >= 5:
        assert (found is Status.SECURED) == (outcomes == {True})
        assert (found is Status.UNREACHABLE) == (outcomes == {False})


@forall(FIGURES)
def test_a_value_is_within_half_a_hundredth_of_the_fraction(figure: tuple[int, int]) -> None:
    n, d = figure
    assert abs(Fraction(percentage(n, d) or "-1") - Fraction(100 * n, d)) <= Fraction(1, 200)
