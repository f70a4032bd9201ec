"""What may follow what in the life of a project."""

import pytest

from services.projects.domain.refusals import (
    AlreadyStarted,
    NotPaused,
    NotRunning,
    ProjectAlreadyRegistered,
    ProjectClosed,
    ProjectNotClosed,
    ProjectVoided,
)
from shared.contracts.event import Event
from shared.refusals import NotYourProject
from tests.given import given
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

CLOSINGS = [completed("2022-09-30"), cancelled("2022-09-30")]


def test_a_registered_project_starts() -> None:
    given(registered()).when(started()).then()


def test_a_project_starts_once() -> None:
    given(registered(), started()).when(started()).refused(AlreadyStarted)


def test_a_paused_project_does_not_start_again() -> None:
    given(registered(), started(), paused()).when(started()).refused(AlreadyStarted)


def test_a_running_project_can_be_paused() -> None:
    given(registered(), started()).when(paused()).then()


def test_a_project_that_has_not_started_cannot_be_paused() -> None:
    given(registered()).when(paused()).refused(NotRunning)


def test_a_paused_project_cannot_be_paused_again() -> None:
    given(registered(), started(), paused()).when(paused()).refused(NotRunning)


def test_a_paused_project_can_be_resumed() -> None:
    given(registered(), started(), paused()).when(resumed()).then()


def test_a_resumed_project_can_be_paused_again() -> None:
    given(registered(), started(), paused(), resumed()).when(paused("2022-07-01")).then()


@pytest.mark.parametrize("history", [(registered(),), (registered(), started())], ids=["registered", "running"])
def test_only_a_paused_project_can_be_resumed(history: tuple[Event, ...]) -> None:
    given(*history).when(resumed()).refused(NotPaused)


def test_a_running_project_can_be_completed() -> None:
    given(registered(), started()).when(completed()).then()


@pytest.mark.parametrize("closing", CLOSINGS, ids=lambda event: event.type)
def test_a_project_can_close_without_having_started(closing: Event) -> None:
    given(registered()).when(closing).then()


@pytest.mark.parametrize("closing", CLOSINGS, ids=lambda event: event.type)
def test_a_project_can_close_while_paused(closing: Event) -> None:
    given(registered(), started(), paused()).when(closing).then()


@pytest.mark.parametrize("closing", CLOSINGS, ids=lambda event: event.type)
@pytest.mark.parametrize(
    "event",
    [started("2022-10-03"), paused("2022-10-03"), resumed("2022-10-03"), completed("2022-10-03"),
     cancelled("2022-10-03")],
    ids=lambda event: event.type,
)  # fmt: skip
def test_a_closed_project_neither_moves_nor_closes_again(closing: Event, event: Event) -> None:
    given(registered(), started(), closing).when(event).refused(ProjectClosed)


@pytest.mark.parametrize("closing", CLOSINGS, ids=lambda event: event.type)
@pytest.mark.parametrize(
    "event",
    [scored(4.0, "2022-11-01"), score_voided("fact-2"), involved(on="2022-11-01"), lead_changed(on="2022-11-01"),
     reopened(), voided()],
    ids=lambda event: event.type,
)  # fmt: skip
def test_a_closed_project_still_takes_scores_involvement_lead_changes_reopening_and_voiding(
    closing: Event, event: Event
) -> None:
    given(registered(), scored(on="2022-06-01"), closing).when(event).then()


@pytest.mark.parametrize(
    "history",
    [(registered(),), (registered(), started()), (registered(), started(), paused()),
     (registered(), completed(), reopened())],
    ids=["registered", "running", "paused", "reopened"],
)  # fmt: skip
def test_only_a_closed_project_can_be_reopened(history: tuple[Event, ...]) -> None:
    given(*history).when(reopened("2022-11-30")).refused(ProjectNotClosed)


def test_reopening_twice_is_not_a_matter_of_dates() -> None:
    given(registered(), completed(), reopened("2022-10-31")).when(reopened("2022-10-01")).refused(ProjectNotClosed)


@pytest.mark.parametrize("closing", CLOSINGS, ids=lambda event: event.type)
def test_a_reopened_project_is_running_even_if_it_never_started(closing: Event) -> None:
    history = (registered(), closing, reopened())
    given(*history).when(paused("2022-11-01")).then()
    given(*history).when(started("2022-11-01")).refused(AlreadyStarted)
    given(*history).when(resumed("2022-11-01")).refused(NotPaused)


def test_a_project_that_was_closed_while_paused_runs_once_it_is_reopened() -> None:
    given(registered(), started(), paused(), completed(), reopened()).when(resumed("2022-11-01")).refused(NotPaused)


def test_a_reopened_project_can_be_completed_and_reopened_again() -> None:
    history = (registered(), completed("2022-09-30"), reopened("2022-10-31"))
    given(*history).when(completed("2022-12-01")).then()
    given(*history, completed("2022-12-01")).when(reopened("2023-01-09")).then()


@pytest.mark.parametrize(
    "event",
    [started(), paused(), resumed(), completed(), reopened(), cancelled(), voided(), lead_changed(), scored(),
     score_voided("fact-1"), involved(), registered()],
    ids=lambda event: event.type,
)  # fmt: skip
def test_nothing_follows_a_voided_project(event: Event) -> None:
    given(registered(), voided()).when(event).refused(ProjectVoided)


def test_a_voided_project_still_belongs_to_its_lead() -> None:
    given(registered(), voided()).when(started(), by="RM1").refused(NotYourProject)


def test_registering_twice_says_so_unless_the_project_was_voided() -> None:
    given(registered()).when(registered()).refused(ProjectAlreadyRegistered)
    given(registered(), voided()).when(registered()).refused(ProjectVoided)
