"""A café is scheduled by its hosts, then held or cancelled."""

import pytest

from shared.contracts.event import Event
from shared.refusals import AlreadySaid, NotAMember, NotOpened, NotYetHappened, NotYours, UnknownOrganisation
from tests.given import given
from tests.training.facts import cafe, cafe_cancelled, held

OUTCOMES = [held(), cafe_cancelled()]


def test_a_host_schedules_a_cafe() -> None:
    given().when(cafe("RGP")).then()
    given().when(cafe("RM1", "RGP")).then()


def test_nobody_schedules_a_cafe_of_others() -> None:
    given().when(cafe("RM1", "QMM")).refused(NotYours, field="hosts")


def test_every_host_is_a_member() -> None:
    given().when(cafe("RGP", "ABC")).refused(UnknownOrganisation, field="hosts.1")
    given().when(cafe("RX9", "RGP")).refused(NotAMember, field="hosts.0")


def test_a_cafe_is_scheduled_once() -> None:
    given(cafe()).when(cafe()).refused(AlreadySaid)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_any_of_its_hosts_says_what_became_of_a_cafe(outcome: Event) -> None:
    given(cafe("RGP", "RM1")).when(outcome).then()
    given(cafe("RGP", "RM1")).when(outcome, by="RM1").then()
    given(cafe("RGP", "RM1")).when(outcome, by="QMM").refused(NotYours)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_cafe_that_nobody_scheduled_is_neither_held_nor_cancelled(outcome: Event) -> None:
    given().when(outcome).refused(NotOpened)


@pytest.mark.parametrize("first", OUTCOMES)
@pytest.mark.parametrize("second", OUTCOMES)
def test_a_cafe_is_held_or_cancelled_once(first: Event, second: Event) -> None:
    given(cafe(), first).when(second).refused(AlreadySaid)


def test_a_cafe_can_be_held_on_another_day_than_was_planned_but_not_tomorrow() -> None:
    given(cafe()).when(held("2022-05-11")).then()
    given(cafe()).when(held("2023-09-30")).refused(NotYetHappened, field="on")
