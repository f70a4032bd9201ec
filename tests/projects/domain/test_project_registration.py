"""Who can register a project, and what registering asks for."""

import pytest

from services.projects.domain.refusals import ProjectAlreadyRegistered, ProjectNotRegistered
from shared.contracts.event import Event
from shared.contracts.projects import Kind
from shared.refusals import NotAMember, NotYetHappened, NotYourProject, RoleRequired, UnknownOrganisation
from tests.given import given, said
from tests.projects.facts import (
    cancelled,
    completed,
    involved,
    lead_changed,
    paused,
    registered,
    reopened,
    resumed,
    score_voided,
    scored,
    started,
    voided,
)

ALL_THE_REST = [
    started(), paused(), resumed(), completed(), reopened(), cancelled(), voided(), lead_changed(), scored(),
    score_voided("fact-1"), involved(),
]  # fmt: skip


def test_a_member_registers_a_project_that_it_leads() -> None:
    given().when(registered()).then()


@pytest.mark.parametrize("kind", ["quality_improvement", "clinical_audit", "service_evaluation"])
def test_audits_and_evaluations_are_registered_like_improvement_projects(kind: Kind) -> None:
    given().when(registered(kind=kind)).then()


def test_an_organisation_cannot_register_a_project_for_another() -> None:
    given().when(registered(lead="RM1")).refused(NotYourProject)


def test_a_stranger_cannot_register_a_project() -> None:
    given().when(registered(lead="NEW"), by="NEW").refused(NotAMember)


def test_an_organisation_that_has_left_cannot_register_a_project() -> None:
    given().when(registered(lead="RX9"), by="RX9").refused(NotAMember)


def test_a_caller_without_an_organisation_cannot_register_a_project() -> None:
    given().when(registered(), by=None).refused(NotAMember)


def test_registering_needs_the_role_of_a_submitter() -> None:
    given().when(registered(), roles=frozenset({"qi_lead"})).refused(RoleRequired)


def test_a_missing_role_is_named_before_a_project_of_another_organisation() -> None:
    given().when(registered(lead="RM1"), roles=frozenset()).refused(RoleRequired)


def test_a_project_is_registered_once() -> None:
    given(registered()).when(registered()).refused(ProjectAlreadyRegistered)


def test_a_closed_project_is_not_registered_again() -> None:
    given(registered(), completed()).when(registered()).refused(ProjectAlreadyRegistered)


def test_registering_again_before_the_first_day_is_still_registering_again() -> None:
    given(registered("2022-04-04")).when(registered("2022-04-01")).refused(ProjectAlreadyRegistered)


def test_a_project_of_another_organisation_is_not_registered_anew() -> None:
    given(registered()).when(registered(lead="RM1"), by="RM1").refused(NotYourProject)


def test_a_partner_that_is_a_member_is_fine() -> None:
    given().when(registered(partner_organisations=("RM1", "QMM"))).then()


def test_a_partner_that_never_joined_is_named_by_its_place() -> None:
    event = registered(partner_organisations=("RM1", "NEW"))
    given().when(event).refused(UnknownOrganisation, field="partner_organisations.1")


def test_a_partner_that_has_left_is_named_by_its_place() -> None:
    event = registered(partner_organisations=("RX9", "RM1"))
    given().when(event).refused(NotAMember, field="partner_organisations.0")


def test_a_project_can_be_registered_today() -> None:
    given().when(registered("2023-09-29")).then()


def test_a_project_cannot_be_registered_tomorrow() -> None:
    given().when(registered("2023-09-30")).refused(NotYetHappened, field="registered_on")


@pytest.mark.parametrize("event", ALL_THE_REST, ids=lambda event: event.type)
def test_nothing_is_said_of_a_project_before_it_is_registered(event: Event) -> None:
    given().when(event).refused(ProjectNotRegistered)


@pytest.mark.parametrize("event", ALL_THE_REST, ids=lambda event: event.type)
def test_only_the_lead_speaks_of_a_project(event: Event) -> None:
    given(registered()).when(event, by="RM1").refused(NotYourProject)


@pytest.mark.parametrize("event", ALL_THE_REST, ids=lambda event: event.type)
def test_the_board_of_the_system_does_not_speak_of_a_trusts_project(event: Event) -> None:
    given(registered()).when(event, by="QMM").refused(NotYourProject)


@pytest.mark.parametrize("event", ALL_THE_REST, ids=lambda event: event.type)
def test_everything_about_a_project_needs_the_role_of_a_submitter(event: Event) -> None:
    given(registered()).when(event, roles=frozenset({"qi_lead", "finance"})).refused(RoleRequired)


def test_a_partner_cannot_speak_of_the_project() -> None:
    given(registered(partner_organisations=("RM1",))).when(started(), by="RM1").refused(NotYourProject)


def test_the_new_lead_speaks_once_the_lead_has_changed() -> None:
    given(registered(), lead_changed("RM1")).when(started(), by="RM1").then()


def test_the_earlier_lead_is_silent_once_the_lead_has_changed() -> None:
    given(registered(), lead_changed("RM1")).when(started(), by="RGP").refused(NotYourProject)


def test_the_last_said_change_of_lead_decides_who_speaks_whatever_its_date() -> None:
    history = (registered(), lead_changed("RM1", "2022-08-01"), said(lead_changed("RGP", "2022-07-01"), by="RM1"))
    given(*history).when(started(), by="RGP").then()
    given(*history).when(started(), by="RM1").refused(NotYourProject)


def test_the_lead_does_not_go_to_a_code_that_nobody_knows() -> None:
    given(registered()).when(lead_changed("NEW")).refused(UnknownOrganisation, field="to_organisation")


def test_the_lead_does_not_go_to_an_organisation_that_has_left() -> None:
    given(registered()).when(lead_changed("RX9")).refused(NotAMember, field="to_organisation")
