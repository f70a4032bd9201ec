"""A chart draws what was worked out, and its table says the same."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.charts import control
from services.gateway.charts.frame import NARROW, WALL, WIDE
from services.gateway.charts.labels import moments
from services.gateway.charts.marks import Mark, path
from services.gateway.charts.plot import own_scale, plot
from services.gateway.charts.series import Note, Series, of_answer
from services.gateway.charts.table import table
from tests.gateway.charts.answers import answer

SHIFT = [10, 12, 11, 9, 10, 12, 11, 10, 9, 11, 10, 12, 13, 14, 13, 15, 13, 14, 13]
TREND = [20, 22, 21, 23, 20, 22, 21, 20, 21, 22, 23, 24, 25, 26]
OUTSIDE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
CONSTANT = [5] * 12
FEW = [3, 4, 5, 4, 3]
SVG = "{http://www.w3.org/2000/svg}"


def series(values: Sequence[float | None], **more: Any) -> Series:
    return of_answer(answer(values, **more), "About a ward")


def drawn_points(svg: str) -> list[tuple[str, str]]:
    """Return each point's class and its words, from left to right."""
    root = ET.fromstring(svg)
    points = [one for one in root.iter(f"{SVG}g") if one.get("class") == "gt-point"]
    return [(one[2].get("class") or "", one[0].text or "") for one in points]


def flagged(found: dict[str, Any]) -> list[int]:
    return [place for place, item in enumerate(found["items"]) if item["special_cause_flag"]]


@pytest.mark.parametrize("values", [SHIFT, TREND, OUTSIDE, CONSTANT])
@pytest.mark.parametrize("direction", ["increase", "decrease", "neutral"])
@pytest.mark.parametrize("frame", [WIDE, NARROW, WALL])
def test_what_is_flagged_is_what_was_computed(values: list[float], direction: str, frame: Any) -> None:
    found = answer(values, direction=direction)
    one = of_answer(found, "About a ward")

    drawn = drawn_points(control.chart(one, "c", frame))

    css = [f"gt-mark gt-mark--{Mark(item['point_type']).css}" for item in found["items"]]
    assert [shape for shape, _ in drawn] == css
    assert [place for place, (_, said) in enumerate(drawn) if "unlikely to be chance" in said] == flagged(found)


@given(
    values=st.lists(st.integers(0, 60) | st.none(), min_size=12, max_size=36),
    direction=st.sampled_from(["increase", "decrease"]),
)
@settings(max_examples=60, deadline=None)
def test_drawing_and_table_flag_the_same_points(values: list[int | None], direction: str) -> None:
    found = answer(values, direction=direction)
    one = of_answer(found, "About a ward")

    rows = table(one).rows
    drawn = iter(drawn_points(control.chart(one, "c")))

    for item, row in zip(found["items"], rows, strict=True):
        judged = Mark(item["point_type"]) if found["chart"] == "xmr" else Mark.PLAIN
        assert row.mark == judged.value
        assert bool(row.standing) == judged.stands_out
        if item["value"] is not None:
            assert next(drawn)[0] == f"gt-mark gt-mark--{judged.css}"
    assert next(drawn, None) is None


def test_every_mark_that_stands_out_has_a_shape_of_its_own() -> None:
    outlines = {mark: re.sub(r"[\d.,]+", "", drawn) for mark, drawn in _outlines().items()}
    assert outlines[Mark.CONCERN] != outlines[Mark.IMPROVEMENT] != outlines[Mark.NEUTRAL_HIGH]
    assert len(set(_outlines().values())) == len(_outlines())


def _outlines() -> dict[Mark, str]:
    shown = [Mark.COMMON, Mark.IMPROVEMENT, Mark.CONCERN, Mark.NEUTRAL_HIGH, Mark.NEUTRAL_LOW]
    return {mark: path(mark, 10, 10, 6) for mark in shown}


def test_a_missing_month_is_a_gap_and_not_nought() -> None:
    one = series([4, 5, None, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5])

    placed = plot(one, WIDE)

    assert len(placed.strokes) == 2
    assert len(placed.marks) == 12
    assert table(one).rows[2].value == "nothing to measure"


def test_a_suppressed_month_is_a_star_with_words() -> None:
    found = answer([8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9])
    found["items"][3] |= {"value": None, "numerator": None, "suppressed": True}
    one = of_answer(found, "About a ward")

    svg = control.chart(one, "c")

    assert svg.count(">*<") == 1
    assert table(one).rows[3].value == "* (a small number, not shown)"


