"""The pages say what the figures say, by themselves and to everyone."""

import asyncio
import re
from collections.abc import Callable
from html import unescape
from typing import Any, TypeAlias

import pytest
from fastapi import FastAPI

from tests.gateway.pages.projects import CAFE, PROJECT

# Both are conftest's, which is not to be imported.
Show = Callable[[str], Any]
Reading: TypeAlias = Any

ASKED = "organisation=RGP&year=2026%2F27&as_at=2026-11-01T09%3A30"
MEASURE = "/measures/modest-improvement"
SNAPSHOT = "1a5e2cdb-19f0-52c7-9002-a88b04facb41"
EVERY_KIND_OF_PAGE = [
    "/",
    f"/?{ASKED}",
    MEASURE,
    f"{MEASURE}?{ASKED}",
    "/measures/unknown",
    "/measures/..%2F",
    "/agreement",
    "/snapshots",
    f"/snapshots/{SNAPSHOT}",
    "/projects",
    "/projects?q=falls&status=running",
    f"/projects/{PROJECT}",
    "/learning",
    "/resources",
    "/innovations",
    "/publications",
    "/sessions",
    "/courses",
    "/cafes",
    f"/things/cafe/{CAFE}",
    "/wall",
    "/accessibility",
    "/privacy",
]


