"""One improvement project, `project/<uuid>`: what may follow what."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never, cast

from services.projects.domain import refusals
from shared.contracts.event import Event, Recorded, meant
from shared.contracts.form import days_said
from shared.contracts.projects import (
    ProjectCancelled,
    ProjectCompleted,
    ProjectEvent,
    ProjectInvolvementRecorded,
    ProjectLeadChanged,
    ProjectPaused,
    ProjectRegistered,
    ProjectReopened,
    ProjectResumed,
    ProjectScoreAssessed,
    ProjectScoreVoided,
    ProjectStarted,
    ProjectVoided,
)
from shared.decider import Decider, Fact
from shared.refusals import NotYourProject, OutOfOrder


class Status(StrEnum):
    """Where a project stands."""

    ABSENT = "absent"
    REGISTERED = "registered"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A score that was said, as far as voiding it needs to know."""

    id: str
    source: str
    organisation: str
    version: int
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Project:
    """What the rules need to know of a project."""

    status: Status = Status.ABSENT
    lead: str = ""
    registered_on: date = date.min
    turned_on: date = date.min
    """When it was last closed or reopened."""
    assessments: tuple[Assessment, ...] = ()


ALLOWED_WHEN_CLOSED = (
    ProjectScoreAssessed,
    ProjectScoreVoided,
    ProjectInvolvementRecorded,
    ProjectLeadChanged,
    ProjectReopened,
    ProjectVoided,
)


def owned(fact: Fact, project: Project) -> None:
    """Only the organisation that leads a project speaks of it; whoever registers one leads it."""
    lead = project.lead
    if isinstance(fact.event, ProjectRegistered) and project.status is Status.ABSENT:
        lead = fact.event.lead_organisation
    if lead and lead != fact.organisation:
        raise NotYourProject(f"{lead} leads this project.")


def decide(fact: Fact, project: Project) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("ProjectEvent", fact.event)
    _standing(event, project)
    _in_order(event, project)
    match event:
        case ProjectRegistered():
            _members(fact, event)
        case ProjectStarted() if project.status is not Status.REGISTERED:
            raise refusals.AlreadyStarted
        case ProjectPaused() if project.status is not Status.RUNNING:
            raise refusals.NotRunning
        case ProjectResumed() if project.status is not Status.PAUSED:
            raise refusals.NotPaused
        case ProjectReopened() if project.status is not Status.CLOSED:
            raise refusals.ProjectNotClosed
        case ProjectLeadChanged(to_organisation=code):
            fact.members.require(code, "to_organisation")
        case ProjectScoreVoided(event_id=event_id):
            _assessment(event_id, fact, project)
        case _:
            pass
    return event


def _standing(event: ProjectEvent, project: Project) -> None:
    if project.status is Status.VOIDED:
        raise refusals.ProjectVoided
    if isinstance(event, ProjectRegistered):
        if project.status is not Status.ABSENT:
            raise refusals.ProjectAlreadyRegistered
    elif project.status is Status.ABSENT:
        raise refusals.ProjectNotRegistered
    elif project.status is Status.CLOSED and not isinstance(event, ALLOWED_WHEN_CLOSED):
        raise refusals.ProjectClosed


def _in_order(event: ProjectEvent, project: Project) -> None:
    for field, day in days_said(event):
        if day < project.registered_on:
            if isinstance(event, ProjectCompleted):
                raise refusals.CompletedBeforeRegistration(field=field)
            raise OutOfOrder(f"The project was registered on {project.registered_on}.", field=field)
    match event:
        case ProjectCompleted(on=day) | ProjectCancelled(on=day) if day < project.turned_on:
            raise OutOfOrder(f"The project was reopened on {project.turned_on}.", field="on")
        case ProjectReopened(on=day) if project.status is Status.CLOSED and day < project.turned_on:
            raise OutOfOrder(f"The project was closed on {project.turned_on}.", field="on")


def _members(fact: Fact, event: ProjectRegistered) -> None:
    fact.members.require(event.lead_organisation, "lead_organisation")
    for index, code in enumerate(event.partner_organisations or ()):
        fact.members.require(code, f"partner_organisations.{index}")


def _assessment(event_id: str, by: Fact | Recorded, project: Project) -> Assessment:
    found = meant(event_id, by, project.assessments)
    if found is None or not found.standing:
        raise refusals.NoSuchAssessment(field="event_id")
    return found


def evolve(project: Project, fact: Recorded) -> Project:
    """Return the project after a fact."""
    event = cast("ProjectEvent", fact.event)
    match event:
        case ProjectRegistered(lead_organisation=lead, registered_on=day):
            return Project(status=Status.REGISTERED, lead=lead, registered_on=day)
        case ProjectStarted() | ProjectResumed():
            return replace(project, status=Status.RUNNING)
        case ProjectReopened(on=day):
            return replace(project, status=Status.RUNNING, turned_on=day)
        case ProjectPaused():
            return replace(project, status=Status.PAUSED)
        case ProjectCompleted(on=day) | ProjectCancelled(on=day):
            return replace(project, status=Status.CLOSED, turned_on=day)
        case ProjectVoided():
            return replace(project, status=Status.VOIDED)
        case ProjectLeadChanged(to_organisation=code):
            return replace(project, lead=code)
        case ProjectScoreAssessed():
            said = Assessment(fact.id, fact.source, fact.organisation, fact.version)
            return replace(project, assessments=(*project.assessments, said))
        case ProjectScoreVoided(event_id=event_id):
            return _without(project, meant(event_id, fact, project.assessments))
        case ProjectInvolvementRecorded():
            return project
        case _:
            assert_never(event)


def _without(project: Project, voided: Assessment | None) -> Project:
    kept = (replace(one, standing=False) if one == voided else one for one in project.assessments)
    return replace(project, assessments=tuple(kept))


PROJECT = Decider(category="project", initial=Project(), owned=owned, decide=decide, evolve=evolve)
