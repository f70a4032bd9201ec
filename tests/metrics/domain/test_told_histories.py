"""Whole histories of the agreement, told fact by fact: each is answered as the history says."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.metrics.app import DECIDERS
from shared.admission import Admission
from shared.contracts.agreements import AGREEMENTS
from shared.identity import Caller
from shared.members import Members
from shared.submission import read
from tests.given import EVERY_ROLE

HISTORIES = Path(__file__).parents[2] / "histories"
TODAY = date(2026, 11, 22)
CATEGORIES = {category.name for category in AGREEMENTS.categories}


def lines(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(HISTORIES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            if str(said["event"].get("type")).partition(".")[0] in CATEGORIES:
                yield said


def answered(line: dict[str, Any], admission: Admission) -> tuple[object, str | None]:
    caller = Caller(organisation=line["organisation"], roles=EVERY_ROLE)
    submission = read(json.dumps(line["event"]).encode(), caller, AGREEMENTS, datetime.now(UTC))
    [outcome] = admission.decide([submission])
    refusal = outcome.refusal
    return (type(refusal).__name__, refusal.field) if refusal else ("accepted", None)


def expected(line: dict[str, Any], answer: tuple[object, str | None]) -> bool:
    named, field = answer
    if "refused" not in line:
        return named == "accepted"
    right = named != "accepted" if line["refused"] is True else named in line["refused"]
    return right and line.get("field") in {None, field}


@pytest.mark.parametrize("name", ["1", "2", "3"])
def test_every_fact_of_the_agreement_is_answered_as_its_history_says(name: str) -> None:
    admission = Admission(deciders=DECIDERS, members=Members(), today=TODAY, kept={})
    answers = [(line, answered(line, admission)) for line in lines(name)]
    assert len(answers) > 200
    assert [(line["event"], answer) for line, answer in answers if not expected(line, answer)] == []


@pytest.mark.parametrize("name", ["1", "2", "3"])
def test_a_history_told_twice_changes_nothing(name: str) -> None:
    admission = Admission(deciders=DECIDERS, members=Members(), today=TODAY, kept={})
    for _ in range(2):
        for line in lines(name):
            answered(line, admission)
    assert len(admission.appends) == sum("refused" not in line for line in lines(name))
