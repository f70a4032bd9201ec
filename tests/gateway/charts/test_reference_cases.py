"""Every reference case drawn: the flags in the picture and in its table are those that NHSRplotthedots computed."""

import re
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from services.gateway.charts import control
from services.gateway.charts.frame import NARROW, WIDE
from services.gateway.charts.marks import CAUSES, Mark
from services.gateway.charts.series import Series, of_answer
from services.gateway.charts.table import table
from services.gateway.pages.templates import fragment
from tests.gateway.charts.answers import month
from tests.metrics.spc.test_reference_cases import cases

SVG = "{http://www.w3.org/2000/svg}"
CASES = {one["id"]: one for one in cases("xmr")}


def drawn(case: dict[str, Any]) -> Series:
    """Return a case as the read side would answer it, with the package's own numbers and flags."""
    expected, values = case["expected"], case["input"]["values"]
    items = [
        {
            "month": f"{month(place):%Y-%m}", "numerator": None, "denominator": None, "complete": True,
            "value": None if value is None else str(value), "mean": expected["mean"][place],
            "lpl": expected["lpl"][place], "upl": expected["upl"][place],
            "point_type": expected["point_type"][place], "special_cause": expected["special_cause_type"][place],
        }
        for place, value in enumerate(values)
    ]  # fmt: skip
    said = {"items": items, "chart": "xmr", "options": {"target": case["input"]["target"]}, "summary": ""}
    return of_answer({**said, "definition": {"unit": "people"}}, case["id"])


@pytest.mark.parametrize("name", CASES)
def test_what_is_flagged_in_the_picture_and_in_the_table_is_what_was_computed(name: str) -> None:
    case, series = CASES[name], drawn(CASES[name])
    expected, values = case["expected"], case["input"]["values"]
    there = [place for place, value in enumerate(values) if value is not None]

    for frame in (WIDE, NARROW):
        points = _points(control.chart(series, "c", frame))
        assert [css for css, _ in points] == [f"gt-mark--{Mark(expected['point_type'][one]).css}" for one in there]
        assert [bool(causes) for _, causes in points] == [expected["special_cause_flag"][one] for one in there]
    rows = _rows(series)
    assert len(rows) == len(values)
    for place, row in enumerate(rows):
        flagged, cause = expected["special_cause_flag"][place], CAUSES.get(expected["special_cause_type"][place], "")
        assert ("unlikely to be chance" in row, cause in row) == (flagged, True), (place, row)
        assert flagged == bool(cause)


def _points(svg: str) -> list[tuple[str, str]]:
    """Return each point's class, and what is said of why it stands out."""
    groups = [one for one in ET.fromstring(svg).iter(f"{SVG}g") if one.get("class") == "gt-point"]
    return [
        ((one[2].get("class") or "").split()[1], (one[0].text or "").partition("unlikely to be chance")[1])
        for one in groups
    ]


def _rows(series: Series) -> list[str]:
    """Return the rows of the table as they are read on the page."""
    html = fragment("_variation.html", "numbers", table(series), "Numbers")
    body = html.partition("<tbody>")[2]
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]
