"""p, u and c charts, worked out by hand, and what they share with run charts: parts, freeze, exclude, multiply."""

from math import sqrt

import pytest

from services.metrics.spc import c_chart, p_chart, run_chart, u_chart


def test_the_line_of_a_p_chart_is_all_cases_out_of_all() -> None:
    chart = p_chart(y=[10, 30], n=[100, 300])
    assert chart.y == (0.1, 0.1)
    assert chart.cl == (0.1, 0.1)
    sigma = sqrt(0.1 * 0.9 / 100)
    assert chart.lcl[0] == pytest.approx(0.1 - 3 * sigma)
    assert chart.ucl[0] == pytest.approx(0.1 + 3 * sigma)
    assert chart.lcl95[0] == pytest.approx(0.1 - 2 * sigma)
    assert chart.ucl95[0] == pytest.approx(0.1 + 2 * sigma)
    assert chart.ucl[1] == pytest.approx(0.1 + 3 * sqrt(0.1 * 0.9 / 300))


def test_the_limits_of_a_p_chart_lie_between_0_and_1() -> None:
    low, high = p_chart(y=[0, 1], n=[5, 5]), p_chart(y=[5, 4], n=[5, 5])
    assert (low.lcl, low.lcl95) == ((0, 0), (0, 0))
    assert (high.ucl, high.ucl95) == ((1, 1), (1, 1))
    assert low.ucl[0] is not None
    assert 0 < low.ucl[0] < 1


def test_where_no_case_or_every_case_counts_limits_have_no_width_and_nothing_is_beyond() -> None:
    for y, line in (([0, 0, 0], 0), ([3, 7, 4], 1)):
        chart = p_chart(y=y, n=[3, 7, 4])
        assert set(chart.lcl) == set(chart.ucl) == set(chart.cl) == {line}
        assert not any(chart.sigma_signal)


def test_the_line_of_a_u_chart_is_all_events_over_all_opportunity() -> None:
    chart = u_chart(y=[2, 6], n=[1, 1], multiply=1000)
    assert chart.cl == (4000, 4000)
    assert (chart.lcl, chart.ucl) == ((0, 0), (10000, 10000))
    assert (chart.lcl95, chart.ucl95) == ((0, 0), (8000, 8000))
    wide = u_chart(y=[200, 250], n=[50, 50])
    assert wide.cl[0] == 4.5
    assert wide.lcl[0] == pytest.approx(4.5 - 3 * 0.3)


def test_the_line_of_a_c_chart_is_the_average_count() -> None:
    chart = c_chart(y=[14, 18, None])
    assert chart.cl == (16,) * 3
    assert (chart.lcl, chart.ucl) == ((4,) * 3, (28,) * 3)
    assert (chart.lcl95, chart.ucl95) == ((8,) * 3, (24,) * 3)
    assert c_chart(y=[1, 1]).lcl == c_chart(y=[1, 1]).lcl95 == (0, 0)


def test_only_a_point_strictly_beyond_a_limit_is_a_signal() -> None:
    assert c_chart(y=[28, 4, 29, 3], cl=16).sigma_signal == (False, False, True, True)


@pytest.mark.parametrize("chart", [p_chart, u_chart])
def test_half_a_pair_and_nothing_out_of_nothing_are_missing_and_have_no_limits(chart: type) -> None:
    said = chart(y=[1, None, 2, 0, 3], n=[2, 4, None, 0, 4])
    assert said.y == (0.5, None, None, None, 0.75)
    assert said.cl == pytest.approx([4 / 6] * 5)
    assert [limit is None for limit in said.ucl] == [False, True, True, True, False]
    assert (said.parts[0].n_obs, said.parts[0].n_useful) == (5, 2)
    assert not any(said.sigma_signal)


@pytest.mark.parametrize("chart", [p_chart, u_chart])
def test_a_chart_of_nothing_has_no_line(chart: type) -> None:
    for y, n in (([], []), ([None], [3]), ([0, 0], [0, 0])):
        said = chart(y=y, n=n)
        assert set(said.cl) | set(said.ucl) <= {None}
        assert not any(said.sigma_signal)
    assert c_chart(y=[None, None]).ucl == (None, None)
    assert c_chart(y=[]).parts == ()