def test_a_month_that_is_not_over_is_hollow_and_not_joined() -> None:
    found = answer([8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 3])
    for name in ("mean", "lpl", "upl", "point_type", "special_cause"):
        del found["items"][12][name]
    found["items"][12]["complete"] = False
    one = of_answer(found, "About a ward")

    [stroke] = plot(one, WIDE).strokes

    assert stroke.count(",") == 12
    assert drawn_points(control.chart(one, "c"))[-1] == (
        "gt-mark gt-mark--running",
        "April 2022: 3. The month is not over",
    )


def test_few_months_are_a_run_chart_about_a_median_and_no_point_is_judged() -> None:
    one = series(FEW)

    svg = control.chart(one, "c")

    assert "Median 4" in unescape(svg)
    assert "limit" not in svg
    assert {shape for shape, _ in drawn_points(svg)} == {"gt-mark gt-mark--plain"}
    assert table(one).columns == ["Median"]


def test_a_chart_names_its_lines_and_its_target() -> None:
    svg = control.chart(series(SHIFT, target=14.0), "c")
    for said in ("Average 11.7", "Lower limit 8", "Upper limit 15.4", "Target 14"):
        assert f">{said}</text>" in svg


def test_names_of_lines_do_not_touch() -> None:
    labels = plot(series([10, 10, 10, 11, 10, 10, 10, 11, 10, 10, 10, 10], target=10.0), WIDE).names
    heights = sorted(label.y for label in labels)
    assert len(heights) >= 3
    assert all(below - above >= WIDE.text for above, below in pairwise(heights))
    assert all(WIDE.top - WIDE.text <= y <= WIDE.height - WIDE.bottom for y in heights)


def test_limits_beyond_what_is_possible_are_said_and_not_drawn() -> None:
    one = series([100, 0, 100, 50, 100, 0, 100, 100, 0, 100, 50, 100], unit="%")

    kinds = {line.kind for line in plot(one, WIDE).lines}

    assert kinds == {"average"}
    assert control.beyond(one) == "The lower and upper limits are beyond what is possible, and not drawn."
    assert control.beyond(series(SHIFT)) == ""


def test_notes_of_one_place_stand_together() -> None:
    days = [date(2021, 6, 1), date(2021, 5, 20), date(2030, 1, 1)]
    one = replace(series(SHIFT), notes=[Note(day, "Tested") for day in days])

    placed = plot(one, WIDE).notes

    assert [label.text for label in placed] == ["1, 2", "3"]
    assert placed[1].x == WIDE.width - WIDE.right


def test_days_that_are_not_months_are_named_evenly() -> None:
    days = [date(2026, 5, 7) + timedelta(days=7 * n) for n in range(22)]
    named = moments([(day, float(place)) for place, day in enumerate(days)], WIDE)
    places = [label.x for label in named if label.kind == "moment"]
    assert len(places) <= WIDE.labels
    assert len({after - before for before, after in pairwise(places)}) == 1


def test_every_point_lies_within_the_frame() -> None:
    for values in (SHIFT, TREND, OUTSIDE, CONSTANT, FEW, [0] * 12):
        for one in plot(series(values), NARROW).marks:
            assert NARROW.left <= one.x <= NARROW.width - NARROW.right
            assert NARROW.top - 0.01 <= one.y <= NARROW.height - NARROW.bottom + 0.01


def test_neighbours_share_a_scale() -> None:
    low, high = series([1] * 12), series([90] * 12)
    scale = own_scale([low, high])
    heights = {plot(one, NARROW, scale).marks[0].y for one in (low, high)}
    assert len(heights) == 2
    assert scale.high >= 90


def test_a_drawing_needs_no_style_sheet_and_asks_for_nothing() -> None:
    svg = control.chart(series(SHIFT, target=14.0), "c")
    assert "var(" not in svg
    assert not re.search(r"\sstyle=|<style|<script|href=", svg)
    assert "sans-serif" in svg
    letters = {one.get("fill") or "" for one in ET.fromstring(svg).iter(f"{SVG}text")}
    assert all(contrast_to_white(colour) >= 4.5 for colour in letters)


def contrast_to_white(colour: str) -> float:
    """Return how letters of a colour stand out from white, as WCAG reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)


def test_what_others_wrote_is_text_and_not_markup() -> None:
    svg = control.chart(of_answer(answer(SHIFT), "<b>Ward</b> & others"), "c")
    assert ET.fromstring(svg)[0].text == "<b>Ward</b> & others"


def test_a_chart_says_what_it_shows_to_those_who_do_not_see_it() -> None:
    root = ET.fromstring(control.chart(series(SHIFT), "c"))
    assert (root.get("role"), root.get("aria-roledescription")) == ("group", "chart")
    described = {one.get("id"): one.text for one in root if one.get("id")}
    assert described[root.get("aria-labelledby")] == "About a ward"
    assert "seven" in (described[root.get("aria-describedby")] or "") or "eight" in (
        described[root.get("aria-describedby")] or ""
    )
