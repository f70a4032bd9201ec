"""Any member speaks of a person, each for itself."""

from datetime import date

from services.training.domain.refusals import MergedIntoItself, NoSuchCompletion
from shared.contracts.training import PersonErased, PersonMerged
from shared.refusals import AlreadySaid, NotAMember, NotYours
from tests.given import KEY, given, said
from tests.training.facts import SOMEBODY, completed, revoked

MERGED = PersonMerged(into=SOMEBODY)
ERASED = PersonErased(on=date(2023, 1, 16))


def test_an_employer_says_what_its_staff_completed() -> None:
    given().when(completed()).then()
    given(completed()).when(completed("RM1"), by="RM1").then()


def test_nobody_says_it_for_another_employer() -> None:
    given().when(completed("RM1")).refused(NotYours, field="organisation")


def test_an_organisation_that_has_left_says_nothing() -> None:
    given().when(completed("RX9"), by="RX9").refused(NotAMember)


def test_a_completion_is_revoked_by_whoever_said_it() -> None:
    given(completed()).when(revoked()).then()
    given(completed()).when(revoked(), by="RM1").refused(NotYours)


def test_a_completion_is_revoked_once() -> None:
    given(completed(), revoked()).when(revoked()).refused(NoSuchCompletion, field="event_id")


def test_only_a_completion_can_be_revoked() -> None:
    given().when(revoked()).refused(NoSuchCompletion, field="event_id")
    given(MERGED).when(revoked()).refused(NoSuchCompletion, field="event_id")


def test_of_several_completions_under_one_id_ones_own_is_meant() -> None:
    own, other = said(completed(), id="x"), said(completed("RM1"), by="RM1", id="x")
    given(own, other).when(revoked("x")).then()
    given(own, other, revoked("x")).when(revoked("x")).refused(NoSuchCompletion, field="event_id")
    given(own, other).when(revoked("x"), by="QMM").refused(NotYours)


def test_a_person_turns_out_to_be_another() -> None:
    given(completed()).when(MERGED).then()
    given(completed(), MERGED).when(PersonMerged(into=KEY[:-1] + "2")).then()


def test_nobody_is_merged_into_themselves() -> None:
    given(completed()).when(PersonMerged(into=KEY)).refused(MergedIntoItself, field="into")


def test_anybody_merges_or_erases_whom_nobody_has_spoken_of() -> None:
    given().when(MERGED, by="RM1").then()
    given().when(ERASED, by="RM1").then()


def test_only_who_has_spoken_of_a_person_merges_or_erases_them() -> None:
    given(completed()).when(MERGED, by="RM1").refused(NotYours)
    given(completed()).when(ERASED, by="RM1").refused(NotYours)
    given(completed(), said(completed("RM1"), by="RM1")).when(ERASED, by="RM1").then()


def test_a_person_is_erased_once() -> None:
    given(ERASED).when(ERASED).refused(AlreadySaid)


def test_what_somebody_completed_can_be_said_after_they_were_erased() -> None:
    given(completed(), ERASED).when(completed()).then()
    given(completed(), ERASED).when(revoked()).then()
