"""What holds for any series, with any of its values missing."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import isfinite

from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.spc import c_chart, p_chart, run_chart, u_chart, xmr
from services.metrics.spc.centre import mean, side
from services.metrics.spc.making_data_count import SpecialCause, shifts, trends, two_in_three
from services.metrics.spc.words import about_runs, about_xmr
from tests.metrics.spc.series import monthly, months

Values = list[float | None]
WILD = st.lists(st.none() | st.floats(-1e100, 1e100), max_size=40)
"""Any figures at all."""
FIGURES = st.lists(st.none() | st.integers(-30, 30).map(float), max_size=60)
"""Figures with many ties."""
DIRECTIONS = st.sampled_from(["increase", "decrease", "neutral"])
MIRRORED = dict(
    zip(
        ["Above UCL", "7 Point Trend (Increasing)", "2 in 3 Above CL", "7 Points Above CL"],
        ["Below LCL", "7 Point Trend (Decreasing)", "2 in 3 Below CL", "7 Points Below CL"],
        strict=True,
    )
)
MIRRORED |= {low: high for high, low in MIRRORED.items()} | {"Common Cause": "Common Cause"}


@st.composite
def options(draw: st.DrawFn) -> dict[str, object]:
    return {
        "rebase": draw(st.lists(st.sampled_from(months(60)), max_size=4)),
        "fix_after_n_points": draw(st.none() | st.integers(12, 30)),
        "improvement_direction": draw(DIRECTIONS),
        "target": draw(st.none() | st.floats(-40, 40)),
        "screen_outliers": draw(st.booleans()),
    }


@forall(WILD | FIGURES, options())
def test_any_series_is_charted_and_a_missing_point_is_common_cause(values: Values, chosen: dict[str, object]) -> None:
    chart = monthly(values, **chosen)
    assert chart.values == tuple(values)
    for row, value in enumerate(values):
        if value is None:
            assert chart.special_cause_type[row] is SpecialCause.COMMON
            assert chart.outside_limits[row] is chart.relative_to_mean[row] is chart.close_to_limits[row] is None
        assert chart.special_cause_flag[row] is (chart.point_type[row] != "common_cause")
        assert not (chart.outside_limits[row] and chart.close_to_limits[row])
    for lower, centre, upper in zip(chart.lpl, chart.mean, chart.upl, strict=True):
        assert (lower is None) is (upper is None)
        assert lower is None or upper is None or (centre is not None and lower <= centre <= upper)
    assert about_xmr(chart).endswith(".")


@forall(FIGURES, options(), st.integers(-40, 40))
def test_the_unit_of_the_figures_changes_no_flag(values: Values, chosen: dict[str, object], power: int) -> None:
    chosen["target"] = None
    chart = monthly(values, **chosen)
    scaled = monthly([None if value is None else value * 2.0**power for value in values], **chosen)
    assert scaled.special_cause_type == chart.special_cause_type
    assert scaled.variation_icon == chart.variation_icon
    assert scaled.upl == tuple(None if limit is None else limit * 2.0**power for limit in chart.upl)


@forall(FIGURES, st.integers(-10, 20))
def test_where_the_figures_begin_changes_no_side(values: Values, power: int) -> None:
    moved = [None if value is None else value + 2.0**power for value in values]
    assert monthly(moved).relative_to_mean == monthly(values).relative_to_mean


@forall(FIGURES, options())
def test_the_other_direction_turns_improvement_into_concern(values: Values, chosen: dict[str, object]) -> None:
    up = monthly(values, **chosen | {"improvement_direction": "increase"})
    down = monthly(values, **chosen | {"improvement_direction": "decrease"})
    turned = {"improvement": "concern", "concern": "improvement"}
    for one, other in zip(up.point_type, down.point_type, strict=True):
        *_, meaning = one.split("_")
        assert other == one.replace(meaning, turned.get(meaning, meaning))
    assert {up.assurance_icon, down.assurance_icon} in ({"pass", "fail"}, {"inconsistent"}, {None})
    assert up.special_cause_type == down.special_cause_type


@forall(WILD | FIGURES, options())
def test_a_series_upside_down_has_its_causes_upside_down(values: Values, chosen: dict[str, object]) -> None:
    chart = monthly(values, **chosen)
    turned = monthly([None if value is None else -value for value in values], **chosen)
    assert [MIRRORED[cause] for cause in turned.special_cause_type] == list(chart.special_cause_type)
    assert turned.lpl == tuple(None if limit is None else -limit for limit in chart.upl)


@forall(FIGURES, st.booleans())
def test_a_series_backwards_flags_the_same_points(values: Values, screen_outliers: bool) -> None:
    chart = monthly(values, screen_outliers=screen_outliers)
    backwards = monthly(values[::-1], screen_outliers=screen_outliers)
    assert backwards.special_cause_flag[::-1] == chart.special_cause_flag
    assert backwards.upl == chart.upl


@forall(st.permutations(range(20)), st.lists(st.integers(0, 9), min_size=20, max_size=20))
def test_rows_may_come_in_any_order(order: Sequence[int], values: list[int]) -> None:
    dates = months(20)
    shuffled = xmr(dates=[dates[row] for row in order], values=[values[row] for row in order], rebase=dates[9:10])
    assert shuffled == xmr(dates=dates, values=values, rebase=dates[9:10])


@forall(st.lists(st.none() | st.integers(0, 9), max_size=40))
def test_rules_of_seven_are_those_of_their_windows(values: list[int | None]) -> None:
    """Each rule as its definition says it: a point is in some window of 7 that satisfies it."""
    expected_trend, expected_shift = [False] * len(values), [False] * len(values)
    sides = [side(value, 4) for value in values]
    for start in range(len(values) - 6):
        window, about = values[start : start + 7], sides[start : start + 7]
        whole = [value for value in window if value is not None]
        steps = {side(b, a) for a, b in pairwise(whole)}
        if len(whole) == 7 and steps in ({1}, {-1}):
            expected_trend[start : start + 7] = [True] * 7
        if set(about) in ({1}, {-1}):
            expected_shift[start : start + 7] = [True] * 7
    assert [bool(trend) for trend in trends(values)] == expected_trend
    assert shifts(sides) == [where if shift else 0 for where, shift in zip(sides, expected_shift, strict=True)]


@forall(st.lists(st.tuples(st.sampled_from([1, 1, 1, 0, -1, None]), st.booleans()), max_size=25))
def test_two_in_three_is_that_of_its_windows(points: list[tuple[int | None, bool]]) -> None:
    sides = [where for where, _ in points]
    close = [near if where else None for where, near in points]
    found = two_in_three(close, sides)
    for row in range(len(points)):
        windows = [range(start, start + 3) for start in range(row - 2, row + 1) if 0 <= start <= len(points) - 3]
        meets = [
            abs(sum(sides[at] or 0 for at in window)) == 3 and sum(bool(close[at]) for at in window) >= 2
            for window in windows
        ]
        assert found[row] is bool(close[row] and any(meets))


@forall(st.lists(st.decimals(-(10**6), 10**6, places=2).map(float), min_size=1, max_size=60))
def test_the_mean_is_correct_to_the_last_bit(values: list[float]) -> None:
    assert mean(values) == float(sum(map(Fraction, values)) / len(values))


@forall(FIGURES, st.integers(0, 60))
def test_a_missing_point_changes_no_run(values: Values, at: int) -> None:
    before = run_chart(y=values).parts
    after = run_chart(y=[*values[:at], None, *values[at:]]).parts[0]
    assert after.n_obs == len(values) + 1
    if before:
        assert (after.cl, after.n_useful, after.longest_run) == (
            before[0].cl,
            before[0].n_useful,
            before[0].longest_run,
        )
        assert (after.n_crossings, after.runs_signal) == (before[0].n_crossings, before[0].runs_signal)


PAIRS = st.lists(
    st.tuples(st.none() | st.integers(0, 50), st.none() | st.integers(0, 50)).map(
        lambda pair: pair if None in pair else (min(pair), max(pair))
    ),
    max_size=40,
)
POINTS = st.none() | st.lists(st.integers(-2, 45), max_size=5)


@forall(PAIRS, st.none() | st.integers(1, 45), POINTS, POINTS, st.sampled_from([1, 100, 1000]))
def test_any_counts_are_charted(
    pairs: list[tuple[int | None, int | None]],
    freeze: int | None,
    part: list[int] | None,
    exclude: list[int] | None,
    multiply: int,
) -> None:
    y, n = [count for count, _ in pairs], [size for _, size in pairs]
    chosen = {"freeze": freeze, "part": part, "exclude": exclude, "multiply": multiply}
    charts = [p_chart(y=y, n=n, **chosen), u_chart(y=y, n=n, **chosen), c_chart(y=y, **chosen)]
    for chart in charts:
        for value, lower, centre, upper in zip(chart.y, chart.lcl, chart.cl, chart.ucl, strict=True):
            assert (lower is None) is (upper is None)
            if lower is not None and upper is not None and centre is not None:
                assert 0 <= lower <= centre <= upper
                assert isfinite(upper)
            assert value is None or isfinite(value)
        assert sum(part.sigma_signals for part in chart.parts) == sum(chart.sigma_signal)
        assert sum(part.n_obs for part in chart.parts) == sum(chart.include)
        assert about_runs(chart).endswith(".")
    assert all(limit is None or limit <= multiply for limit in charts[0].ucl)
    assert len(charts[0].parts) == len(set(charts[0].part))
