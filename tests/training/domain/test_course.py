"""A course is its provider's."""

from datetime import date

from shared.contracts.training import CourseReclassified
from shared.refusals import AlreadySaid, NotAMember, NotOpened, NotYours, RoleRequired
from tests.given import given, said
from tests.training.facts import announced

RECLASSIFIED = CourseReclassified(class_="sustainability", from_=date(2099, 4, 1))


def test_a_provider_announces_its_course() -> None:
    given().when(announced()).then()


def test_nobody_announces_a_course_for_another() -> None:
    given().when(announced("RM1")).refused(NotYours, field="provider_organisation")


def test_a_course_is_announced_once() -> None:
    given(announced()).when(announced()).refused(AlreadySaid)


def test_a_course_is_classed_anew_as_often_as_need_be_and_ahead_of_the_day() -> None:
    given(announced(), RECLASSIFIED).when(RECLASSIFIED).then()


def test_only_its_provider_classes_a_course() -> None:
    given(announced()).when(RECLASSIFIED, by="RM1").refused(NotYours)


def test_another_provider_does_not_announce_the_course_again() -> None:
    given(announced()).when(announced("RM1"), by="RM1").refused(NotYours)


def test_a_course_that_nobody_announced_is_not_classed() -> None:
    given().when(RECLASSIFIED).refused(NotOpened)


def test_an_organisation_that_has_left_announces_nothing() -> None:
    given().when(announced("RX9"), by="RX9").refused(NotAMember)


def test_a_reader_announces_nothing() -> None:
    given().when(announced(), roles=frozenset({"qi_lead"})).refused(RoleRequired)


def test_a_course_that_its_provider_announced_stays_its_providers() -> None:
    given(said(announced("RM1"), by="RM1")).when(RECLASSIFIED, by="RM1").then()
