"""Whole histories of projects, publications and innovations, told fact by fact: each answered as the history says."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.projects.app import DECIDERS
from shared.admission import Admission, Outcome
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.projects import PROJECTS
from shared.identity import Caller
from shared.members import Members
from shared.submission import read
from tests.given import EVERY_ROLE

HISTORIES = Path(__file__).parents[2] / "histories"
NAMES = ["1", "2", "3"]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CATEGORIES = {category.name for category in PROJECTS.categories}


def lines(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(HISTORIES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def members(name: str) -> Members:
    """Return who has joined, as the service learns it from the other's facts."""
    known = Members()
    for line in lines(name):
        if line["event"].get("type") == "organisation.joined":
            raw = json.dumps(line["event"]).encode()
            event = read(raw, Caller(organisation=line["organisation"], roles=EVERY_ROLE), AGREEMENTS, NOW).event
            assert event is not None
            known = known.after(line["organisation"], event)
    return known


@cache
def told(name: str, *, times: int = 1) -> tuple[Admission, list[tuple[dict[str, Any], Outcome]]]:
    """Submit what this service owns of a history, in its order."""
    admission = Admission(deciders=DECIDERS, members=members(name), today=date(2026, 11, 22), kept={})
    told = []
    for line in list(lines(name)) * times:
        if str(line["event"].get("type")).partition(".")[0] in CATEGORIES:
            caller = Caller(organisation=line["organisation"], roles=EVERY_ROLE)
            submission = read(json.dumps(line["event"]).encode(), caller, PROJECTS, NOW)
            [outcome] = admission.decide([submission])
            told.append((line, outcome))
    return admission, told


def as_expected(line: dict[str, Any], outcome: Outcome) -> bool:
    if "refused" not in line:
        return outcome.refusal is None
    if outcome.refusal is None:
        return False
    named = line["refused"] is True or type(outcome.refusal).__name__ in line["refused"]
    return named and line.get("field") in {None, outcome.refusal.field}


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_is_answered_as_its_history_says(name: str) -> None:
    _, answers = told(name)
    assert len(answers) > 1000
    assert sum("refused" in line for line, _ in answers) > 30
    assert [(line, outcome.refusal) for line, outcome in answers if not as_expected(line, outcome)] == []


def test_a_history_told_twice_changes_nothing() -> None:
    once, _ = told("1")
    twice, answers = told("1", times=2)
    assert len(twice.appends) == len(once.appends)
    assert sum(outcome.duplicate for _, outcome in answers) == len(once.appends)


def test_every_kept_fact_is_read_back_as_it_was() -> None:
    admission, _ = told("1")
    for one in admission.appends:
        _, kind = PROJECTS.types[one.event.type]
        assert msgspec.json.decode(msgspec.json.encode(one.event), type=kind) == one.event
