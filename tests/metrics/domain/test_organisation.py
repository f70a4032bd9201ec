"""Who can say that an organisation joined or left."""

from datetime import date

from shared.contracts.agreements import OrganisationJoined, OrganisationLeft
from shared.members import Member, Members
from shared.refusals import (
    AlreadySaid,
    NotAMember,
    NotOpened,
    NotYetHappened,
    NotYours,
    OutOfOrder,
    RoleRequired,
)
from tests.given import given, recorded, said

NEW = "organisation/NEW"
JOINED = OrganisationJoined(name="A new trust", kind="community", on=date(2022, 4, 1))
LEFT = OrganisationLeft(on=date(2023, 3, 31))
BY_THE_BOARD = said(JOINED, by="QMM")
WITH_NEW = Members({"NEW": Member("community"), "RGP": Member("acute"), "QMM": Member("icb")})


def test_an_organisation_that_nobody_knows_joins_by_itself() -> None:
    given(stream=NEW).when(JOINED, by="NEW").then()


def test_the_board_says_that_an_organisation_joined() -> None:
    given(stream=NEW).when(JOINED, by="QMM").then()


def test_a_trust_cannot_say_that_another_joined() -> None:
    given(stream=NEW).when(JOINED, by="RGP").refused(NotYours)


def test_a_stranger_cannot_say_that_another_joined() -> None:
    given(stream=NEW).when(JOINED, by="STRANGER").refused(NotAMember)


def test_a_board_that_has_left_speaks_for_nobody() -> None:
    left = Members({"QMM": Member("icb", left=True)})
    given(stream=NEW).when(JOINED, by="QMM", members=left).refused(NotAMember)


def test_a_caller_without_an_organisation_joins_nothing() -> None:
    given(stream=NEW).when(JOINED, by=None).refused(NotAMember)


def test_joining_needs_the_role_of_a_submitter() -> None:
    given(stream=NEW).when(JOINED, by="NEW", roles=frozenset({"qi_lead"})).refused(RoleRequired)


def test_an_organisation_joins_once() -> None:
    given(BY_THE_BOARD, stream=NEW).when(JOINED, by="NEW", members=WITH_NEW).refused(AlreadySaid)


def test_an_organisation_that_has_left_does_not_join_again() -> None:
    history = (BY_THE_BOARD, said(LEFT, by="QMM"))
    given(*history, stream=NEW).when(JOINED, by="QMM").refused(AlreadySaid)


def test_nobody_joined_tomorrow() -> None:
    tomorrow = OrganisationJoined(name="A new trust", kind="acute", on=date(2023, 9, 30))
    given(stream=NEW).when(tomorrow, by="NEW").refused(NotYetHappened, field="on")


def test_an_organisation_leaves_by_itself() -> None:
    given(BY_THE_BOARD, stream=NEW).when(LEFT, by="NEW", members=WITH_NEW).then()


def test_the_board_says_that_an_organisation_left() -> None:
    given(BY_THE_BOARD, stream=NEW).when(LEFT, by="QMM").then()


def test_a_trust_cannot_say_that_another_left() -> None:
    given(BY_THE_BOARD, stream=NEW).when(LEFT, by="RGP").refused(NotYours)


def test_a_stranger_cannot_say_that_it_left() -> None:
    given(stream=NEW).when(LEFT, by="NEW").refused(NotAMember)


def test_an_organisation_that_has_not_joined_cannot_have_left() -> None:
    given(stream=NEW).when(LEFT, by="QMM").refused(NotOpened)


def test_an_organisation_leaves_once() -> None:
    given(BY_THE_BOARD, said(LEFT, by="QMM"), stream=NEW).when(LEFT, by="QMM").refused(AlreadySaid)


def test_an_organisation_cannot_have_left_before_it_joined() -> None:
    before = OrganisationLeft(on=date(2022, 3, 31))
    given(BY_THE_BOARD, stream=NEW).when(before, by="QMM").refused(OutOfOrder, field="on")


def test_an_organisation_can_leave_on_the_day_it_joined() -> None:
    given(BY_THE_BOARD, stream=NEW).when(OrganisationLeft(on=date(2022, 4, 1)), by="QMM").then()


def test_the_successor_can_be_any_code() -> None:
    left = OrganisationLeft(on=date(2023, 3, 31), successor="NOBODY")
    given(BY_THE_BOARD, stream=NEW).when(left, by="QMM").then()


def test_members_are_who_joined_and_has_not_left() -> None:
    members = Members()
    joined, left = recorded([BY_THE_BOARD, said(LEFT, by="QMM")], NEW)
    assert not members.is_member("NEW")
    assert members.after("NEW", joined.event).is_member("NEW")
    assert not members.after("NEW", joined.event).is_board("NEW")
    assert not members.after("NEW", joined.event).after("NEW", left.event).is_member("NEW")


def test_the_board_is_a_member_of_kind_icb() -> None:
    board = OrganisationJoined(name="The board", kind="icb", on=date(2022, 7, 1))
    members = Members().after("QMM", board)
    assert members.is_board("QMM")
    assert not members.after("QMM", LEFT).is_board("QMM")
