"""Who coaches a project: anybody but the person who leads it on that day."""

from services.projects.domain.refusals import AdviserLeadsProject
from shared.refusals import NotYetHappened, OutOfOrder
from tests.given import given
from tests.projects.facts import (
    ADVISER,
    LEAD,
    NEXT_LEAD,
    amended,
    coach_assigned,
    coach_unassigned,
    coached,
    handed_over,
    registered,
)

LED = registered("2022-04-04", lead_person=LEAD)


def test_an_adviser_coaches_a_project_without_having_been_assigned() -> None:
    given(registered()).when(coached()).then()


def test_coaches_are_assigned_and_unassigned_in_any_order() -> None:
    given(registered()).when(coach_assigned()).then()
    given(registered(), coach_assigned()).when(coach_assigned()).then()
    given(registered(), coach_assigned()).when(coach_unassigned()).then()
    given(registered()).when(coach_unassigned()).then()


def test_the_lead_does_not_coach_the_project() -> None:
    given(LED).when(coached(by=LEAD)).refused(AdviserLeadsProject, field="adviser")
    given(LED).when(coached(by=ADVISER)).then()


def test_a_lead_who_was_named_later_does_not_coach_it_either() -> None:
    given(registered(), amended(lead_person=LEAD)).when(coached(by=LEAD)).refused(AdviserLeadsProject, field="adviser")


def test_an_amended_lead_never_led() -> None:
    given(LED, amended(lead_person=NEXT_LEAD)).when(coached(by=LEAD)).then()


def test_amending_something_else_leaves_the_lead() -> None:
    given(LED, amended(aim="Less.")).when(coached(by=LEAD)).refused(AdviserLeadsProject, field="adviser")


def test_whoever_the_work_is_handed_to_leads_from_that_day_on() -> None:
    history = (LED, handed_over(NEXT_LEAD, "2022-07-01"))
    given(*history).when(coached("2022-06-30", by=NEXT_LEAD)).then()
    given(*history).when(coached("2022-07-01", by=NEXT_LEAD)).refused(AdviserLeadsProject, field="adviser")


def test_whoever_handed_the_work_over_led_until_then() -> None:
    history = (LED, handed_over(NEXT_LEAD, "2022-07-01"))
    given(*history).when(coached("2022-06-30", by=LEAD)).refused(AdviserLeadsProject, field="adviser")
    given(*history).when(coached("2022-07-01", by=LEAD)).then()


def test_of_two_handed_over_on_one_day_the_last_said_leads() -> None:
    history = (LED, handed_over(ADVISER, "2022-07-01"), handed_over(NEXT_LEAD, "2022-07-01"))
    given(*history).when(coached("2022-08-01", by=NEXT_LEAD)).refused(AdviserLeadsProject, field="adviser")
    given(*history).when(coached("2022-08-01", by=ADVISER)).then()


def test_coaching_lies_between_registration_and_today() -> None:
    given(LED).when(coached("2022-04-03")).refused(OutOfOrder, field="on")
    given(LED).when(coached("2023-09-30")).refused(NotYetHappened, field="on")
