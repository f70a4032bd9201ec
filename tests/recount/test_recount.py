"""The recount answers what the definitions say, and the example's figures tell something."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest

from deploy.local.example.facts import facts
from tests.recount.figures import recount
from tests.recount.judged import percentage
from tests.recount.known import Known, last_day
from tests.recount.projects import joinable

YEAR = "2022/23"
LATER = date(2026, 11, 22)
IMPROVEMENT = "modest-improvement"
INVOLVEMENT = "patient-involvement"
NUMBERS = count(1)


def said(word: str, day: str = "", project: str = "a", **data: object) -> dict[str, Any]:
    """Return an event of a project."""
    field = {"registered": "registered_on", "score_assessed": "assessed_on"}.get(word, "on")
    return {
        "id": str(next(NUMBERS)),
        "source": "test",
        "subject": f"project/{project}",
        "type": f"project.{word}",
        "data": data | ({field: day} if day else {}),
    }


def registered(day: str = "2022-05-01", *, kind: str = "quality_improvement", project: str = "a") -> dict[str, Any]:
    """Return the opening of a project that RGP leads."""
    return said("registered", day, project, kind=kind, lead_organisation="RGP")


def score(points: float, day: str, assessor: str = "team") -> dict[str, Any]:
    """Return an assessment."""
    return said("score_assessed", day, score=points, assessor=assessor)


def completed(day: str = "2022-10-01") -> dict[str, Any]:
    """Return a completion."""
    return said("completed", day)


def voided_score() -> list[dict[str, Any]]:
    """Return a 4.0 that is taken back, after a 2.0 that stands."""
    good = score(4.0, "2022-09-20")
    void = said("score_voided", event_id=good["id"])
    return [registered(), score(2.0, "2022-09-01"), good, completed(), void]


IMPROVED = [
    ("no score is in the denominator alone", [registered(), completed()], (0, 1)),
    ("3.0 is enough", [registered(), score(3.0, "2022-09-30"), completed()], (1, 1)),
    ("2.5 is not", [registered(), score(2.5, "2022-09-30"), completed()], (0, 1)),
    (
        "the latest counts, not the best",
        [registered(), score(4.0, "2022-08-01"), score(2.5, "2022-09-01"), completed()],
        (0, 1),
    ),
    (
        "of one day's the last said counts",
        [registered(), score(2.5, "2022-09-01"), score(3.0, "2022-09-01"), completed()],
        (1, 1),
    ),
    (
        "the adviser's word holds, however old",
        [registered(), score(2.5, "2022-06-01", "adviser"), score(4.0, "2022-09-30"), completed()],
        (0, 1),
    ),
    ("the 90th day", [registered(), completed(), score(3.0, "2022-12-30")], (1, 1)),
    ("the 91st day", [registered(), completed(), score(3.0, "2022-12-31")], (0, 1)),
    ("a voided score", voided_score(), (0, 1)),
    ("an audit", [registered(kind="clinical_audit"), completed()], (0, 0)),
    ("cancelled", [registered(), said("cancelled", "2022-10-01")], (0, 0)),
    ("completed in the next year", [registered(), completed("2023-04-01")], (0, 0)),
    (
        "reopened a year later",
        [registered(), score(3.0, "2022-09-01"), completed(), said("reopened", "2023-11-01")],
        (0, 0),
    ),
    (
        "completed again",
        [
            registered(),
            score(3.0, "2022-09-01"),
            completed(),
            said("reopened", "2022-11-01"),
            completed("2023-03-31"),
        ],
        (1, 1),
    ),
    ("voided", [registered(), completed(), said("voided", reason="test")], (0, 0)),
    (
        "led by another on the day of completion",
        [registered(), said("lead_changed", "2022-10-01", to_organisation="RY3"), completed()],
        (0, 0),
    ),
    (
        "handed over on the day after",
        [registered(), completed(), said("lead_changed", "2022-10-02", to_organisation="RY3")],
        (0, 1),
    ),
]

PATIENTS = said("involvement_recorded", "2022-06-01", level="little_i")
INVOLVED = [
    ("unknown is not involved", [registered()], (0, 1)),
    ("consulted", [registered(), PATIENTS], (1, 1)),
    (
        "no longer",
        [registered(), PATIENTS, said("involvement_recorded", "2022-07-01", level="none")],
        (0, 1),
    ),
    (
        "first after the year",
        [registered(), said("involvement_recorded", "2023-04-01", level="big_i")],
        (0, 1),
    ),
    ("registered on the last day", [registered("2023-03-31")], (0, 1)),
    ("registered after it", [registered("2023-04-01")], (0, 0)),
    (
        "closed on the first day",
        [registered("2022-01-01"), said("cancelled", "2022-04-01")],
        (0, 1),
    ),
    ("closed on the day before", [registered("2022-01-01"), completed("2022-03-31")], (0, 0)),
    (
        "closed before and reopened in the year",
        [registered("2022-01-01"), completed("2022-03-01"), said("reopened", "2023-02-01")],
        (0, 1),
    ),
    (
        "handed over after closing",
        [registered(), completed(), said("lead_changed", "2022-11-01", to_organisation="RY3")],
        (0, 1),
    ),
    (
        "handed over before the year's end",
        [registered(), said("lead_changed", "2023-03-31", to_organisation="RY3")],
        (0, 0),
    ),
]


@pytest.mark.parametrize(("why", "events", "figure"), IMPROVED)
def test_modest_improvement_is_counted_to_the_letter(
    why: str, events: list[dict[str, Any]], figure: tuple[int, int]
) -> None:
    assert recount(events, IMPROVEMENT, "RGP", YEAR, as_at_day=LATER) == figure, why


@pytest.mark.parametrize(("why", "events", "figure"), INVOLVED)
def test_patient_involvement_is_counted_to_the_letter(
    why: str, events: list[dict[str, Any]], figure: tuple[int, int]
) -> None:
    assert recount(events, INVOLVEMENT, "RGP", YEAR, as_at_day=LATER) == figure, why


def test_a_running_year_ends_at_the_as_at_day() -> None:
    events = [
        registered(),
        PATIENTS,
        registered("2022-08-01", project="b"),
    ]

    assert recount(events, INVOLVEMENT, "RGP", YEAR, as_at_day=date(2022, 5, 31)) == (0, 1)
    assert recount(events, INVOLVEMENT, "RGP", YEAR, as_at_day=date(2022, 6, 1)) == (1, 1)
    assert recount(events, INVOLVEMENT, "RGP", YEAR, as_at_day=date(2022, 8, 1)) == (1, 2)
    assert joinable(Known(events), "RGP", date(2022, 8, 1)) == 2


def test_the_system_counts_what_every_organisation_leads() -> None:
    events = [registered(), said("lead_changed", "2022-06-01", to_organisation="RY3")]

    assert recount(events, INVOLVEMENT, None, YEAR, as_at_day=LATER) == (0, 1)
    assert recount(events, INVOLVEMENT, "RY3", YEAR, as_at_day=LATER) == (0, 1)


@pytest.mark.parametrize(
    ("figure", "target", "could_join", "closed", "expected"),
    [
        ((8, 11), None, 3, False, "no_target"),
        ((3, 4), 75, 3, False, "insufficient_data"),
        ((3, 4), 75, None, True, "insufficient_data"),
        ((8, 11), 75, 3, False, "at_risk"),
        ((9, 12), 75, 3, False, "on_track"),
        ((9, 12), 75, 0, False, "secured"),
        ((9, 12), 75, None, True, "achieved"),
        ((1, 10), 75, 3, False, "unreachable"),
        ((1, 10), 75, 40, False, "off_track"),
        ((1, 10), 20, None, False, "at_risk"),
    ],
)
def test_a_percentage_has_one_status(
    figure: tuple[int, int],
    target: int | None,
    could_join: int | None,
    *,
    closed: bool,
    expected: str,
) -> None:
    assert percentage(figure, target, could_join=could_join, closed=closed) == expected


def test_james_paget_just_misses_improvement_and_keeps_its_word_on_involvement() -> None:
    events = [each.event for each in facts(LATER)]

    assert recount(events, IMPROVEMENT, "RGP", YEAR, as_at_day=LATER) == (11, 15)
    assert recount(events, INVOLVEMENT, "RGP", YEAR, as_at_day=LATER) == (5, 20)


def test_organisations_stand_differently_in_both_years() -> None:
    standing = {(slug, year): set(statuses(slug, year)) for slug, year in VIEWS}

    closed = {"achieved", "not_achieved", "no_target"}
    assert standing[IMPROVEMENT, YEAR] == closed
    assert standing[INVOLVEMENT, YEAR] == closed
    running = {"on_track", "at_risk", "off_track", "no_target", "insufficient_data"}
    assert standing[IMPROVEMENT, "2026/27"] == running
    assert standing[INVOLVEMENT, "2026/27"] == running


VIEWS = [(slug, year) for slug in (IMPROVEMENT, INVOLVEMENT) for year in (YEAR, "2026/27")]
STRATEGY = {IMPROVEMENT: 75, INVOLVEMENT: 20}


def statuses(slug: str, year: str) -> Iterator[str]:
    """Yield how each organisation stands."""
    events: list[dict[str, Any]] = [each.event for each in facts(LATER)]
    targets = {"RGP": STRATEGY[slug]} if year == YEAR else {}
    for event in events:
        if event["subject"] != f"measure/{slug}" or event["type"] != "measure.target_set":
            continue
        if event["data"]["financial_year"] == year:
            targets[event["data"]["organisation"]] = event["data"]["target"]
    for code in ("RGP", "RM1", "RCX", "RMY", "RY3", "RYC", "QMM"):
        could_join = joinable(Known(events), code, LATER) if slug == IMPROVEMENT else None
        figure = recount(events, slug, code, year, as_at_day=LATER)
        closed = last_day(year) < LATER
        yield percentage(figure, targets.get(code), could_join=could_join, closed=closed)
