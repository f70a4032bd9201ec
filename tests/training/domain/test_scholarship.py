"""A scholarship is enrolled for, and completed or withdrawn from."""

import pytest

from shared.contracts.event import Event
from shared.refusals import AlreadySaid, NotOpened, NotYours, OutOfOrder
from tests.given import given
from tests.training.facts import enrolled, left_scholarship, scholarship_completed

ENDS = [scholarship_completed(), left_scholarship()]


def test_somebody_of_any_employer_is_enrolled() -> None:
    given().when(enrolled()).then()
    given().when(enrolled("ABC")).then()


def test_a_scholarship_is_enrolled_for_once() -> None:
    given(enrolled()).when(enrolled()).refused(AlreadySaid)


@pytest.mark.parametrize("end", ENDS)
def test_a_scholarship_ends(end: Event) -> None:
    given(enrolled()).when(end).then()


@pytest.mark.parametrize("end", ENDS)
def test_only_who_enrolled_somebody_says_how_it_ended(end: Event) -> None:
    given(enrolled("RM1")).when(end, by="RM1").refused(NotYours)


@pytest.mark.parametrize("end", ENDS)
def test_a_scholarship_ends_only_if_it_began(end: Event) -> None:
    given().when(end).refused(NotOpened)


@pytest.mark.parametrize("first", ENDS)
@pytest.mark.parametrize("second", ENDS)
def test_a_scholarship_ends_once(first: Event, second: Event) -> None:
    given(enrolled(), first).when(second).refused(AlreadySaid)


@pytest.mark.parametrize("end", [scholarship_completed("2022-09-04"), left_scholarship("2022-09-04")])
def test_a_scholarship_does_not_end_before_it_began(end: Event) -> None:
    given(enrolled()).when(end).refused(OutOfOrder, field="on")


def test_a_scholarship_can_end_on_its_first_day() -> None:
    given(enrolled()).when(left_scholarship("2022-09-05")).then()
