"""Publications: any member records one, and who recorded it takes it back."""

import pytest

from shared.contracts.event import Event
from shared.refusals import AlreadySaid, NotAMember, NotOpened, NotYetHappened, NotYours, RoleRequired
from tests.admitted import last_answer
from tests.given import given, said
from tests.projects.facts import published, retracted, withdrawn

TOMORROW = "2023-09-30"


@pytest.mark.parametrize("by", ["RGP", "RM1", "QMM"])
def test_any_member_records_a_publication_of_any_organisations(by: str) -> None:
    given().when(published(organisations=("NEW", "RX9")), by=by).then()


@pytest.mark.parametrize("by", ["NEW", "RX9", None])
def test_nobody_else_does(by: str | None) -> None:
    given().when(published(), by=by).refused(NotAMember)


def test_it_is_recorded_once_whoever_says_it_again() -> None:
    given(published()).when(published()).refused(AlreadySaid)
    given(published()).when(published(), by="RM1").refused(AlreadySaid)
    given(published(), retracted()).when(published()).refused(AlreadySaid)


def test_who_recorded_it_retracts_it_once() -> None:
    given(published()).when(retracted()).then()
    given(published()).when(retracted(), by="RM1").refused(NotYours)
    given(published(), retracted()).when(retracted()).refused(AlreadySaid)
    given(said(published(), by="RM1")).when(retracted(), by="RM1").then()


def test_what_was_never_recorded_is_not_retracted() -> None:
    given().when(retracted()).refused(NotOpened)


@pytest.mark.parametrize(
    ("history", "event", "field"),
    [((), published(TOMORROW), "published_on"), ((published(),), retracted(TOMORROW), "on")],
)
def test_what_is_dated_tomorrow_has_not_happened(history: tuple[Event, ...], event: Event, field: str) -> None:
    given(*history).when(event).refused(NotYetHappened, field=field)


def test_both_need_the_role_of_a_submitter() -> None:
    given().when(published(), roles=frozenset()).refused(RoleRequired)
    given(published()).when(retracted(), roles=frozenset({"finance"})).refused(RoleRequired)


def test_a_retraction_is_taken_back_by_whoever_said_it_and_the_record_never() -> None:
    back = withdrawn("fact-2", "publication")
    assert last_answer(published(), retracted(), back, retracted()) == "accepted"
    assert last_answer(published(), retracted(), said(back, by="RM1")) == "NotYours"
    assert last_answer(published(), withdrawn("fact-1", "publication")) == "OpeningFact"
    assert last_answer(withdrawn("fact-1", "publication")) == "NotOpened"
