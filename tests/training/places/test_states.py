"""What became of a place that was asked for, as the facts tell it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.training.domain.session import DRAWN
from services.training.places.states import Drawing, Found, State, found, offers
from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.contracts.training import (
    SessionCancelled,
    SessionPlaceAccepted,
    SessionPlaceDeclined,
    SessionPlaceExpired,
    SessionPlaceOffered,
    SessionPlaceWithdrawn,
)

DAY, NOON = date(2022, 5, 3), datetime(2022, 5, 3, 12, tzinfo=UTC)
OFFERED = SessionPlaceOffered(place=1, organisation="RGP", on=DAY)
ASKED: dict[str, Any] = {"withdrawn_at": None}
ANSWERS = {
    State.ACCEPTED: SessionPlaceAccepted(place=1, on=DAY),
    State.DECLINED: SessionPlaceDeclined(place=1, on=DAY),
    State.EXPIRED: SessionPlaceExpired(place=1, on=DAY),
}


def history(*events: Event) -> list[Recorded]:
    """Return facts in order; the first is the offer of a draw, all else was said by hand."""
    return [
        Recorded(
            stream="session/one", version=at + 1, id=f"said/{at}" if at else "spring/1",
            source="urn:by-hand" if at else DRAWN, organisation="QMM", time=NOON, recorded_at=NOON, event=event,
        )
        for at, event in enumerate(events)
    ]  # fmt: skip


def state(*events: Event) -> Found:
    return found(ASKED, [Drawing("spring", 1)], offers(history(*events)), cancelled=False)


def test_an_offer_stands_until_it_is_answered() -> None:
    assert state(OFFERED) == Found(State.OFFERED, 1, "spring/1", "spring")


@pytest.mark.parametrize(("answer", "event"), ANSWERS.items())
def test_what_was_answered_is_told(answer: State, event: Event) -> None:
    assert state(OFFERED, event).state is answer


def test_an_offer_that_was_taken_back_leaves_the_place_waiting() -> None:
    assert state(OFFERED, SessionPlaceWithdrawn(place=1, on=DAY)) == Found(State.WAITING)


def test_an_offer_that_was_never_said_is_none() -> None:
    assert found(ASKED, [Drawing("spring", 1)], {}, cancelled=False) == Found(State.WAITING)


def test_an_answer_to_a_later_offer_of_the_same_place_says_nothing_of_the_first() -> None:
    later = SessionPlaceOffered(place=1, organisation="RM1", on=DAY)
    declined, accepted = ANSWERS[State.DECLINED], ANSWERS[State.ACCEPTED]
    assert state(OFFERED, declined, later, accepted).state is State.DECLINED


def test_an_answer_that_was_taken_back_was_never_given() -> None:
    taken_back = FactWithdrawn(event_id="said/1", reason="A slip.")
    assert state(OFFERED, ANSWERS[State.ACCEPTED], taken_back).state is State.OFFERED


def test_with_its_session_a_place_is_cancelled() -> None:
    assert state(OFFERED, SessionCancelled(on=DAY, reason="No trainer.")).state is State.CANCELLED
    assert found(ASKED, [], {}, cancelled=True) == Found(State.CANCELLED)


def test_what_was_given_up_waits_no_more() -> None:
    asked = {"withdrawn_at": datetime(2022, 5, 3, tzinfo=UTC)}
    assert found(asked, [Drawing("spring", None)], {}, cancelled=False) == Found(State.WITHDRAWN)
