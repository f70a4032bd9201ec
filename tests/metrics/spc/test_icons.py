"""What a cause means for those who work on it, and the two icons."""

import pytest

from services.metrics.spc.icons import Direction, PointType, Variation, assurance, point_type, variation
from services.metrics.spc.making_data_count import SpecialCause
from tests.metrics.spc.series import STEADY, monthly

HIGH = [cause for cause in SpecialCause if "Above" in cause or "Increasing" in cause]
LOW = [cause for cause in SpecialCause if "Below" in cause or "Decreasing" in cause]
UP, DOWN, NEUTRAL = Direction.INCREASE, Direction.DECREASE, Direction.NEUTRAL


def test_up_is_better_or_worse_or_neither() -> None:
    assert len(HIGH) == len(LOW) == 4
    for better, high, low in (
        (UP, PointType.IMPROVEMENT, PointType.CONCERN),
        (DOWN, PointType.CONCERN, PointType.IMPROVEMENT),
        (NEUTRAL, PointType.NEUTRAL_HIGH, PointType.NEUTRAL_LOW),
    ):
        assert {point_type(cause, better) for cause in HIGH} == {high}
        assert {point_type(cause, better) for cause in LOW} == {low}
        assert point_type(SpecialCause.COMMON, better) is PointType.COMMON


@pytest.mark.parametrize(
    ("better", "high", "low"),
    [
        ("increase", Variation.IMPROVEMENT_HIGH, Variation.CONCERN_LOW),
        ("decrease", Variation.CONCERN_HIGH, Variation.IMPROVEMENT_LOW),
        ("neutral", Variation.NEUTRAL_HIGH, Variation.NEUTRAL_LOW),
    ],
)
def test_the_variation_icon_is_that_of_the_latest_point(better: str, high: str, low: str) -> None:
    for latest, icon in ((16, high), (4, low), (10, Variation.COMMON), (None, Variation.COMMON)):
        chart = monthly([*STEADY, 16, 4, latest], fix_after_n_points=12, improvement_direction=better)
        assert chart.variation_icon is icon


def test_an_increasing_trend_below_the_mean_is_an_improvement_where_up_is_better() -> None:
    values = [*STEADY, 10, *[7.0, 7.1, 7.2, 7.3, 7.4, 7.5, 7.6]]
    chart = monthly(values, fix_after_n_points=12, improvement_direction="increase")
    assert chart.relative_to_mean[-1] == -1
    assert chart.point_type[-1] is PointType.IMPROVEMENT
    assert chart.variation_icon is Variation.IMPROVEMENT_HIGH
    assert variation(PointType.CONCERN, UP) is Variation.CONCERN_LOW


@pytest.mark.parametrize(
    ("target", "up", "down"),
    [
        (15.33, "consistent_fail", "consistent_pass"),
        (4.67, "consistent_pass", "consistent_fail"),
        (10, "inconsistent", "inconsistent"),
    ],
)
def test_a_target_beyond_a_limit_is_always_met_or_never(target: float, up: str, down: str) -> None:
    for better, expected in (("increase", up), ("decrease", down)):
        chart = monthly(STEADY, target=target, improvement_direction=better)
        assert chart.assurance_type == expected
        assert chart.assurance_icon == expected.removeprefix("consistent_")


def test_a_target_at_a_limit_may_be_met_or_missed() -> None:
    chart = monthly(STEADY)
    for target in (chart.upl[0], chart.lpl[0]):
        assert monthly(STEADY, target=target, improvement_direction="increase").assurance_icon == "inconsistent"


def test_without_a_target_or_a_direction_nothing_is_assured() -> None:
    for chart in (monthly(STEADY, improvement_direction="increase"), monthly(STEADY, target=99)):
        assert (chart.assurance_type, chart.assurance_icon) == (None, None)


def test_a_target_of_0_is_a_target() -> None:
    assert monthly(STEADY, target=0, improvement_direction="increase").assurance_icon == "pass"


def test_a_target_is_held_against_the_latest_segment_even_if_its_last_point_is_missing() -> None:
    values = [*STEADY, *(value + 100 for value in STEADY), None]
    chart = monthly(values, rebase=["2021-01-01"], target=50, improvement_direction="increase")
    assert chart.assurance_icon == "pass"


def test_without_limits_a_target_may_be_met_or_missed() -> None:
    assert assurance(5, None, None, UP) == "inconsistent"
    assert assurance(5, None, None, NEUTRAL) is None
