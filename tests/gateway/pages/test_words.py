"""Figures, statuses and moments say what they mean."""

from typing import Any, cast

import pytest

from services.gateway.pages import moments, words
from services.gateway.pages.filters import Filters
from services.gateway.pages.sources import Definition, Evidence, Figure

STATUSES = {
    "no_target",
    "insufficient_data",
    "achieved",
    "not_achieved",
    "secured",
    "unreachable",
    "on_track",
    "at_risk",
    "off_track",
    "suppressed",
}


def defined(unit: str, **more: object) -> Definition:
    return cast("Definition", {"unit": unit, "counts": "completed projects"} | more)


def figured(**given: object) -> Figure:
    plain: dict[str, Any] = {
        "organisation": "RGP",
        "year": "2026/27",
        "as_at": None,
        "numerator": 8,
        "denominator": 11,
        "value": "72.73",
        "target": "75",
        "status": "at_risk",
        "needed": 1,
        "fresh_as_of": "2026-11-22T21:31:04.123456Z",
    }
    return cast("Figure", plain | given)


PERCENTAGE, PEOPLE, MONTHS = defined("%"), defined("people"), defined("months")
COUNTED = {"numerator": 101, "denominator": None, "value": "101", "target": "100"}


def test_every_status_has_a_word_and_a_shape_of_its_own() -> None:
    assert set(words.STATUSES) == STATUSES
    assert len({status.word for status in words.STATUSES.values()}) == len(STATUSES)
    assert len({status.shape for status in words.STATUSES.values()}) == len(STATUSES)


def test_no_status_is_red_amber_or_green() -> None:
    colours = {status.colour for status in words.STATUSES.values()}
    assert colours.isdisjoint({"red", "yellow", "green"})


def test_a_status_that_the_pages_do_not_know_is_shown_by_its_name() -> None:
    assert words.status_of(figured(status="under_review")).word == "Under review"


def test_a_percentage_is_shown_with_what_it_is_of() -> None:
    assert words.headline(figured(), PERCENTAGE) == "72.73%"
    assert words.detail(figured(), PERCENTAGE) == "8 of 11"
    assert words.target(figured(), PERCENTAGE) == "75%"


def test_a_count_is_shown_with_its_unit() -> None:
    figure = figured(**COUNTED)
    assert words.headline(figure, PEOPLE) == "101"
    assert words.detail(figure, PEOPLE) == "people"
    assert words.target(figure, PEOPLE) == "100 people"


def test_one_person_is_not_one_people() -> None:
    figure = figured(**COUNTED | {"numerator": 1, "value": "1", "needed": 1})
    assert words.detail(figure, PEOPLE) == "person"
    assert words.needed(figure, PEOPLE) == "1 more person needed"


def test_a_count_of_some_is_shown_as_such() -> None:
    figure = figured(numerator=6, denominator=7, value="6", target="12", needed=6)
    assert words.headline(figure, MONTHS) == "6 of 7"
    assert words.detail(figure, MONTHS) == "months"
    assert words.needed(figure, MONTHS) == "6 more months needed"


def test_thousands_are_parted_by_a_comma() -> None:
    assert words.headline(figured(**COUNTED | {"value": "1234"}), PEOPLE) == "1,234"


def test_a_target_may_have_words_of_its_own() -> None:
    places = defined("places", target_unit="places in every month")
    assert words.target(figured(target="10"), places) == "10 places in every month"


def test_a_target_that_nobody_set_says_who_could() -> None:
    assert words.target(figured(target=None), PERCENTAGE) == "none set"
    system = figured(target=None, organisation=None)
    assert words.target(system, PERCENTAGE) == "set by each organisation for itself"


def test_while_the_year_runs_more_is_needed() -> None:
    assert words.needed(figured(), PERCENTAGE) == "1 more needed"


def test_after_the_year_it_is_a_shortfall() -> None:
    past = figured(year="2022/23", status="not_achieved", needed=86)
    assert words.needed(past, PEOPLE) == "86 people short of the target"


def test_a_year_seen_from_its_last_day_is_not_over() -> None:
    last_day = figured(year="2022/23", as_at="2023-03-31T22:59:59Z")
    assert words.needed(last_day, PERCENTAGE) == "1 more needed"


def test_before_anything_is_known_no_year_is_over() -> None:
    unknown = figured(year="2022/23", fresh_as_of=None)
    assert words.needed(unknown, PERCENTAGE) == "1 more needed"


@pytest.mark.parametrize(("needed", "said"), [(0, "Nothing more needed"), (None, "")])
def test_nothing_needed_differs_from_nothing_to_say(needed: int | None, said: str) -> None:
    assert words.needed(figured(needed=needed), PERCENTAGE) == said


def test_too_few_to_say_does_not_say_that_nothing_is_needed() -> None:
    few = figured(denominator=3, status="insufficient_data", needed=0)
    assert words.needed(few, PERCENTAGE) == ""


