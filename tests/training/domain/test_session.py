"""A session has places; who is offered one answers, or does not."""

import pytest

from services.training.domain.refusals import PlaceNotOffered, PlaceTaken, SessionWasCancelled
from services.training.domain.session import DRAWN
from shared.contracts.event import Event
from shared.contracts.training import SessionAttended, SessionCancelled
from shared.refusals import AlreadySaid, NotOpened, NotYetHappened, NotYours, OutOfOrder, OutOfRange
from tests.given import given
from tests.training.facts import (
    SOMEBODY,
    accepted,
    declined,
    expired,
    offered,
    reserved,
    scheduled,
    session_cancelled,
    withdrawn,
)

ATTENDED = SessionAttended(person=SOMEBODY, organisation="ABC")
FOLLOWING = [reserved(), offered(), accepted(), declined(), expired(), withdrawn(), ATTENDED, session_cancelled()]


def kind(event: Event) -> str:
    return event.type


def test_a_session_is_scheduled_ahead_of_its_day() -> None:
    given().when(scheduled(starts="2099-06-14", ends="2099-06-14")).then()


def test_a_session_does_not_end_before_it_starts() -> None:
    given().when(scheduled(starts="2022-06-15", ends="2022-06-14")).refused(OutOfOrder, field="ends_on")


def test_a_session_is_scheduled_once() -> None:
    given(scheduled()).when(scheduled()).refused(AlreadySaid)


@pytest.mark.parametrize("event", FOLLOWING, ids=kind)
def test_nothing_is_said_of_a_session_that_nobody_scheduled(event: Event) -> None:
    given().when(event).refused(NotOpened)


@pytest.mark.parametrize("event", [scheduled(), *FOLLOWING], ids=kind)
def test_only_who_scheduled_a_session_speaks_of_it(event: Event) -> None:
    given(scheduled(), offered()).when(event, by="RM1").refused(NotYours)


def test_places_are_reserved_and_offered_to_any_organisation_at_all() -> None:
    given(scheduled()).when(reserved(to="ABC")).then()
    given(scheduled()).when(offered(to="ABC")).then()
    given(scheduled()).when(ATTENDED).then()


@pytest.mark.parametrize("event", [offered(4), accepted(4), declined(4), expired(4), withdrawn(4)], ids=kind)
def test_a_session_of_three_has_no_fourth_place(event: Event) -> None:
    given(scheduled(places=3)).when(event).refused(OutOfRange, field="place")


def test_no_more_places_are_reserved_than_there_are() -> None:
    given(scheduled(places=3)).when(reserved(places=4)).refused(OutOfRange, field="places")


def test_the_last_place_is_a_place() -> None:
    given(scheduled(places=3)).when(offered(3)).then()


def test_a_place_that_is_none_is_named_before_whose_session_it_is() -> None:
    given(scheduled(places=3)).when(offered(4), by="RM1").refused(OutOfRange, field="place")


@pytest.mark.parametrize("answer", [accepted(), declined(), expired(), withdrawn()], ids=kind)
def test_an_offer_is_answered_expires_or_is_taken_back(answer: Event) -> None:
    given(scheduled(), offered()).when(answer).then()


@pytest.mark.parametrize("answer", [accepted(), declined(), expired(), withdrawn()], ids=kind)
def test_there_is_no_answer_without_an_offer(answer: Event) -> None:
    given(scheduled(), offered(2)).when(answer).refused(PlaceNotOffered, field="place")


@pytest.mark.parametrize("answer", [accepted(), declined(), expired(), withdrawn()], ids=kind)
def test_there_is_no_answer_once_the_offer_was_taken_back(answer: Event) -> None:
    given(scheduled(), offered(), withdrawn()).when(answer).refused(PlaceNotOffered, field="place")


@pytest.mark.parametrize("answer", [accepted(), declined(), expired(), withdrawn()], ids=kind)
def test_no_answer_comes_before_its_offer(answer: Event) -> None:
    given(scheduled(), offered(on="2022-05-30")).when(answer).refused(OutOfOrder, field="on")


@pytest.mark.parametrize("first", [declined(), expired()], ids=kind)
def test_what_was_declined_or_has_expired_is_not_accepted(first: Event) -> None:
    given(scheduled(), offered(), first).when(accepted(on="2022-05-20")).refused(PlaceNotOffered, field="place")


def test_an_accepted_place_can_be_given_up_but_does_not_expire() -> None:
    given(scheduled(), offered(), accepted()).when(declined()).then()
    given(scheduled(), offered(), accepted()).when(expired()).refused(PlaceNotOffered, field="place")


@pytest.mark.parametrize("first", [accepted(), declined(), expired(), withdrawn()], ids=kind)
def test_a_place_is_offered_again_to_whomever(first: Event) -> None:
    given(scheduled(), offered(), first).when(offered(to="RM1", on="2022-05-20")).then()


def test_a_place_can_be_offered_again_before_it_was_answered() -> None:
    given(scheduled(), offered()).when(offered(to="RM1")).then()


def test_taking_back_the_last_offer_leaves_the_one_before_it() -> None:
    given(scheduled(), offered(), offered(to="RM1"), withdrawn()).when(accepted()).then()
    given(scheduled(), offered(), offered(to="RM1"), withdrawn()).when(withdrawn()).then()


@pytest.mark.parametrize("first", [accepted(), declined(), expired()], ids=kind)
def test_an_offer_is_taken_back_whatever_became_of_it(first: Event) -> None:
    given(scheduled(), offered(), first).when(withdrawn()).then()


def test_a_draw_offers_no_place_that_somebody_holds() -> None:
    given(scheduled(), offered()).when(offered(to="RM1"), source=DRAWN).refused(PlaceTaken, field="place")
    given(scheduled(), offered(), accepted()).when(offered(), source=DRAWN).refused(PlaceTaken, field="place")
    given(scheduled(), offered(), declined()).when(offered(), source=DRAWN).then()


@pytest.mark.parametrize("event", [one for one in FOLLOWING if not isinstance(one, SessionCancelled)], ids=kind)
def test_a_cancelled_session_is_over(event: Event) -> None:
    given(scheduled(), offered(), session_cancelled()).when(event).refused(SessionWasCancelled)


def test_a_session_is_cancelled_once() -> None:
    given(scheduled(), session_cancelled()).when(session_cancelled()).refused(AlreadySaid)


def test_no_offer_is_dated_tomorrow() -> None:
    given(scheduled()).when(offered(on="2023-09-30")).refused(NotYetHappened, field="on")


def test_the_days_of_a_session_are_a_plan_and_bind_no_offer() -> None:
    given(scheduled(starts="2020-01-06", ends="2020-01-06")).when(offered(on="2022-05-03")).then()
