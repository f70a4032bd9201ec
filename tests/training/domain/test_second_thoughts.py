"""What was said in error is taken back as if it had never been said, unless something rests on it."""

from datetime import date

import pytest

from shared.contracts.event import Event
from shared.contracts.training import PersonMerged
from tests.admitted import last_answer, withdrawn
from tests.given import Said, said
from tests.training.facts import (
    SOMEBODY,
    accepted,
    announced,
    cafe,
    completed,
    declined,
    enrolled,
    held,
    left_scholarship,
    offered,
    registered,
    retired,
    revoked,
    scheduled,
    scholarship_completed,
    session_cancelled,
)

OPENINGS = {
    "course": announced(),
    "session": scheduled(),
    "scholarship": enrolled(),
    "cafe": cafe(),
    "adviser": registered(),
}


@pytest.mark.parametrize("category", OPENINGS)
def test_what_opened_a_stream_stands_for_ever(category: str) -> None:
    assert last_answer(OPENINGS[category], withdrawn(category, "fact-1")) == "OpeningFact"


def test_nothing_opened_a_person_so_their_first_fact_can_be_taken_back() -> None:
    assert last_answer(completed(), withdrawn("person", "fact-1")) == "accepted"


@pytest.mark.parametrize(
    ("facts", "again"),
    [
        ([cafe(), held(), withdrawn("cafe", "fact-2")], held()),
        ([enrolled(), left_scholarship(), withdrawn("scholarship", "fact-2")], scholarship_completed()),
        ([registered(), retired(), withdrawn("adviser", "fact-2")], retired()),
        ([scheduled(), session_cancelled(), withdrawn("session", "fact-2")], offered()),
        ([scheduled(), offered(), declined(), withdrawn("session", "fact-3")], accepted()),
        ([completed(), revoked(), withdrawn("person", "fact-2")], revoked()),
    ],
)
def test_what_was_taken_back_stands_in_nobodys_way(facts: list[Event], again: Event) -> None:
    assert last_answer(*facts, again) == "accepted"


def test_an_offer_that_was_accepted_is_not_taken_back() -> None:
    assert last_answer(scheduled(), offered(), accepted(), withdrawn("session", "fact-2")) == "OthersRestOnIt"


def test_a_completion_that_was_revoked_is_not_taken_back() -> None:
    assert last_answer(completed(), revoked(), withdrawn("person", "fact-1")) == "OthersRestOnIt"


def test_a_fact_is_taken_back_by_who_said_it() -> None:
    other: list[Event | Said] = [cafe("RGP", "RM1"), said(held(), by="RM1")]
    assert last_answer(*other, withdrawn("cafe", "fact-2")) == "NotYours"
    assert last_answer(*other, said(withdrawn("cafe", "fact-2"), by="RM1")) == "accepted"


def test_what_nobody_said_cannot_be_taken_back() -> None:
    assert last_answer(withdrawn("person", "fact-1")) == "NoSuchFact"
    assert last_answer(withdrawn("cafe", "fact-1")) == "NoSuchFact"


def test_whoever_took_back_all_they_said_of_a_person_has_said_nothing() -> None:
    gone: list[Event] = [completed(), withdrawn("person", "fact-1")]
    assert last_answer(*gone, said(PersonMerged(into=SOMEBODY), by="RM1")) == "accepted"


def test_a_cancelled_session_still_takes_facts_back() -> None:
    told: list[Event] = [scheduled(), offered(), session_cancelled()]
    assert last_answer(*told, withdrawn("session", "fact-2")) == "accepted"


def test_a_plan_is_no_day_that_has_come() -> None:
    assert cafe().on < date(2023, 9, 29)
    assert last_answer(scheduled(starts="2099-01-01", ends="2099-01-02")) == "accepted"
