"""A project's own measure is drawn as it was judged."""

from typing import Any

import pytest

from services.gateway.charts import control
from services.gateway.charts.marks import Mark
from services.gateway.charts.measured import measured
from tests.gateway.pages.projects import CHART


def p_chart(**changed: Any) -> dict[str, Any]:
    """Return a chart that judges points by its limits alone."""
    lines = {"centre": 50.0, "lower": 20.0, "upper": 80.0, "numerator": 5, "denominator": 10, "runs_signal": True}
    values = [50.0, 90.0, 10.0]
    points = [
        {"on": f"2026-05-0{n}", "value": value, "beyond_limits": value != 50.0, **lines}
        for n, value in enumerate(values, start=1)
    ]
    return CHART | {"chart": "p", "unit": "%", "points": points, "annotations": []} | changed


@pytest.mark.parametrize(
    ("direction", "marks"),
    [
        ("increase", [Mark.COMMON, Mark.IMPROVEMENT, Mark.CONCERN]),
        ("decrease", [Mark.COMMON, Mark.CONCERN, Mark.IMPROVEMENT]),
        ("neutral", [Mark.COMMON, Mark.NEUTRAL_HIGH, Mark.NEUTRAL_LOW]),
    ],
)
def test_what_is_beyond_the_limits_is_good_or_bad_by_direction(direction: str, marks: list[Mark]) -> None:
    assert [point.mark for point in measured(p_chart(direction=direction)).points] == marks


def test_a_run_chart_judges_no_point() -> None:
    points = [{"on": "2026-05-01", "value": 3.0, "centre": 3.0, "numerator": None, "denominator": None}]
    series = measured(CHART | {"chart": "run", "points": points, "annotations": []})
    assert [point.mark for point in series.points] == [Mark.PLAIN]
    assert series.centre == "median"


def test_what_cannot_be_on_its_chart_is_drawn_without_lines() -> None:
    points = [{"on": "2026-05-01", "value": 3.5, "numerator": None, "denominator": None}]
    refused = CHART | {"chart": "c", "points": points, "options": None, "summary": None, "annotations": []}
    svg = control.chart(measured(refused), "c")
    assert "gt-mark--plain" in svg
    assert "limit" not in svg


def test_signals_of_runs_are_kept() -> None:
    assert measured(p_chart()).signal
    assert not measured(CHART).signal


def test_a_share_is_shown_with_what_it_is_of() -> None:
    assert measured(p_chart()).points[0].said == "1 May 2026: 50%, 5 of 10"