def test_limits_that_are_not_finite_are_none() -> None:
    assert u_chart(y=[0, 5], n=[5e-324, 5]).ucl[0] is None
    assert u_chart(y=[0, 5], n=[5e-324, 5]).sigma_signal == (False, False)


def test_a_line_that_is_given_stands_in_every_part() -> None:
    chart = p_chart(y=[1, 2, 3, 4], n=[10] * 4, part=[2], cl=0.5, multiply=100)
    assert chart.cl == (50,) * 4
    assert [part.cl for part in chart.parts] == [50, 50]
    assert c_chart(y=[None], cl=4).ucl == (10,)
    assert c_chart(y=[1, 1], cl=0).ucl == (0, 0)


def test_parts_have_lines_of_their_own() -> None:
    chart = c_chart(y=[1, 3, 10, 12, 14], part=[2])
    assert chart.part == (1, 1, 2, 2, 2)
    assert chart.cl == (2, 2, 12, 12, 12)


def test_breaks_are_a_set_of_points_before_the_last() -> None:
    y = [1, 3, 10, 12, 14]
    assert c_chart(y=y, part=[2, 2, 0, -1, 5, 99]) == c_chart(y=y, part=[2])
    assert c_chart(y=y, part=[3, 1]) == c_chart(y=y, part=[1, 3])
    assert c_chart(y=y, part=[5]) == c_chart(y=y)


def test_frozen_points_alone_make_the_line_and_all_are_judged() -> None:
    chart = c_chart(y=[4, 4, 4, 40], freeze=3)
    assert chart.baseline == (True, True, True, False)
    assert chart.cl == (4,) * 4
    assert chart.sigma_signal == (False, False, False, True)
    assert chart.parts[0].n_obs == 4
    assert c_chart(y=[4, 4], freeze=9) == c_chart(y=[4, 4])


def test_freeze_is_not_asked_where_there_are_parts() -> None:
    y = [1, 3, 10, 12, 14]
    assert c_chart(y=y, part=[2], freeze=1) == c_chart(y=y, part=[2])
    assert c_chart(y=y, part=[99], freeze=1) == c_chart(y=y)
    assert c_chart(y=y, part=[], freeze=1) == c_chart(y=y, freeze=1)


def test_excluded_points_are_out_of_line_and_runs_and_keep_limits_and_their_signal() -> None:
    chart = c_chart(y=[3, 5, 99, 3, 5], exclude=[3, 3, 77, 0])
    assert chart.include == (True, True, False, True, True)
    assert chart.cl == (4,) * 5
    assert chart.ucl == (10,) * 5
    assert chart.sigma_signal == (False, False, True, False, False)
    assert (chart.parts[0].n_obs, chart.parts[0].n_useful, chart.parts[0].sigma_signals) == (4, 4, 1)


def test_the_neighbours_of_an_excluded_point_join() -> None:
    assert run_chart(y=[1, 1, -9, 1, -1], cl=0).parts[0].longest_run == 2
    assert run_chart(y=[1, 1, -9, 1, -1], cl=0, exclude=[3]).parts[0].longest_run == 3


def test_a_chart_of_which_everything_is_excluded_has_no_line() -> None:
    chart = run_chart(y=[1, 2], exclude=[1, 2])
    assert (chart.cl, chart.parts[0].n_obs) == ((None, None), 0)


def test_scaling_comes_last_and_changes_no_signal() -> None:
    plain, scaled = p_chart(y=[9, 1, 1, 1], n=[10] * 4), p_chart(y=[9, 1, 1, 1], n=[10] * 4, multiply=100)
    assert scaled.sigma_signal == plain.sigma_signal == (True, False, False, False)
    for field in ("y", "cl", "lcl", "ucl", "lcl95", "ucl95"):
        assert getattr(scaled, field) == tuple(value * 100 for value in getattr(plain, field))
    assert scaled.parts[0].longest_run == plain.parts[0].longest_run


def test_limits_from_fewer_than_12_values_are_marked_trial() -> None:
    assert set(c_chart(y=[1] * 12).trial) == {False}
    assert set(c_chart(y=[1] * 11 + [None]).trial) == {True}
    assert set(c_chart(y=[1] * 12, exclude=[1]).trial) == {True}
    assert set(c_chart(y=[1] * 20, freeze=11).trial) == {True}
    assert c_chart(y=[1] * 14, part=[12]).trial == (False,) * 12 + (True,) * 2
