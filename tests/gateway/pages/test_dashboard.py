"""What stands beside a figure: its course, what the board saw, who has agreed, and what is behind it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any, TypeAlias

Show = Callable[[str], Any]
Reading: TypeAlias = Any

MEASURE = "/measures/modest-improvement"
SNAPSHOT = "/snapshots/1a5e2cdb-19f0-52c7-9002-a88b04facb41"


def told(html: str) -> str:
    """Return what a reader at a desk is told: on a phone each cell repeats its heading."""
    html = re.sub(r'<span class="nhsuk-table__heading".*?</span>', "", html)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def test_a_card_shows_its_icons_in_words_and_its_course(show: Show) -> None:
    card = show("/").text.split('class="nhsuk-card gt-card"')[1]
    assert "Improvement, high Meets it by chance" in told(card)
    assert 'class="gt-spark"' in card
    assert 'aria-label="Month by month, April 2026 to October 2026"' in card


def test_a_series_that_does_not_come_leaves_the_figure_standing(show: Show, reading: Reading) -> None:
    reading.replaced["/v1/measures/modest-improvement/series"] = (503, {"title": "x"})
    shown = show("/")
    assert shown.status == 200
    assert "72.73% 8 of 11" in told(shown.text)


def test_the_overview_says_what_has_changed_since_the_board_saw_it(show: Show) -> None:
    said = told(show("/").text)
    assert "Board, October , as known on 14 October 2026: 1 of 2 measures have changed." in said
    assert "70.00% (7 of 10) Off track" in said
    assert "1 counted since" in said


def test_what_is_shown_as_at_a_moment_is_not_held_against_a_later_board(show: Show, reading: Reading) -> None:
    said = told(show("/?year=2026/27&as_at=2026-10-01T09:00").text)
    assert "No board’s view of this year has been frozen yet" in said
    assert not any(path.startswith("/v1/snapshots/") for path, _ in reading.asked)


def test_a_measure_shows_its_chart_with_its_words_and_its_table(show: Show) -> None:
    html = show(MEASURE).text
    assert 'aria-roledescription="chart"' in html
    assert html.count("The latest month is above the upper limit") >= 2
    assert (
        "October 2026 100.00% 4 of 4 50% -20% 90.5% Improvement, unlikely to be chance: above the upper limit"
        in told(html)
    )
    assert "Judged by: Making Data Count XmR rules; limits over all months, nothing is left out of them." in told(html)


def test_what_happened_meanwhile_is_numbered_in_the_chart_and_told_beside_it(show: Show, reading: Reading) -> None:
    happened = [
        {"kind": "board", "on": "2026-06-14", "label": "Board, June"},
        {"kind": "version", "on": "2026-08-02", "version": 3},
    ]
    reading.replaced["/v1/measures/modest-improvement/series"] = (
        200,
        _answer(reading, "/v1/measures/modest-improvement/series") | {"annotations": happened},
    )
    html = show("/measures/modest-improvement?organisation=RGP&year=2026%2F27").text
    assert "Board, June: the board saw it, 14 June 2026 Version 3 agreed, 2 August 2026" in told(html)
    assert html.count("gt-line--note") >= 4  # twice: for a wide place and for a narrow one
    assert "gt-line--note" not in html[html.index("gt-smalls") :]


def test_ids_in_a_page_are_its_own(show: Show) -> None:
    for address in ("/", MEASURE, "/agreement", SNAPSHOT, "/wall"):
        ids = re.findall(r'\sid="([^"]+)"', show(address).text)
        assert len(ids) == len(set(ids)), address


def test_what_is_pointed_at_is_there(show: Show) -> None:
    for address in ("/", MEASURE, "/agreement", SNAPSHOT, "/wall"):
        html = show(address).text
        ids = set(re.findall(r'\sid="([^"]+)"', html))
        pointed = re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', html)
        pointed += re.findall(r'href="#([^"]+)"', html)
        assert {one for each in pointed for one in each.split()} <= ids, address


def test_each_organisation_has_a_chart_of_its_own(show: Show, reading: Reading) -> None:
    html = show(f"{MEASURE}?organisation=RGP").text
    asked = [query["organisation"] for path, query in reading.asked if path.endswith("/series")]
    assert asked == ["RGP", "RGP", "RM1"]
    smalls = html.split('class="gt-smalls"')[1].split("</ul>")[0]
    assert smalls.count("<svg") == 2 + 2
    assert 'class="gt-smalls__chosen"' in smalls


def test_a_measure_that_is_a_state_has_no_charts_side_by_side(show: Show, reading: Reading) -> None:
    _, known = 200, {"chart": None, "summary": None, "items": [], "variation": None, "assurance": None}
    reading.replaced["/v1/measures/modest-improvement/series"] = (200, known | {"definition": {"unit": "%"}})
    said = told(show(MEASURE).text)
    assert "so there is no chart to draw" in said
    assert "on one scale" not in said


def test_the_things_behind_a_figure_lead_to_their_facts(show: Show, reading: Reading) -> None:
    html = unescape(show(f"{MEASURE}?organisation=RGP&cursor=xyz").text)
    assert 'href="/things/project/00000000-0000-0000-0000-000000000001"' in html
    assert "Project 00000000 Yes Scored 3.0 or above May 2026 31 May 2026" in told(html)
    assert f'href="{MEASURE}?organisation=RGP&year=2026%2F27&cursor=abc#things"' in html
    [query] = [query for path, query in reading.asked if path.endswith("/evidence")]
    assert (query["cursor"], query["limit"]) == ("xyz", "50")


def test_of_others_only_how_many_are_told(show: Show, reading: Reading) -> None:
    evidence = {"counted": 8, "not_counted": 3, "reasons": [], "items": [], "next": None}
    reading.replaced["/v1/measures/modest-improvement/evidence"] = (200, evidence)
    assert "Only an organisation itself sees what of its own was counted" in told(show(MEASURE).text)


def test_what_was_restated_names_the_fact_that_made_it_so(show: Show) -> None:
    html = show(MEASURE).text
    assert (
        "Counted since: scored 3.0 or above (known since 2 November 2026, 10:00:00 am, by Project completed )"
        in told(html)
    )


def test_a_measure_says_who_has_not_agreed(show: Show) -> None:
    said = told(show(MEASURE).text)
    assert "Objected to Version 3 is agreed by 1 of 2 members. Objected Norfolk and Norwich" in said


def test_small_numbers_are_a_star_with_words(show: Show, reading: Reading) -> None:
    hidden = {"numerator": None, "value": None, "needed": None, "suppressed": True, "status": "suppressed"}
    _, body = 200, dict(_answer(reading, "/v1/measures/modest-improvement"))
    reading.replaced["/v1/measures/modest-improvement"] = (200, body | hidden)
    assert "* a small number, not shown" in told(show(MEASURE).text)


def _answer(reading: Reading, path: str) -> dict[str, Any]:
    import asyncio  # noqa: PLC0415

    return dict(asyncio.run(reading.get(path, {}, None))[1])


def test_the_agreement_names_members_statements_and_notes(show: Show) -> None:
    said = told(show("/agreement").text)
    assert "Still open About modest-improvement : Version 3 is agreed by 1 of 2 members. Objected: Norfolk" in said
    assert "Norfolk and Norwich Objects 3 April 2026 Score by advisers only." in said
    assert "Version 3 is agreed by all 2 members." in said
    assert "Version 3, “About modest-improvement”: Scored 3.0 or above." in said
    assert "James Paget University Hospitals Acute hospitals 1 April 2021" in said


def test_the_agreement_before_anyone_joined_says_so(show: Show, reading: Reading) -> None:
    reading.replaced["/v1/agreement"] = (200, {"members": [], "items": []})
    assert "No organisation is a member yet." in told(show("/agreement").text)


def test_snapshots_are_listed_and_lead_to_then_and_now(show: Show) -> None:
    html = show("/snapshots").text
    assert "Board, October 2026/27 14 October 2026 James Paget University Hospitals" in told(html)
    assert f'href="{SNAPSHOT}"' in html
    one = show(f"{SNAPSHOT}?organisation=RGP")
    assert "1 of 2 measures have changed." in told(one.text)
    assert "/?organisation=RGP&amp;year=2026%2F27&amp;as_at=2026-10-14T08%3A00%3A00.000000Z" in one.text


def test_without_snapshots_the_page_says_how_there_come_to_be_some(show: Show, reading: Reading) -> None:
    reading.replaced["/v1/snapshots"] = (200, {"items": []})
    assert "A QI lead does so" in told(show("/snapshots").text)


def test_what_cannot_be_a_snapshot_is_not_asked_for(show: Show, reading: Reading) -> None:
    assert show("/snapshots/annual").status == 404
    assert reading.asked == []


def test_the_wall_turns_over_by_itself_and_begins_anew(show: Show) -> None:
    first, last = show("/wall?organisation=RGP").text, show("/wall?organisation=RGP&slide=4").text
    refresh = re.compile(r'<noscript><meta http-equiv="refresh" content="20; url=([^"]+)"></noscript>')
    found = refresh.search(first), refresh.search(last)
    assert all(found)
    addresses = [unescape(each[1]) for each in found if each]
    assert addresses == [
        f"/wall?organisation=RGP&year=2026%2F27&slide={n}" for n in (2, 1)
    ]  # two measures, a project, and what it learned
    assert all(f'data-onwards="{each}"' in unescape(first + last) for each in addresses)


def test_the_wall_tells_of_projects_and_of_what_they_learned(show: Show, reading: Reading) -> None:
    project, learned = (told(show(f"/wall?organisation=RGP&slide={n}").text) for n in (3, 4))
    assert "Fewer falls on Ward 12 Running Reduce falls by 30% by March 2027 & keep it" in project
    assert "James Paget University Hospitals, since 2 April 2026; progress score 3.0 of 5.0" in project
    assert "Rounding works If it is short. Fewer falls on Ward 12, James Paget" in learned
    query = {"organisation": "RGP", "year": "2026/27", "limit": "4"}
    assert ("/v1/projects", query | {"status": "running,completed"}) in reading.asked
    assert ("/v1/learning", query) in reading.asked


def test_the_wall_goes_on_where_the_register_does_not_answer(show: Show, reading: Reading) -> None:
    reading.replaced["/v1/projects"] = reading.replaced["/v1/learning"] = (503, {"title": "x"})
    assert "1 of 2." in told(show("/wall").text)


def test_the_wall_can_be_held(show: Show) -> None:
    held = show("/wall?slide=2&still=yes").text
    assert "http-equiv" not in held
    assert 'data-onwards=""' in held
    assert "Go on" in told(held)


def test_the_wall_never_runs_out_of_slides(show: Show) -> None:
    for asked in ("0", "-1", "99", "one", "9" * 50, ""):
        assert show(f"/wall?slide={asked}").status == 200
