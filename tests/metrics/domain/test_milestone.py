"""Who plans a milestone, and who says how far it is."""

from datetime import date

import msgspec
import pytest

from shared.contracts.event import Event
from shared.contracts.examples.agreements import EVIDENCED, PLANNED, REVOKED, SIGNED_OFF
from shared.refusals import AlreadySaid, NotAMember, NotOpened, NotYetHappened, NotYours, RoleRequired
from tests.given import given, said

LATER = [EVIDENCED, SIGNED_OFF, REVOKED]
SUBMITTER = frozenset({"submitter"})


def test_a_member_plans_a_milestone_for_itself() -> None:
    given().when(PLANNED, roles=SUBMITTER).then()


def test_a_milestone_is_due_on_a_day_to_come() -> None:
    given().when(msgspec.structs.replace(PLANNED, due_on=date(2030, 3, 31))).then()


def test_nobody_plans_for_another_organisation_not_even_the_board() -> None:
    given().when(PLANNED, by="RM1").refused(NotYours, field="organisation")
    given().when(PLANNED, by="QMM").refused(NotYours, field="organisation")


def test_a_stranger_plans_nothing() -> None:
    given().when(PLANNED, by="NEW").refused(NotAMember)


def test_a_milestone_is_planned_once() -> None:
    given(PLANNED).when(PLANNED).refused(AlreadySaid)


def test_a_milestone_that_another_planned_is_not_planned_again_by_oneself() -> None:
    own = msgspec.structs.replace(PLANNED, organisation="RM1")
    given(PLANNED).when(own, by="RM1").refused(NotYours)


@pytest.mark.parametrize("fact", LATER)
def test_its_planner_says_how_far_it_is(fact: Event) -> None:
    given(PLANNED).when(fact).then()


@pytest.mark.parametrize("fact", LATER)
def test_nobody_else_says_how_far_it_is(fact: Event) -> None:
    given(PLANNED).when(fact, by="RM1").refused(NotYours)
    given(PLANNED).when(fact, by="QMM").refused(NotYours)


@pytest.mark.parametrize("fact", LATER)
def test_nothing_is_said_of_a_milestone_that_nobody_planned(fact: Event) -> None:
    given().when(fact).refused(NotOpened)


@pytest.mark.parametrize("fact", LATER)
def test_the_same_can_be_said_again(fact: Event) -> None:
    given(PLANNED, fact, fact).when(fact).then()


def test_a_revoked_milestone_can_be_signed_off_again() -> None:
    given(PLANNED, SIGNED_OFF, REVOKED).when(SIGNED_OFF).then()


def test_signing_off_and_revoking_need_the_lead_for_quality_improvement() -> None:
    given(PLANNED).when(EVIDENCED, roles=SUBMITTER).then()
    given(PLANNED).when(SIGNED_OFF, roles=SUBMITTER).refused(RoleRequired)
    given(PLANNED).when(REVOKED, roles=SUBMITTER).refused(RoleRequired)


@pytest.mark.parametrize("fact", [EVIDENCED, SIGNED_OFF, REVOKED])
def test_nothing_was_signed_tomorrow(fact: Event) -> None:
    tomorrow = said(fact, today=date(2022, 11, 29))
    given(PLANNED).when(tomorrow.event, today=tomorrow.today).refused(NotYetHappened, field="on")
