"""On which days the facts of a project can lie."""

import pytest

from services.projects.domain.refusals import CompletedBeforeRegistration, ProjectClosed
from shared.contracts.event import Event
from shared.refusals import NotYetHappened, OutOfOrder
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
    scored,
    started,
)

RUNNING = (registered("2022-04-04"), started("2022-04-04"))
PAUSED = (*RUNNING, paused("2022-05-03"))
CLOSED = (*RUNNING, completed("2022-09-30"))
DAY_BEFORE = "2022-04-03"
TOMORROW = "2023-09-30"


@pytest.mark.parametrize(
    ("history", "event", "field"),
    [
        ((registered("2022-04-04"),), started(DAY_BEFORE), "on"),
        (RUNNING, paused(DAY_BEFORE), "on"),
        (PAUSED, resumed(DAY_BEFORE), "on"),
        (RUNNING, cancelled(DAY_BEFORE), "on"),
        (CLOSED, reopened(DAY_BEFORE), "on"),
        (RUNNING, lead_changed(on=DAY_BEFORE), "on"),
        (RUNNING, scored(on=DAY_BEFORE), "assessed_on"),
        (RUNNING, involved(on=DAY_BEFORE), "on"),
    ],
    ids=lambda value: getattr(value, "type", None),
)
def test_nothing_happened_to_a_project_before_it_was_registered(
    history: tuple[Event, ...], event: Event, field: str
) -> None:
    given(*history).when(event).refused(OutOfOrder, field=field)


def test_completing_before_registration_has_a_name_of_its_own() -> None:
    given(*RUNNING).when(completed(DAY_BEFORE)).refused(CompletedBeforeRegistration, field="on")


@pytest.mark.parametrize(
    "event",
    [paused("2022-04-04"), completed("2022-04-04"), cancelled("2022-04-04"), lead_changed(on="2022-04-04"),
     scored(on="2022-04-04"), involved(on="2022-04-04")],
    ids=lambda event: event.type,
)  # fmt: skip
def test_everything_can_happen_on_the_day_of_registration(event: Event) -> None:
    given(*RUNNING).when(event).then()


@pytest.mark.parametrize(
    ("history", "event", "field"),
    [
        ((registered(),), started(TOMORROW), "on"),
        (RUNNING, paused(TOMORROW), "on"),
        (PAUSED, resumed(TOMORROW), "on"),
        (RUNNING, completed(TOMORROW), "on"),
        (RUNNING, cancelled(TOMORROW), "on"),
        (CLOSED, reopened(TOMORROW), "on"),
        (RUNNING, lead_changed(on=TOMORROW), "on"),
        (RUNNING, scored(on=TOMORROW), "assessed_on"),
        (RUNNING, involved(on=TOMORROW), "on"),
    ],
    ids=lambda value: getattr(value, "type", None),
)
def test_what_is_dated_tomorrow_has_not_happened(history: tuple[Event, ...], event: Event, field: str) -> None:
    given(*history).when(event).refused(NotYetHappened, field=field)


@pytest.mark.parametrize("closing", [completed("2022-10-30"), cancelled("2022-10-30")], ids=lambda event: event.type)
def test_a_reopened_project_cannot_have_closed_again_before_it_was_reopened(closing: Event) -> None:
    given(registered(), completed("2022-09-30"), reopened("2022-10-31")).when(closing).refused(OutOfOrder, field="on")


@pytest.mark.parametrize("closing", [completed("2022-10-31"), cancelled("2022-10-31")], ids=lambda event: event.type)
def test_a_project_can_close_on_the_day_it_was_reopened(closing: Event) -> None:
    given(registered(), completed("2022-09-30"), reopened("2022-10-31")).when(closing).then()


@pytest.mark.parametrize("closing", [completed("2022-09-30"), cancelled("2022-09-30")], ids=lambda event: event.type)
def test_a_project_cannot_have_been_reopened_before_it_closed(closing: Event) -> None:
    given(registered(), closing).when(reopened("2022-09-29")).refused(OutOfOrder, field="on")


@pytest.mark.parametrize("closing", [completed("2022-09-30"), cancelled("2022-09-30")], ids=lambda event: event.type)
def test_a_project_can_be_reopened_on_the_day_it_closed(closing: Event) -> None:
    given(registered(), closing).when(reopened("2022-09-30")).then()


def test_each_closing_follows_the_latest_reopening_and_each_reopening_the_latest_closing() -> None:
    history = (registered(), completed("2022-06-30"), reopened("2022-07-31"), completed("2022-09-30"))
    given(*history).when(reopened("2022-08-31")).refused(OutOfOrder, field="on")
    given(*history, reopened("2022-10-31")).when(cancelled("2022-10-01")).refused(OutOfOrder, field="on")


def test_a_pause_can_be_told_late_and_backdated() -> None:
    given(*RUNNING, paused("2022-08-01"), resumed("2022-09-01")).when(paused("2022-05-01")).then()


def test_completing_a_closed_project_before_registration_is_refused_because_it_is_closed() -> None:
    given(*CLOSED).when(completed(DAY_BEFORE)).refused(ProjectClosed)


def test_a_project_scored_before_it_closed_can_be_told_so_after_it_closed() -> None:
    given(*CLOSED).when(scored(on="2022-06-01")).then()