def test_a_percentage_of_few_says_why_there_is_no_judgement() -> None:
    few = figured(numerator=2, denominator=4, status="insufficient_data")
    said = words.why_nothing_is_said(few, PERCENTAGE)
    assert said == "A percentage of fewer than 5 says little."


def test_a_year_that_has_not_begun_says_so() -> None:
    early = figured(**COUNTED | {"status": "insufficient_data"})
    assert "has not begun" in words.why_nothing_is_said(early, PEOPLE)


def test_no_data_is_not_nought_per_cent() -> None:
    nothing = figured(numerator=0, denominator=0, value=None, needed=None)
    assert words.headline(nothing, PERCENTAGE) == "No data yet"
    assert words.detail(nothing, PERCENTAGE) == ""
    assert "recorded for this year" in words.why_nothing_is_said(nothing, PERCENTAGE)


def test_a_small_number_of_people_elsewhere_is_not_shown() -> None:
    hidden = figured(numerator=None, value=None, needed=None, suppressed=True)
    assert words.headline(hidden, PEOPLE) == "*"
    assert words.detail(hidden, PEOPLE) == "a small number, not shown"
    assert "people elsewhere" in words.why_nothing_is_said(hidden, PEOPLE)


def test_a_rounded_number_of_people_elsewhere_says_so() -> None:
    rounded = COUNTED | {"numerator": 45, "value": "45", "status": "suppressed"}
    assert words.headline(figured(**rounded), PEOPLE) == "About 45"


def test_a_figure_with_a_judgement_needs_no_excuse() -> None:
    assert words.why_nothing_is_said(figured(), PERCENTAGE) == ""


def evidence(counted: int | None, not_counted: int | None) -> Evidence:
    return Evidence(counted=counted, not_counted=not_counted, reasons=[])


def test_evidence_adds_up() -> None:
    said = words.evidence_sentence(evidence(8, 3), PERCENTAGE)
    assert said == "11 completed projects: 8 counted, 3 not"


@pytest.mark.parametrize(
    ("counts", "noun"),
    [
        ("Projects that stand completed, by the day of completion.", "projects that stand completed"),
        ("QI cafés that were held.", "QI cafés that were held"),
    ],
)
def test_evidence_is_told_in_the_words_of_the_definition(counts: str, noun: str) -> None:
    said = words.evidence_sentence(evidence(8, 3), defined("%", counts=counts))
    assert said == f"11 {noun}: 8 counted, 3 not"


def test_evidence_of_a_measure_told_at_length_is_still_a_sentence() -> None:
    long = defined("%", counts="Projects. And then there is more to say about them.")
    said = words.evidence_sentence(evidence(8, 3), long)
    assert said == "11 looked at: 8 counted, 3 not"


def test_no_evidence_says_that_nothing_was_recorded() -> None:
    said = words.evidence_sentence(evidence(0, 0), PERCENTAGE)
    assert said.startswith("Nothing that this measure looks at")


def test_evidence_about_few_people_elsewhere_is_not_shown() -> None:
    said = words.evidence_sentence(evidence(None, None), PEOPLE)
    assert said == "Small numbers about people elsewhere are not shown."


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-11-22T21:31:04.123456Z", "22 November 2026, 9:31:04 pm"),
        ("2026-06-01T11:00:00Z", "1 June 2026, 12:00:00 pm"),
        ("2026-06-30T23:05:09Z", "1 July 2026, 12:05:09 am"),
    ],
)
def test_moments_are_said_as_clocks_in_london_show_them(instant: str, said: str) -> None:
    assert moments.moment(instant) == said


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("2026-06-01T09:30", "2026-06-01T08:30:00Z"),
        ("2026-12-01T09:30:15", "2026-12-01T09:30:15Z"),
        ("2026-06-01T09:30:00Z", "2026-06-01T09:30:00Z"),
        ("2026-06-01", "2026-06-01"),
        ("last week", "last week"),
    ],
)
def test_a_time_on_a_london_clock_is_asked_for_as_a_moment(typed: str, asked: str) -> None:
    assert Filters(as_at=typed).query() == {"as_at": asked}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2026-06-01T08:30:00Z", "2026-06-01T09:30:00"),
        ("2026-06-01T08:30:00.250Z", "2026-06-01T09:30:00.250"),
        ("2026-06-01T09:30", "2026-06-01T09:30"),
    ],
)
def test_a_moment_in_the_address_comes_back_as_a_time_on_a_clock(given: str, shown: str) -> None:
    assert moments.clock(given) == shown


def test_filters_that_are_empty_are_not_in_the_address() -> None:
    assert Filters().link("/") == "/"
    asked = Filters(organisation="RGP", year="2026/27")
    assert asked.link("/") == "/?organisation=RGP&year=2026%2F27"
