"""The Anhøj rules and the run chart."""

from fractions import Fraction
from math import comb

import pytest

from services.metrics.spc import run_chart
from services.metrics.spc.anhoej import longest_run_max, n_crossings_min, runs

BOUNDS = {1: (3, 0), 2: (4, 0), 10: (6, 2), 12: (7, 3), 15: (7, 4)}
BOUNDS |= {18: (7, 5), 20: (7, 6), 24: (8, 8), 30: (8, 10), 36: (8, 13)}
"""By useful points: the longest run and the fewest crossings that chance alone may give."""


def test_the_bounds_are_those_of_the_published_table() -> None:
    assert {useful: (longest_run_max(useful), n_crossings_min(useful)) for useful in BOUNDS} == BOUNDS


def test_the_fewest_crossings_are_the_lower_twentieth_of_even_chances() -> None:
    for useful in range(1, 200):
        at_most, chances = Fraction(0), useful - 1
        for fewest in range(useful):
            at_most += Fraction(comb(chances, fewest), 2**chances)
            if at_most >= Fraction(1, 20):
                break
        assert n_crossings_min(useful) == fewest


def test_a_run_one_longer_than_chance_gives_is_a_signal() -> None:
    # 12 useful points: more than 7 in a row, or fewer than 3 crossings.
    assert not runs([1] * 7 + [-1, 1, -1, 1, -1], 0).signal
    found = runs([1] * 8 + [-1, 1, -1, 1], 0)
    assert (found.longest_run, found.n_crossings, found.signal) == (8, 4, True)


def test_one_crossing_fewer_than_chance_gives_is_a_signal() -> None:
    assert not runs([1, 1, 1, -1, -1, -1, 1, 1, 1, -1, -1, -1], 0).signal
    found = runs([1, 1, 1, 1, -1, -1, -1, -1, 1, 1, 1, 1], 0)
    assert (found.longest_run, found.n_crossings, found.signal) == (4, 2, True)


def test_points_on_the_line_and_missing_ones_neither_break_nor_lengthen_a_run() -> None:
    found = runs([1, 0, 1, None, 1, -1, 0, -1], 0)
    assert (found.n_obs, found.n_useful, found.longest_run, found.n_crossings) == (8, 5, 3, 1)


@pytest.mark.parametrize("values", [[], [5, 5, 5], [None, None]])
def test_where_no_point_is_off_the_line_there_are_no_runs(values: list[float | None]) -> None:
    found = runs(values, 5)
    assert (found.n_obs, found.n_useful, found.signal) == (len(values), 0, False)
    assert {found.longest_run, found.longest_run_max, found.n_crossings, found.n_crossings_min} == {None}


def test_the_line_of_a_run_chart_is_the_median() -> None:
    assert run_chart(y=[9, 1, 2]).cl == (2, 2, 2)
    assert run_chart(y=[9, None, 1, 2, 4]).cl[0] == 3
    assert run_chart(y=[0.1, 0.1]).parts[0].n_useful == 0


def test_a_run_chart_has_no_limits_and_no_signal_of_them() -> None:
    chart = run_chart(y=[1, 2, 1000])
    assert not hasattr(chart, "ucl")
    assert (chart.sigma_signal, chart.parts[0].sigma_signals) == ((False,) * 3, 0)


def test_the_signal_of_a_part_is_that_of_its_points() -> None:
    chart = run_chart(y=[1, 2] * 6 + [1] * 6 + [2] * 6, part=[12])
    assert chart.runs_signal == (False,) * 12 + (True,) * 12
    assert [part.runs_signal for part in chart.parts] == [False, True]


def test_a_median_may_be_of_figures_over_others() -> None:
    chart = run_chart(y=[1, 6, 0], n=[2, 3, 0], multiply=10)
    assert chart.y == (5, 20, None)
    assert chart.cl == (12.5,) * 3


def test_a_run_chart_may_fall_below_0() -> None:
    assert run_chart(y=[-1, 1], n=[2, 2], cl=-3).y == (-0.5, 0.5)


def test_an_empty_run_chart_has_no_part() -> None:
    assert run_chart(y=[]).parts == ()
    assert run_chart(y=[], part=[1], freeze=3).cl == ()
