"""The register, a project, the library and the calendar."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any, TypeAlias

import pytest

from services.gateway.pages.calendar import calendar
from services.gateway.pages.project_worth import pounds
from tests.gateway.pages.projects import CAFE, LISTED, PROJECT, PUBLIC, TOLD

Show = Callable[[str], Any]
Reading: TypeAlias = Any
ADDRESS = f"/projects/{PROJECT}"


def told(html: str) -> str:
    """Return what a reader at a desk is told: on a phone each cell repeats its heading."""
    html = re.sub(r'<span class="nhsuk-table__heading".*?</span>', "", html)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "/projects",
            "Fewer falls on Ward 12 James Paget University Hospitals Running 2 April 2026 3.0 (adviser",
        ),
        (
            "/learning",
            "Rounding works If it is short. Fewer falls on Ward 12 James Paget University Hospitals 1 August",
        ),
        ("/resources", "Driver template Template Norfolk and Norwich 5 May 2026 drivers"),
        ("/innovations", "A test Rapid Uptake 2 James Paget University Hospitals, Main: adopted"),
        ("/publications", "Of falls BMJ OQ Journal article 1 June 2026 James Paget University Hospitals Published"),
        ("/sessions", "1 December 2026 to 2 December 2026 : QI fundamentals QI fundamentals QMM 7 of 10"),
        ("/courses", "QI fundamentals QI fundamentals QMM Yes"),
        (
            "/cafes",
            "9 December 2026 Falls, and what; next the second line of it James Paget University Hospitals, N",
        ),
    ],
)
def test_a_list_shows_each_thing_in_plain_words(show: Show, path: str, said: str) -> None:
    assert said in told(show(path).text)


def test_a_search_is_in_the_address_and_asked_as_it_stands(show: Show, reading: Reading) -> None:
    html = show("/projects?q=falls+ward&status=running&score=3.0&organisation=RGP").text
    asked = {"q": "falls ward", "status": "running", "score": "3.0", "organisation": "RGP"}
    assert ("/v1/projects", asked) in reading.asked
    assert 'value="falls ward"' in html
    assert re.search(r'<option value="running"[^>]* selected', html)
    assert "keep it as a bookmark" in html


def test_a_list_without_a_year_is_of_every_year(show: Show, reading: Reading) -> None:
    show("/cafes")
    assert ("/v1/cafes", {}) in reading.asked


def test_a_long_list_goes_on(show: Show, reading: Reading) -> None:
    more = {"items": [LISTED["/v1/projects"]], "next": "/v1/projects?q=falls&cursor=abc%3D"}
    reading.replaced["/v1/projects"] = (200, more)
    html = unescape(show("/projects?q=falls").text)
    assert 'href="/projects?q=falls&cursor=abc%3D"' in html
    show("/projects?q=falls&cursor=abc%3D")
    assert ("/v1/projects", {"q": "falls", "cursor": "abc="}) in reading.asked


@pytest.mark.parametrize("path", [path.removeprefix("/v1") for path in LISTED])
def test_an_empty_list_says_why(show: Show, reading: Reading, path: str) -> None:
    reading.replaced[f"/v1{path}"] = (200, {"items": [], "next": None})
    assert re.search(r"has (?:been|shared).*yet\.", told(show(path).text))
    assert "Nothing is like that." in told(show(f"{path}?organisation=RGP&year=2026/27&q=x").text)


def test_a_malformed_filter_is_named_beside_its_field(show: Show, reading: Reading) -> None:
    reading.replaced["/v1/projects"] = (400, {"title": "No.", "detail": "That is not a score.", "field": "score"})
    shown = show("/projects?score=9")
    assert shown.status == 400
    assert '<a href="#score">' in shown.text
    assert told(shown.text).count("That is not a score.") == 2
    assert "Nothing is like that" not in shown.text


def test_an_address_that_could_be_a_script_leads_nowhere(show: Show) -> None:
    assert "javascript:" not in show("/resources").text
    assert 'href="https://www.england.nhs.uk/aac/"' in show("/innovations").text


def test_a_project_shows_what_it_is_for_and_how_far_it_is(show: Show) -> None:
    said = told(show(ADDRESS).text)
    assert "Fewer falls on Ward 12 Running Reduce falls by 30% by March 2027 & keep it" in said
    for label, text in {
        "Led by": "James Paget University Hospitals",
        "Partners": "Norfolk and Norwich",
        "Started": "20 April 2026",
        "Progress score": "3.0 of 5.0, by the adviser on 1 September 2026",
        "Reference": "QI-12",
        "Financial effect": "Yes",
    }.items():
        assert f"{label} {text}" in said


def test_a_driver_diagram_stands_beside_itself_as_a_list(show: Show) -> None:
    html = show(ADDRESS).text
    assert 'class="gt-chart gt-chart--drivers"' in html
    assert html.count('class="gt-box ') == 5
    said = told(html.split("gt-branches")[1])
    order = ["Reduce falls", "Patients are seen often", "Hourly rounding", "A prompt at the bed", "A huddle at nine"]
    assert [said.index(each) for each in order] == sorted(said.index(each) for each in order)


def test_a_cycle_tells_its_four_parts_and_what_was_decided(show: Show) -> None:
    said = told(show(ADDRESS).text)
    assert "Cycle 1, 1 May 2026 to 14 May 2026: adopted, A prompt at the bed" in said
    assert "Plan Try the prompt Do Two bays Study Fewer falls Act Go on" in said


def test_a_project_measure_has_its_chart_its_notes_and_its_numbers(show: Show) -> None:
    html = show(ADDRESS).text
    assert "Improvement, low Meets it by chance" in told(html)
    assert "PDSA cycle, 14 May 2026: adopt" in told(html)
    assert html.count("gt-line--note") == 2  # wide and narrow
    assert "7 September 2026 1 8 2 14 Improvement, unlikely to be chance: below the lower limit" in told(html)


def test_scores_leave_out_what_was_voided(show: Show) -> None:
    scores = show(ADDRESS).text.split('aria-labelledby="scores"')[1].split("</section>")[0]
    said = told(scores)
    assert "From 1.0 on 1 May 2026 to 3.0 on 1 September 2026" in said
    assert "5.0" not in said.replace("0.5 to 5.0", "")


def test_what_was_taken_back_is_in_the_history_and_nowhere_else(show: Show) -> None:
    work, history = show(ADDRESS).text.split('aria-labelledby="history"')
    assert "Said by mistake" not in work
    assert "Project coaching logged (taken back)" in told(history)


def test_worth_is_told_in_pounds_and_in_carbon(show: Show) -> None:
    said = told(show(ADDRESS).text)
    assert "Validated: £12,000 in 2026/27." in said
    assert "2 July 2026 Saving reversed £345 2026/27 Yes No" in said
    assert "2 June 2026 Forecast −12.5 kg CO₂e of 2022" in said
    assert "1 June 2026 Sustainability assessed Set goals, Measure the impact Environmental: Fewer X-rays." in said


@pytest.mark.parametrize(("pence", "said"), [(5, "£0.05"), (123456, "£1,234.56"), (-100000, "−£1,000"), (0, "£0")])
def test_money_is_written_in_pounds(pence: int, said: str) -> None:
    assert pounds(pence) == said


def test_of_another_organisations_project_the_rest_says_who_sees_it(show: Show, reading: Reading) -> None:
    reading.replaced[f"/v1{ADDRESS}"] = (200, TOLD | {"history": PUBLIC})
    html = show(ADDRESS).text
    assert told(html).count("Only James Paget University Hospitals itself sees this.") == 7
    assert "Rounding works" in html
    assert "Reference" not in told(html)
    assert not any("/charts/" in path for path, _ in reading.asked)


def test_a_project_can_be_seen_as_it_was_known(show: Show, reading: Reading) -> None:
    html = show(f"{ADDRESS}?as_at=2026-06-01T09:30").text
    asked = {"as_at": "2026-06-01T08:30:00Z"}
    assert (f"/v1{ADDRESS}", asked) in reading.asked
    assert (f"/v1{ADDRESS}/charts/falls", asked) in reading.asked
    assert "As known at 1 June 2026, 9:30:00 am." in told(html)


def test_a_project_that_is_not_there_is_a_page(show: Show, reading: Reading) -> None:
    assert show("/projects/falls").status == 404
    assert reading.asked == []
    reading.replaced[f"/v1{ADDRESS}"] = (404, {"title": "There is no project.", "status": 404})
    assert show(ADDRESS).status == 404


def test_ids_in_a_project_are_its_own(show: Show) -> None:
    for address in (ADDRESS, "/projects", f"/things/cafe/{CAFE}"):
        ids = re.findall(r'\sid="([^"]+)"', show(address).text)
        assert len(ids) == len(set(ids)), address


def test_every_drill_down_ends_at_the_facts(show: Show) -> None:
    said = told(show(f"/things/cafe/{CAFE}").text)
    assert "Cafe scheduled On 9 December 2026 Hosts James Paget University Hospitals Open to all staff Yes" in said
    assert "Said by James Paget University Hospitals through urn:nhs:ods:RGP:test, known since 2 April 2026" in said


def test_a_thing_that_is_not_shared_is_not_there(show: Show) -> None:
    shown = show("/things/person/nobody")
    assert shown.status == 404
    assert "nothing of it is shared with you" in told(shown.text)


NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_cafes_are_a_feed_for_any_calendar(show: Show) -> None:
    shown = show("/cafes.ics")
    assert shown.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "BEGIN:VEVENT\r\n" in shown.text
    feed = calendar([LISTED["/v1/cafes"]], {"RGP": "James Paget"}, NOW)
    lines = feed.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert f"UID:cafe-{CAFE}@golden-thread" in lines
    assert {"DTSTART;VALUE=DATE:20261209", "DTEND;VALUE=DATE:20261210", "STATUS:CONFIRMED"} <= set(lines)
    assert r"SUMMARY:QI café: Falls\, and what\; next\nthe second line of it" in lines


def test_a_line_of_a_feed_is_never_too_long_nor_cut_within_a_letter() -> None:
    long = LISTED["/v1/cafes"] | {"topic": "é" * 200}
    feed = calendar([long], {}, NOW).encode()
    lines = feed.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert ("é" * 200).encode() in feed.replace(b"\r\n ", b"")


def test_a_cancelled_cafe_is_cancelled_in_the_feed() -> None:
    feed = calendar([LISTED["/v1/cafes"] | {"status": "cancelled"}], {}, NOW)
    assert "STATUS:CANCELLED" in feed


def test_the_feed_is_of_all_cafes(reading: Reading, show: Show) -> None:
    show("/cafes.ics")
    assert ("/v1/cafes", {}) in reading.asked
    assert asyncio.run(reading.get("/v1/cafes", {}, None))[0] == 200


def test_a_project_behind_a_figure_is_called_by_its_title(show: Show, reading: Reading) -> None:
    key = "00000000-0000-0000-0000-000000000001"
    named = {"items": [{"id": key, "title": "Fewer falls on Ward 12"}], "next": None}
    assert "Project 00000000 Yes" in told(show("/measures/modest-improvement?organisation=RGP").text)

    reading.replaced["/v1/projects"] = (200, named)

    assert "Fewer falls on Ward 12 Yes" in " ".join(
        told(show("/measures/modest-improvement?organisation=RGP").text).split()
    )
