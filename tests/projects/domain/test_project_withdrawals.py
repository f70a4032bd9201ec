"""Taking a fact of a project back: as if it had never been said, unless later facts rest on it."""

import pytest

from shared.contracts.event import Event
from tests.admitted import answers, last_answer
from tests.given import said
from tests.projects.facts import (
    DOCTOR,
    LEAD,
    NURSE,
    coached,
    completed,
    corrected,
    driver,
    entered,
    handed_over,
    idea,
    lead_changed,
    measure,
    measured,
    passed,
    paused,
    qia,
    registered,
    reopened,
    resumed,
    score_voided,
    scored,
    signed,
    started,
    voided,
    withdrawn,
)

START = (registered("2022-04-04"),)


def test_a_project_whose_completion_is_taken_back_is_open_again() -> None:
    history = (*START, started(), completed("2022-09-30"))
    assert last_answer(*history, paused("2022-10-03")) == "ProjectClosed"
    assert last_answer(*history, withdrawn("fact-3"), paused("2022-10-03")) == "accepted"
    assert last_answer(*history, withdrawn("fact-3"), completed("2022-10-03")) == "accepted"


def test_days_after_a_completion_that_was_taken_back_are_open() -> None:
    history = (*START, completed("2022-09-30"), withdrawn("fact-2"), completed("2022-12-01"))
    assert last_answer(*history, coached("2022-11-01")) == "accepted"


def test_a_start_that_is_taken_back_makes_a_pause_impossible() -> None:
    assert last_answer(*START, started(), withdrawn("fact-2"), paused()) == "NotRunning"
    assert last_answer(*START, started(), withdrawn("fact-2"), started("2022-04-12")) == "accepted"


@pytest.mark.parametrize(
    "history",
    [
        (started(), paused()),
        (completed(), reopened()),
        (driver("d1"), idea("i1", driver="d1")),
        (driver("d1"), driver("d2", parent="d1")),
        (measure("m1"), measured(of="m1")),
        (scored(), score_voided("fact-2")),
        (lead_changed("RM1"), said(started("2022-08-01"), by="RM1")),
        (entered(0), passed(0)),
        (qia(), signed(DOCTOR)),
        (handed_over("b3a1f6de-91c4-4a7e-9d7a-2f7d0c9e4d33"), coached("2022-08-01", by=LEAD)),
    ],
    ids=["start", "completion", "driver", "parent", "measure", "score", "lead", "gateway", "assessment", "hand-over"],
)
def test_what_others_rest_on_stays_until_they_are_gone(history: tuple[Event, Event]) -> None:
    first = registered("2022-04-04", lead_person=LEAD)
    assert last_answer(first, *history, withdrawn("fact-2")) == "OthersRestOnIt"
    by = history[1].by if hasattr(history[1], "by") else "RGP"
    assert last_answer(first, *history, said(withdrawn("fact-3"), by=by), withdrawn("fact-2")) == "accepted"


def test_a_signature_that_gateway_3_rests_on_stays() -> None:
    way = [step(gateway) for gateway in range(3) for step in (entered, passed)]
    history = (*START, *way, qia(), signed(DOCTOR), signed(NURSE), entered(3))
    assert last_answer(*history, withdrawn("fact-9")) == "OthersRestOnIt"
    assert last_answer(*history, withdrawn("fact-11"), withdrawn("fact-9"), entered(3)) == "QiaNotSigned"


def test_a_measurement_that_was_corrected_stays_and_one_that_was_not_is_said_again() -> None:
    history = (*START, measure(), measured("2022-05-01"))
    assert last_answer(*history, corrected("2022-05-01"), withdrawn("fact-3")) == "OthersRestOnIt"
    assert last_answer(*history, withdrawn("fact-3"), measured("2022-05-01")) == "accepted"


def test_an_identifier_that_was_taken_back_is_free_again() -> None:
    assert last_answer(*START, driver("d1"), withdrawn("fact-2"), driver("d1")) == "accepted"


def test_registration_is_never_taken_back() -> None:
    assert last_answer(*START, withdrawn("fact-1")) == "OpeningFact"


def test_only_what_stands_is_taken_back() -> None:
    assert last_answer(*START, withdrawn("fact-9")) == "NoSuchFact"
    assert last_answer(*START, started(), withdrawn("fact-2"), withdrawn("fact-2")) == "NoSuchFact"
    assert last_answer(*START, started(), withdrawn("fact-2"), withdrawn("fact-3")) == "NoSuchFact"


def test_a_fact_is_taken_back_by_whoever_said_it_even_when_another_leads_by_then() -> None:
    history = (*START, scored(), lead_changed("RM1"))
    assert last_answer(*history, said(withdrawn("fact-2"), by="RM1")) == "NotYours"
    assert last_answer(*history, withdrawn("fact-2")) == "accepted"


def test_a_closed_project_still_takes_facts_back() -> None:
    assert last_answer(*START, started(), scored(), completed(), withdrawn("fact-3")) == "accepted"


def test_a_pause_between_two_that_rest_on_it_stays() -> None:
    history = (*START, started(), paused(), resumed(), paused("2022-07-01"))
    assert last_answer(*history, withdrawn("fact-3")) == "OthersRestOnIt"


def test_nothing_is_taken_back_in_a_voided_project_not_even_the_voiding() -> None:
    assert last_answer(*START, started(), voided(), withdrawn("fact-2")) == "ProjectVoided"
    assert last_answer(*START, voided(), withdrawn("fact-2")) == "ProjectVoided"


def test_nothing_is_taken_back_before_there_is_a_project() -> None:
    assert answers(withdrawn("fact-1")) == ["ProjectNotRegistered"]
