"""The example is the same on every machine, only grows, and keeps to the contract's rules."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from deploy.local.example.facts import facts
from deploy.local.example.submission import Submission
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Event
from shared.contracts.form import conform, days_said
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING

TODAY = date(2026, 11, 22)
DAYS = [
    date(2022, 3, 31),
    date(2022, 9, 15),
    date(2023, 6, 1),
    date(2025, 1, 15),
    date(2026, 4, 1),
    TODAY,
    date(2026, 11, 23),
    date(2027, 3, 31),
    date(2027, 4, 1),
    date(2028, 2, 29),
]
IDENTIFIERS = {
    *("event_id", "merged_into", "person", "adviser", "lead_person", "to_person", "author", "signatory", "into"),
    *("course", "url"),
}
SCALE = {half / 2 for half in range(1, 11)}
CATALOGUE = {**PROJECTS.types, **TRAINING.types, **AGREEMENTS.types}
OPEN = {"registered", "running", "paused"}
# What leads from which states of a project to which.
TURNS: dict[str, tuple[set[str], str]] = {
    "project.started": ({"registered"}, "running"),
    "project.paused": ({"running"}, "paused"),
    "project.resumed": ({"paused"}, "running"),
    "project.completed": (OPEN, "closed"),
    "project.cancelled": (OPEN, "closed"),
    "project.reopened": ({"closed"}, "running"),
    "project.voided": ({*OPEN, "closed"}, "voided"),
}


told = cache(facts)


def test_the_same_day_always_has_the_same_facts() -> None:
    assert facts(TODAY) == facts(TODAY)


@pytest.mark.parametrize(("earlier", "later"), [*pairwise(DAYS[4:])])
def test_a_later_day_only_adds_facts_dated_since(earlier: date, later: date) -> None:
    before, after = told(earlier), told(later)

    assert after[: len(before)] == before
    assert all(each.day >= earlier for each in after[len(before) :])


@pytest.mark.parametrize("today", DAYS)
def test_nothing_is_dated_after_yesterday(today: date) -> None:
    for each in told(today):
        assert each.day < today


@pytest.mark.parametrize("today", DAYS)
def test_every_identifier_is_used_once(today: date) -> None:
    ids = Counter(each.event["id"] for each in told(today))

    assert not [id_ for id_, times in ids.items() if times > 1]


def test_every_fact_is_a_cloud_event_with_the_fields_of_its_type() -> None:
    for each in told(TODAY):
        event = json.loads(json.dumps(each.event))
        assert event == each.event
        assert set(event) == {"specversion", "id", "source", "type", "subject", "time", "data"}
        assert event["source"].startswith(f"urn:nhs:ods:{each.organisation}:")
        fact(each)
        assert len(event["data"].get("title", "")) <= 300


def test_no_text_looks_like_a_patients_number() -> None:
    for each in told(TODAY):
        for field, text in texts(each):
            assert not re.search(r"\d{3}[ -]?\d{3}[ -]?\d{4}", text), (field, text)


@pytest.mark.parametrize("today", DAYS)
def test_every_project_keeps_to_the_rules(today: date) -> None:
    for stream in streams(today):
        check(stream)


@pytest.mark.parametrize("today", [TODAY, DAYS[-1]])
def test_no_fact_is_said_before_its_day(today: date) -> None:
    for each in told(today):
        assert all(day <= each.day for day in days(each)), each


def test_what_counts_for_a_project_is_said_on_its_day() -> None:
    for each in told(TODAY):
        if each.event["type"] in {*TURNS, "project.score_assessed", "project.involvement_recorded"}:
            assert set(days(each)) <= {each.day}


def test_organisations_join_first_and_speak_for_themselves() -> None:
    joined: set[str] = set()
    for each in told(TODAY):
        event: Any = each.event
        if event["type"] == "organisation.joined":
            joined.add(each.organisation)
            assert event["subject"] == f"organisation/{each.organisation}"
        if event["type"] == "measure.target_set":
            assert event["data"]["organisation"] == each.organisation
        if not event["subject"].startswith("project/"):
            assert each.organisation in joined

    assert joined == {"RGP", "RM1", "RCX", "RMY", "RY3", "RYC", "QMM"}


def test_the_year_is_as_varied_as_years_are() -> None:
    everything = told(TODAY)
    types = Counter(str(each.event["type"]) for each in everything)
    kinds = Counter(data(each).get("kind") for each in everything if "kind" in data(each))

    assert 110 <= types["project.registered"] <= 150
    assert kinds["clinical_audit"]
    assert kinds["service_evaluation"]


def test_duplicates_are_merged_into_projects_that_are_there() -> None:
    titles = {str(stream[0].event["subject"]): data(stream[0])["title"] for stream in streams(TODAY)}
    merged = [each for each in told(TODAY) if "merged_into" in data(each)]

    assert merged
    for each in merged:
        twin = f"project/{data(each)['merged_into']}"
        assert twin != each.event["subject"]
        assert titles[twin] == titles[str(each.event["subject"])]


def test_the_next_year_begins_where_this_one_ends() -> None:
    first = date(2027, 4, 1)

    assert told(first)[-1].day <= first - timedelta(days=1)
    assert {data(each)["financial_year"] for each in told(first) if each.event["type"] == "measure.target_set"} == {
        "2022/23",
        "2026/27",
    }


def check(stream: list[Submission]) -> None:
    """Judge one project as the contract would."""
    opening = data(stream[0])
    assert stream[0].event["type"] == "project.registered"
    state, lead, scores = "registered", opening["lead_organisation"], set()
    day = date.fromisoformat(opening["registered_on"])
    for each in stream:
        assert each.organisation == lead, each
        assert each.day >= day, each
        assert state != "voided", each
        day = each.day
        match str(each.event["type"]):
            case "project.registered":
                assert each is stream[0]
            case "project.lead_changed":
                assert data(each)["to_organisation"] != lead
                lead = data(each)["to_organisation"]
            case "project.score_assessed":
                assert data(each)["score"] in SCALE
                assert data(each)["assessor"] in {"team", "adviser"}
                scores.add(each.event["id"])
            case "project.score_voided":
                scores.remove(data(each)["event_id"])
            case "project.involvement_recorded":
                assert data(each)["level"] in {"none", "little_i", "big_i"}
            case turn if turn in TURNS:
                before, after = TURNS[turn]
                assert state in before, each
                state = after


def streams(today: date) -> Iterator[list[Submission]]:
    """Yield each project's facts in their order."""
    found: dict[str, list[Submission]] = defaultdict(list)
    for each in told(today):
        if str(each.event["subject"]).startswith("project/"):
            found[str(each.event["subject"])].append(each)
    yield from found.values()


def data(submission: Submission) -> dict[str, Any]:
    """Return what the fact says."""
    said = submission.event["data"]
    assert isinstance(said, dict)
    return said


def fact(submission: Submission) -> Event:
    """Return it as the catalogue reads it, which refuses what the catalogue does not know."""
    _, kind = CATALOGUE[str(submission.event["type"])]
    return conform(kind.said_as or kind, submission.event["data"])


def days(submission: Submission) -> list[date]:
    """Return the days that the fact claims have come."""
    return [day for _, day in days_said(fact(submission))]


def texts(submission: Submission) -> Iterator[tuple[str, str]]:
    """Yield the free texts, which is all but identifiers."""
    for field, value in data(submission).items():
        if isinstance(value, str) and field not in IDENTIFIERS:
            yield field, value