def told(html: str) -> str:
    """Return what a reader is told: the text, with white space as a browser has it."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def test_the_overview_shows_each_measure_with_all_that_belongs_to_it(
    show: Show,
) -> None:
    shown = show(f"/?{ASKED}")
    said = told(shown.text)
    assert shown.status == 200
    assert "72.73% 8 of 11 At risk Target: 75% 1 more needed" in said
    assert "101 people Achieved Target: 100 people Nothing more needed" in said
    stamp = "Everything recorded up to 22 November 2026, 9:31:04 pm"
    assert said.count(stamp) == 2


def test_measures_stand_under_the_ambition_that_they_serve(show: Show) -> None:
    said = told(show("/").text)
    said = said[said.index("Ambition 1") :]
    order = ["Ambition 1", "About modest", "Ambition 2", "About people"]
    assert [said.index(each) for each in order] == sorted(map(said.index, order))


def test_a_status_is_told_by_a_shape_beside_its_word(show: Show) -> None:
    assert re.search(r"<svg[^>]*>.*?</svg> At risk</strong>", show("/").text)


def test_the_filters_stay_as_they_were_chosen(show: Show) -> None:
    for address in ("/", MEASURE):
        html = show(f"{address}?{ASKED}").text
        assert f'action="{address}" method="get"' in html
        assert re.search(r'<option value="RGP"[^>]* selected', html)
        assert re.search(r'<option value="2026/27"[^>]* selected', html)
        assert 'value="2026-11-01T09:30"' in html


def test_the_filters_go_along_from_page_to_page(show: Show) -> None:
    overview, measure = (unescape(show(f"{at}?{ASKED}").text) for at in ("/", MEASURE))
    assert f'href="{MEASURE}?{ASKED}"' in overview
    assert f'href="/?{ASKED}"' in measure
    assert f'href="{MEASURE}?{ASKED.replace("RGP", "RM1")}"' in measure


def test_a_page_without_a_year_is_of_the_latest(show: Show, reading: Reading) -> None:
    html = show("/").text
    assert ("/v1/measures", {"year": "2026/27"}) in reading.asked
    assert "The whole system, 2026/27" in told(html)


def test_before_the_first_fact_the_read_side_chooses_the_year(show: Show, reading: Reading) -> None:
    reading.replaced["/v1/years"] = (200, {"items": [], "latest": None})
    assert show("/").status == 200
    assert ("/v1/measures", {}) in reading.asked


def test_an_empty_system_has_pages_too(show: Show, reading: Reading) -> None:
    _, body = asyncio.run(reading.get("/v1/measures", {}, None))
    empty = {"fresh_as_of": None, "numerator": 0, "denominator": 0, "value": None, "needed": None}
    items = [each | {"figure": each["figure"] | empty} for each in body["items"]]
    reading.replaced["/v1/measures"] = (200, {"items": items})
    said = told(show("/").text)
    assert said.count("No data yet") == 2
    assert "Nothing has been worked out yet" in said


def test_everything_of_a_page_is_read_as_its_caller(show: Show, reading: Reading) -> None:
    show(MEASURE)
    assert reading.callers == {"a reader"}


def test_a_time_on_a_london_clock_is_asked_for_as_a_moment(show: Show, reading: Reading) -> None:
    html = show("/?year=2026/27&as_at=2026-06-01T09:30").text
    asked = {"year": "2026/27", "as_at": "2026-06-01T08:30:00Z"}
    assert ("/v1/measures", asked) in reading.asked
    assert "as known at 1 June 2026, 9:30:00 am" in told(html)


def test_a_measure_shows_its_definition_beside_its_number(show: Show) -> None:
    said = told(show(MEASURE).text)
    assert "72.73% 8 of 11 At risk Needs attention to meet the target." in said
    for label, text in {
        "Why it matters": "Because it matters.",
        "What is counted": "Completed projects, by their day.",
        "Numerator": "Those with a score of 3.0 or above.",
        "Left out": "Not recorded",
        "Unit": "Percentage",
        "Next review": "31 March 2027",
        "Version": "3",
    }.items():
        assert f"{label} {text}" in said


def test_a_measure_tells_what_was_counted_and_what_was_not(show: Show) -> None:
    said = told(show(MEASURE).text)
    assert "11 completed projects: 8 counted, 3 not" in said
    assert "Counted 8 scored 3.0 or above" in said
    assert "Not counted 2 scored below 3.0 1 no score recorded" in said


def test_organisations_stand_side_by_side_in_the_order_given(show: Show) -> None:
    table = show(MEASURE).text.split("Organisations side by side")[1].split("<tbody")[1]
    james_paget, norwich = table.split("</tr>")[:2]
    assert "James Paget" in james_paget
    assert "72.73%" in told(james_paget)
    assert "No data yet" in told(norwich)
    assert "Too few to say" in told(norwich)


def test_a_measure_leads_to_the_same_as_data(show: Show) -> None:
    html = unescape(show(f"{MEASURE}?organisation=RGP&as_at=2026-06-01T09:30").text)
    moment = "2026-06-01T08%3A30%3A00Z"
    query = f"organisation=RGP&year=2026%2F27&as_at={moment}"
    assert f'href="/v1{MEASURE}?{query}"' in html


def test_an_unknown_measure_is_a_page_of_its_own(show: Show) -> None:
    shown = show("/measures/unknown")
    assert shown.status == 404
    assert "Page not found There is no such measure." in told(shown.text)


def test_what_cannot_be_a_slug_is_not_asked_for(show: Show, reading: Reading) -> None:
    assert show("/measures/a?b").status == 404
    reading.asked.clear()
    assert show("/measures/..").status == 404
    assert reading.asked == []


def test_a_malformed_parameter_is_named_where_it_can_be_put_right(show: Show, reading: Reading) -> None:
    problem = {"title": "No.", "detail": "That is not a year.", "field": "year"}
    reading.replaced["/v1/measures"] = (400, problem)
    shown = show("/?organisation=RGP&year=soon")
    assert shown.status == 400
    assert '<a href="#year">' in shown.text
    assert 'id="year-error"' in shown.text
    assert told(shown.text).count("That is not a year.") == 2
    assert re.search(r'<option value="soon"[^>]* selected', shown.text)


def test_an_organisation_that_nobody_knows_can_be_chosen_again(show: Show, reading: Reading) -> None:
    problem = {"title": "Nobody knows XXX.", "status": 404}
    reading.replaced["/v1/measures"] = (404, problem)
    shown = show("/?organisation=XXX")
    assert shown.status == 404
    assert '<a href="#organisation">' in shown.text


def test_a_moment_before_an_organisation_joined_can_be_chosen_again(show: Show, reading: Reading) -> None:
    problem = {"type": "UnknownOrganisation", "title": "No organisation with the code RGP has ever joined."}
    reading.replaced["/v1/measures"] = (404, problem)
    shown = show("/?organisation=RGP&as_at=2020-01-01T10:00")
    assert shown.status == 404
    assert '<a href="#as_at">' in shown.text
    assert "Nothing was known of this organisation at that moment." in told(shown.text)


@pytest.mark.parametrize("away", ["/v1/measures", "/v1/organisations", "/v1/years"])
def test_when_the_figures_are_away_the_page_says_so(show: Show, reading: Reading, away: str) -> None:
    reading.replaced[away] = (503, {"title": "x", "detail": "10.0.0.7 refused"})
    shown = show("/")
    assert shown.status == 503
    assert "The figures cannot be read at the moment" in told(shown.text)
    assert "10.0.0.7" not in shown.text


@pytest.mark.parametrize("address", EVERY_KIND_OF_PAGE)
def test_every_page_keeps_to_itself(show: Show, address: str) -> None:
    shown = show(address)
    assert not re.search(r"<script(?![^>]* src=\"/assets/)", shown.text)
    assert "<style" not in shown.text
    assert not re.search(r"\s(style|on\w+)=", shown.text)
    assert not re.search(r"<(?!a )[^>]*(?:href|src|action)=[\"'](?:https?:)?//", shown.text)
    assert "default-src 'self'" in shown.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cache-control"] == "private, no-cache"
    assert '<html lang="en-GB"' in shown.text


def test_what_others_wrote_is_text_and_not_markup(show: Show) -> None:
    assert "&amp; &lt;more&gt;" in show(MEASURE).text
    assert "<b>" not in show("/?organisation=%3Cb%3E").text


def test_every_asset_of_a_page_is_there_and_is_kept(show: Show) -> None:
    assets = re.findall(r'(?:href|src)="(/assets/[^"]+)"', show("/").text + show("/wall").text)
    assert len(set(assets)) == 7
    for asset in assets:
        kept = show(asset)
        assert kept.status == 200
        assert "immutable" in kept.headers["cache-control"]
        assert "@font-face" not in kept.text
        assert not re.search(r"url\([\"']?(?:https?:)?//", kept.text)


def test_the_pages_are_not_part_of_the_contract(app: FastAPI) -> None:
    assert app.openapi()["paths"] == {}
