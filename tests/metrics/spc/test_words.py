"""The sentence beside a chart."""

import pytest

from services.metrics.spc import c_chart, p_chart, run_chart
from services.metrics.spc.words import about_runs, about_xmr
from tests.metrics.spc.series import STEADY, monthly

RISE, FALL = [7.0, 7.1, 7.2, 7.3, 7.4, 7.5, 7.6], [13.0, 12.9, 12.8, 12.7, 12.6, 12.5, 12.4]


@pytest.mark.parametrize(
    ("values", "what", "up", "down"),
    [
        ([16], "The latest month is above the upper limit", "an improvement", "a deterioration"),
        ([4], "The latest month is below the lower limit", "a deterioration", "an improvement"),
        ([10, *RISE], "The last seven months have risen without a break", "an improvement", "a deterioration"),
        ([10, *FALL], "The last seven months have fallen without a break", "a deterioration", "an improvement"),
        (
            [10, 14, 11, 14],
            "Two of the last three months are close to the upper limit",
            "an improvement",
            "a deterioration",
        ),
        (
            [10, 6, 6, 6],
            "All of the last three months are close to the lower limit",
            "a deterioration",
            "an improvement",
        ),
        ([10, *[11] * 8], "The last eight months are above the average", "an improvement", "a deterioration"),
        ([10, *[9] * 11], "The last 11 months are below the average", "a deterioration", "an improvement"),
    ],
)
def test_what_stands_out_is_named_and_judged(values: list[float], what: str, up: str, down: str) -> None:
    for better, judged in (("increase", up), ("decrease", down), ("neutral", "a change")):
        chart = monthly([*STEADY, *values], fix_after_n_points=12, improvement_direction=better)
        assert about_xmr(chart) == f"{what}: {judged} that is unlikely to be chance."


def test_the_period_is_named_as_it_is() -> None:
    chart = monthly([*STEADY, 10, *[11] * 7], fix_after_n_points=12)
    assert about_xmr(chart, "week").startswith("The last seven weeks are above the average: ")


def test_only_the_latest_segment_is_counted() -> None:
    rising = monthly([-5, -4, -3, 0, 10, 11, 11.1, 11.2, 11.3, 11.4], rebase=["2020-04-01"])
    assert about_xmr(rising).startswith("The last seven months have risen without a break")
    shifted = monthly([*STEADY, 11, 11, *STEADY, 10, *[11] * 7], rebase=["2021-03-01"], fix_after_n_points=12)
    assert about_xmr(shifted).startswith("The last seven months are above the average")


def test_what_is_usual_is_said_to_be() -> None:
    assert about_xmr(monthly(STEADY)) == "The latest month is within what is usual: no sign of a change."


def test_limits_from_few_values_are_said_to_move() -> None:
    said = about_xmr(monthly(STEADY[:11]), "quarter")
    assert said.endswith("no sign of a change. The limits rest on fewer than 12 quarters and will still move.")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (1, "As it is now, the target will be met every time."),
        (99, "As it is now, the target will not be met without a change to how things are done."),
        (10, "As it is now, the target will be met at some times and missed at others, by chance."),
    ],
)
def test_what_becomes_of_the_target_is_said(target: float, said: str) -> None:
    assert about_xmr(monthly(STEADY, target=target, improvement_direction="increase")).endswith(f"change. {said}")


def test_what_cannot_be_known_is_not_said() -> None:
    assert about_xmr(monthly([])) == about_xmr(monthly([None])) == "No month has a value to judge yet."
    one = monthly([5], target=9, improvement_direction="increase")
    assert about_xmr(one) == "There are too few months to say what is usual."
    assert about_xmr(monthly([*STEADY, None])) == "The latest month has no value."


def test_a_shift_is_told_even_where_there_are_no_limits() -> None:
    chart = monthly([*[0, None] * 6, *[1] * 7], fix_after_n_points=12)
    assert about_xmr(chart) == ("The last seven months are above the average: a change that is unlikely to be chance.")


LONG = "eight months in a row are on the same side of the median, where chance seldom gives more than seven"
FEW = "the median is crossed twice, where chance seldom gives fewer than three"
CHANCE = "a change that is unlikely to be chance"


@pytest.mark.parametrize(
    ("y", "said"),
    [
        ([1] * 8 + [-1, 1, -1, 1], f"{LONG}: {CHANCE}."),
        ([1] * 4 + [-1] * 4 + [1] * 4, f"{FEW}: {CHANCE}."),
        ([1] * 8 + [-1, -1, -1, 1], f"{LONG}, and {FEW}: {CHANCE}."),
        ([1] * 6 + [-1] * 6, f"{FEW.replace('twice', 'once')}: {CHANCE}."),
        ([1, -1] * 6, "the months vary about the median as chance would have it: no sign of a change."),
        ([1, -1] * 5, "the months vary about the median as chance would have it: no sign of a change."),
        ([1, -1] * 4 + [1], "too few months are off the median to tell a change from chance."),
    ],
)
def test_runs_are_told_with_what_chance_would_give(y: list[float], said: str) -> None:
    assert about_runs(run_chart(y=y, cl=0)) == said[0].upper() + said[1:]


def test_many_crossings_and_none_are_told() -> None:
    y = [*[1, 1, -1, -1] * 2, *[1] * 12, *[-1] * 12]
    assert "is crossed five times, where chance seldom gives fewer than 11" in about_runs(run_chart(y=y, cl=0))
    assert "is crossed at no point, where" in about_runs(run_chart(y=[1] * 20, cl=0))


def test_a_centre_line_has_the_name_of_what_it_is() -> None:
    assert "about the median" in about_runs(run_chart(y=[1, -1] * 6))
    assert "about the average" in about_runs(c_chart(y=[4, 6] * 6))
    assert "about the national rate" in about_runs(c_chart(y=[4, 6] * 6, cl=5), line="national rate")


def test_a_point_beyond_the_limits_is_told_first() -> None:
    high, low = c_chart(y=[4, 6] * 6 + [30], freeze=12), c_chart(y=[100, 102] * 6 + [3], freeze=12)
    assert about_runs(high).startswith(f"The latest month is above the upper limit: {CHANCE}. The months vary")
    assert about_runs(low).startswith(f"The latest month is below the lower limit: {CHANCE}. The months vary")
    assert about_runs(p_chart(y=[1, 2], n=[9, 9])).startswith("The limits rest on fewer than 12 months")


def test_runs_are_those_of_the_latest_part() -> None:
    y = [1] * 12 + [1, -1] * 6
    assert about_runs(run_chart(y=y, cl=0, part=[12])).endswith("no sign of a change.")


def test_a_chart_of_nothing_says_so() -> None:
    for chart in (run_chart(y=[]), run_chart(y=[None]), c_chart(y=[])):
        assert about_runs(chart, "week") == "No week has a value to judge yet."
