"""An adviser is registered, retires, and may come back."""

from shared.refusals import AlreadySaid, NotOpened, NotYours, OutOfOrder
from tests.given import given
from tests.training.facts import registered, retired


def test_an_adviser_is_registered_retires_and_is_registered_again() -> None:
    given().when(registered()).then()
    given(registered()).when(retired()).then()
    given(registered(), retired()).when(registered("2023-09-01")).then()
    given(registered(), retired(), registered("2023-09-01")).when(retired("2023-09-01")).then()


def test_an_adviser_is_not_registered_twice_at_once() -> None:
    given(registered()).when(registered("2022-09-01")).refused(AlreadySaid)


def test_an_adviser_retires_once() -> None:
    given(registered(), retired()).when(retired("2023-09-01")).refused(AlreadySaid)


def test_who_was_never_registered_does_not_retire() -> None:
    given().when(retired()).refused(NotOpened)


def test_an_adviser_does_not_retire_before_they_were_registered() -> None:
    given(registered()).when(retired("2022-04-24")).refused(OutOfOrder, field="on")


def test_an_adviser_does_not_come_back_before_they_retired() -> None:
    given(registered(), retired()).when(registered("2023-08-30")).refused(OutOfOrder, field="on")


def test_an_adviser_is_spoken_of_by_who_registered_them_first() -> None:
    given(registered()).when(retired(), by="RM1").refused(NotYours)
    given(registered(), retired()).when(registered("2023-09-01"), by="RM1").refused(NotYours)
