"""Scales, sparklines, icons, rows of months, funnels and driver diagrams."""

from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.charts import drivers, funnel, months
from services.gateway.charts.drivers import Driver
from services.gateway.charts.funnel import FUNNEL_NARROW, Share
from services.gateway.charts.icons import ASSURANCE, VARIATION
from services.gateway.charts.marks import Mark
from services.gateway.charts.scale import scale
from services.gateway.charts.series import Series, of_answer
from services.gateway.charts.sparkline import sparkline
from services.metrics.spc import p_chart
from services.metrics.spc.icons import Assurance, Variation
from tests.gateway.charts.answers import answer

SVG = "{http://www.w3.org/2000/svg}"


@given(st.lists(st.floats(0, 1e6), min_size=1), st.booleans())
def test_a_scale_holds_every_value_and_has_few_round_ticks(values: list[float], percent: bool) -> None:
    values = [min(value, 100.0) for value in values] if percent else values
    found = scale(values, percent=percent)
    assert all(found.low <= value <= found.high * (1 + 1e-9) for value in values)
    assert 2 <= len(found.ticks) <= 8
    assert found.ticks[0] == 0


@pytest.mark.parametrize(
    ("values", "percent", "ticks"), [([0.0], True, [0, 20, 40, 60, 80, 100]), ([3.0], False, [0, 1, 2, 3])]
)
def test_counts_have_whole_ticks_and_percentages_end_at_a_hundred(
    values: list[float], percent: bool, ticks: list[int]
) -> None:
    assert scale(values, percent=percent).ticks == ticks


def test_there_is_an_icon_for_whatever_the_rules_can_say() -> None:
    assert set(VARIATION) == {one.value for one in Variation}
    assert set(ASSURANCE) == {one.icon for one in Assurance}
    icons = [*VARIATION.values(), *ASSURANCE.values()]
    assert len({icon.word for icon in icons}) == len(icons)
    for icon in icons:
        assert "text" not in {one.tag.removeprefix(SVG) for one in ET.fromstring(icon.svg).iter()}


def test_icons_differ_without_their_colours() -> None:
    icons = [*VARIATION.values(), *ASSURANCE.values()]
    plain = {icon.svg.replace(icon.colour, "") for icon in icons}
    # Improvement, concern and change look alike but for their word, as the originals do but for their colour.
    assert len(plain) == 1 + 2 + 3
    assert all(icon.word for icon in icons)


def test_a_sparkline_of_one_point_is_none() -> None:
    assert sparkline(of_answer(answer([3]), "One")) == ""
    assert "April 2021 to May 2021" in sparkline(of_answer(answer([3, 4]), "Two"))


def year_of(values: list[int], *, running: bool = False) -> Series:
    found: dict[str, Any] = answer([float(value) for value in values], unit="months")
    found |= {"chart": None}
    if running:
        found["items"][-1]["complete"] = False
    return of_answer(found, "Monthly café")


@pytest.mark.parametrize(
    ("values", "running", "said"),
    [
        ([1] * 12, False, "In each of the 12 months that are over."),
        ([1, 1, 0, 1, 0], False, "In 3 of the 5 months that are over; not in June 2021 and August 2021."),
        ([1, 0], True, "In the month that is over."),
        ([1, 1, 1], True, "In each of the 2 months that are over. In June already."),
        ([1], True, "No month of this year is over yet. In April already."),
    ],
)
def test_a_row_of_months_says_which_were_missed(values: list[int], running: bool, said: str) -> None:
    assert months.summary(months.months(year_of(values, running=running), "2021/22")) == said


def test_a_row_of_months_has_a_sign_for_each() -> None:
    found = months.months(year_of([1, 0, 0], running=True), "2021/22")
    assert [month.state for month in found] == ["done", "missed", "running", *["ahead"] * 9]
    svg = months.strip(year_of([1, 0, 0], running=True), "2021/22", "m")
    assert [svg.count(f"gt-month--{state}") for state in ("done", "missed", "running", "ahead")] == [1, 1, 1, 9]


