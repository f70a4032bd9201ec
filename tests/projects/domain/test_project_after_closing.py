"""What a closed project still takes, for every type of fact about a project."""

from datetime import date
from typing import Any

import msgspec
import pytest

from services.projects.domain.refusals import NoSuchAssessment, ProjectClosed
from shared.contracts.event import Event, FactWithdrawn
from shared.contracts.examples.projects import EXAMPLES
from shared.contracts.projects import PROJECTS
from tests.given import given
from tests.projects.facts import (
    cancelled,
    coached,
    completed,
    driver,
    idea,
    measure,
    measured,
    registered,
    reopened,
    scored,
    started,
)

STILL_TAKEN = {
    "project.score_assessed", "project.score_voided", "project.involvement_recorded",
    "project.sustainability_assessed", "project.sustainability_withdrawn", "project.carbon_estimated",
    "project.saving_validated", "project.saving_reversed", "project.learning_shared",
    "project.measurement_recorded", "project.measurement_corrected", "project.handed_over",
    "project.details_amended", "project.lead_changed", "project.reopened", "project.voided",
}  # fmt: skip
DATED_WHILE_OPEN = {"project.coaching_logged"}
OPEN = (
    registered("2022-04-04"), started("2022-04-04"), scored(3.0, "2022-05-02"), measure("m1"), driver("d1"),
    driver("d2"), idea("i1"), measured("2022-04-30"),
)  # fmt: skip
EVERY_TYPE = [
    kind
    for kind, event in EXAMPLES.items()
    if kind.startswith("project.") and not isinstance(event, FactWithdrawn) and kind != "project.registered"
]


def after_closing(kind: str) -> Event:
    """Return the example, dated after the closing and about what the open project has."""
    event = EXAMPLES[kind]
    fields: dict[str, Any] = {
        name: date(2023, 7, 3) for name in ("on", "assessed_on", "started_on", "completed_on") if hasattr(event, name)
    }
    if kind == "project.score_voided":
        fields["event_id"] = "fact-3"
    if kind == "project.measurement_corrected":
        fields["on"] = date(2022, 4, 30)
    return msgspec.structs.replace(event, **fields)


@pytest.mark.parametrize("closing", [completed("2022-09-30"), cancelled("2022-09-30")], ids=lambda event: event.type)
@pytest.mark.parametrize("kind", EVERY_TYPE)
def test_a_closed_project_takes_what_is_still_learned_of_it_and_nothing_else(kind: str, closing: Event) -> None:
    sentence = given(*OPEN, closing).when(after_closing(kind))
    if kind in STILL_TAKEN:
        sentence.then()
    else:
        sentence.refused(ProjectClosed, field="on" if kind in DATED_WHILE_OPEN else None)


def test_an_open_project_takes_them_all_but_what_does_not_follow() -> None:
    refused = {"project.started", "project.resumed", "project.reopened", "project.qia_signed", "project.gateway_passed",
               "project.gateway_returned", "project.gateway_rejected"}  # fmt: skip
    repeated = {"project.driver_added", "project.change_idea_added", "project.measure_added"}
    for kind in EVERY_TYPE:
        if kind not in refused | repeated:
            given(*OPEN).when(after_closing(kind)).then()


@pytest.mark.parametrize("day", ["2022-04-04", "2022-09-30"])
def test_coaching_of_a_day_on_which_the_project_was_open_is_logged_after_its_closing(day: str) -> None:
    given(*OPEN, completed("2022-09-30")).when(coached(day)).then()


def test_the_day_after_the_closing_is_closed() -> None:
    given(*OPEN, completed("2022-09-30")).when(coached("2022-10-01")).refused(ProjectClosed, field="on")


def test_a_reopened_project_was_still_closed_in_between() -> None:
    history = (*OPEN, completed("2022-09-30"), reopened("2022-11-01"))
    given(*history).when(coached("2022-09-30")).then()
    given(*history).when(coached("2022-10-15")).refused(ProjectClosed, field="on")
    given(*history).when(coached("2022-11-01")).then()
    given(*history).when(coached("2023-02-01")).then()


def test_a_project_that_closed_twice_was_open_in_between() -> None:
    history = (*OPEN, completed("2022-09-30"), reopened("2022-11-01"), cancelled("2023-01-31"))
    given(*history).when(coached("2022-12-01")).then()
    given(*history).when(coached("2022-10-15")).refused(ProjectClosed, field="on")
    given(*history).when(coached("2023-02-01")).refused(ProjectClosed, field="on")


def test_voiding_a_score_of_a_closed_project_still_needs_the_score() -> None:
    given(*OPEN, completed()).when(EXAMPLES["project.score_voided"]).refused(NoSuchAssessment, field="event_id")


def test_every_type_of_this_service_has_an_example() -> None:
    assert set(EXAMPLES) == set(PROJECTS.types)