SHARES = [Share("A", "Ada", 60, 100), Share("B", "Ben", 50, 100), Share("C", "Cy", 90, 100), Share("D", "Di", 1, 4)]


def test_a_funnel_has_the_limits_of_a_p_chart() -> None:
    found = funnel.funnel(SHARES)
    assert found is not None
    chart = p_chart(y=[one.numerator for one in SHARES], n=[one.denominator for one in SHARES], multiply=100)
    for one, lower, upper in zip(SHARES, chart.lcl, chart.ucl, strict=True):
        assert found.limit(one.denominator, 3) == pytest.approx(upper)
        assert found.limit(one.denominator, -3) == pytest.approx(lower)
    assert [found.mark(one) is not Mark.COMMON for one in SHARES] == list(chart.sigma_signal)
    assert found.mark(SHARES[2]) is Mark.NEUTRAL_HIGH


def test_a_funnel_says_who_is_apart_and_never_who_is_first() -> None:
    found = funnel.funnel(SHARES)
    assert found is not None
    assert found.summary == "Beyond what chance alone would give about the common share of 66.1%: Ben; Cy."
    alike = funnel.funnel(SHARES[:1] * 3)
    assert alike is not None
    assert alike.summary.startswith("Every organisation lies within")


def test_a_funnel_draws_every_organisation_within_its_frame() -> None:
    found = funnel.funnel(SHARES)
    assert found is not None
    root = ET.fromstring(funnel.draw(found, "Shares", "f", FUNNEL_NARROW))
    marks = [one for one in root.iter(f"{SVG}path") if "gt-mark" in (one.get("class") or "")]
    assert len(marks) == 4
    names = {one.text: float(one.get("x") or 0) for one in root.iter(f"{SVG}text") if one.text in {"A", "B", "C", "D"}}
    assert set(names) == {"A", "B", "C", "D"}
    assert all(0 < x < FUNNEL_NARROW.width for x in names.values())


def test_two_organisations_are_no_funnel() -> None:
    assert funnel.funnel(SHARES[:2]) is None
    assert funnel.funnel([*SHARES[:2], Share("E", "Eve", 0, 0)]) is None


PROMPT = Driver("4", "A prompt", "idea")
SEEN = Driver("2", "Patients are seen", "primary", [Driver("3", "Rounding", "secondary", [PROMPT])])
KNOWN = Driver("5", "Staff know who is at risk of falling at night", "primary", [Driver("6", "A huddle", "idea")])
DIAGRAM = Driver("1", "Fewer falls on Ward 12 & beyond", "aim", [SEEN, KNOWN])


def test_a_driver_diagram_leads_every_box_to_what_it_drives() -> None:
    root = ET.fromstring(drivers.draw(DIAGRAM, "Drivers", "d"))
    boxes = [one for one in root.iter(f"{SVG}rect") if "gt-box" in (one.get("class") or "")]
    lines = list(root.iter(f"{SVG}path"))
    assert len(boxes) == 6
    assert len(lines) == 5
    words = " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    assert "Fewer falls on Ward 12 & beyond" in words.replace("  ", " ")


def test_boxes_of_a_driver_diagram_do_not_lie_on_each_other() -> None:
    root = ET.fromstring(drivers.draw(DIAGRAM, "Drivers", "d"))
    boxes = [one for one in root.iter(f"{SVG}rect") if "gt-box" in (one.get("class") or "")]
    by_column: dict[str, list[tuple[float, float]]] = {}
    for one in boxes:
        y = float(one.get("y") or 0)
        by_column.setdefault(one.get("x") or "", []).append((y, y + float(one.get("height") or 0)))
    for column in by_column.values():
        ordered = sorted(column)
        assert all(end < begin for (_, end), (begin, _) in pairwise(ordered))
