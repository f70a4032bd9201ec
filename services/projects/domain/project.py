"""One improvement project, `project/<uuid>`: who may speak of it, what follows what, and what is kept."""

from dataclasses import dataclass, field, replace
from typing import TypeAlias, assert_never, cast

from msgspec import UNSET

from services.projects.domain import coaching, course, details, gateways, improvement, refusals, scores, sustainability
from services.projects.domain.coaching import CoachingEvent, LeadPerson
from services.projects.domain.course import Course, CourseEvent, Status
from services.projects.domain.details import DetailsEvent
from services.projects.domain.gateways import GatewayEvent, Gateways
from services.projects.domain.improvement import Improvement, ImprovementEvent, Measurement
from services.projects.domain.scores import Assessment, ScoreEvent
from services.projects.domain.sustainability import SustainabilityEvent
from shared.contracts.event import Event, Recorded
from shared.contracts.form import days_said
from shared.contracts.project import (
    ProjectCompleted,
    ProjectDetailsAmended,
    ProjectHandedOver,
    ProjectInvolvementRecorded,
    ProjectLeadChanged,
    ProjectRegistered,
    ProjectReopened,
    ProjectVoided,
)
from shared.contracts.project_finance import ProjectSavingForecast, ProjectSavingReversed, ProjectSavingValidated
from shared.contracts.project_work import ProjectCoachingLogged, ProjectLearningShared
from shared.decider import Decider, Fact
from shared.refusals import NotYourProject, OutOfOrder

SavingEvent: TypeAlias = ProjectSavingForecast | ProjectSavingValidated | ProjectSavingReversed
NoteEvent: TypeAlias = SavingEvent | ProjectInvolvementRecorded | ProjectLearningShared
"""What nothing else hangs on."""
Said: TypeAlias = (
    DetailsEvent
    | NoteEvent
    | CourseEvent
    | ScoreEvent
    | CoachingEvent
    | SustainabilityEvent
    | GatewayEvent
    | ImprovementEvent
)
AfterClosing: TypeAlias = (
    ScoreEvent
    | ProjectInvolvementRecorded
    | SustainabilityEvent
    | ProjectSavingValidated
    | ProjectSavingReversed
    | ProjectLearningShared
    | Measurement
    | ProjectHandedOver
    | ProjectDetailsAmended
    | ProjectLeadChanged
    | ProjectReopened
    | ProjectVoided
    | ProjectCoachingLogged
)
"""What a closed project still takes; coaching only of days on which it was open."""


@dataclass(frozen=True, slots=True)
class Project:
    """What the rules need to know of a project."""

    course: Course = field(default_factory=Course)
    lead: str = ""
    """The organisation that speaks of it."""
    lead_person: LeadPerson = field(default_factory=LeadPerson)
    assessments: tuple[Assessment, ...] = ()
    gateways: Gateways = field(default_factory=Gateways)
    improvement: Improvement = field(default_factory=Improvement)

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.course.status


def complete(fact: Fact) -> None:
    """Refuse a fact whose fields, each optional, together say nothing."""
    if isinstance(fact.event, Measurement):
        improvement.complete(fact.event)


def owned(fact: Fact, project: Project) -> None:
    """Only the organisation that leads a project speaks of it; whoever registers one leads it."""
    lead = project.lead
    if isinstance(fact.event, ProjectRegistered) and project.status is Status.ABSENT:
        lead = fact.event.lead_organisation
    if lead and lead != fact.organisation:
        raise NotYourProject(f"{lead} leads this project.")


def decide(fact: Fact, project: Project) -> Event:
    """Return the fact to keep, or say why it cannot be."""
    event = cast("Said", fact.event)
    _standing(event, project)
    _in_order(event, project)
    if isinstance(event, DetailsEvent):
        details.decide(event, fact.members)
    elif isinstance(event, CourseEvent):
        course.decide(event, project.course)
    elif isinstance(event, ScoreEvent):
        scores.decide(event, fact, project.assessments)
    elif isinstance(event, CoachingEvent):
        coaching.decide(event, project.course, project.lead_person)
    elif isinstance(event, SustainabilityEvent):
        return sustainability.decide(event)
    elif isinstance(event, GatewayEvent):
        gateways.decide(event, project.gateways, project.lead_person)
    elif isinstance(event, ImprovementEvent):
        improvement.decide(event, project.improvement)
    elif not isinstance(event, NoteEvent):
        assert_never(event)
    return event


def final(project: Project) -> None:
    """Nothing follows a voided project, and nothing comes before it is registered."""
    if project.status is Status.VOIDED:
        raise refusals.ProjectVoided
    if project.status is Status.ABSENT:
        raise refusals.ProjectNotRegistered


def _standing(event: Said, project: Project) -> None:
    if not isinstance(event, ProjectRegistered) or project.status is Status.VOIDED:
        final(project)
    elif project.status is not Status.ABSENT:
        raise refusals.ProjectAlreadyRegistered
    if project.status is Status.CLOSED and not isinstance(event, AfterClosing):
        raise refusals.ProjectClosed


def _in_order(event: Said, project: Project) -> None:
    if isinstance(event, Measurement):
        return  # a baseline is measured before there is a project
    registered_on = project.course.registered_on
    for name, day in days_said(event):
        if day < registered_on:
            if isinstance(event, ProjectCompleted):
                raise refusals.CompletedBeforeRegistration(field=name)
            raise OutOfOrder(f"The project was registered on {registered_on}.", field=name)


def evolve(project: Project, fact: Recorded) -> Project:
    """Return the project after a fact."""
    event = cast("Said", fact.event)
    if isinstance(event, DetailsEvent):
        return _described(project, event)
    if isinstance(event, CourseEvent):
        return replace(project, course=course.evolve(project.course, event))
    if isinstance(event, ScoreEvent):
        return replace(project, assessments=scores.evolve(project.assessments, event, fact))
    if isinstance(event, GatewayEvent):
        return replace(project, gateways=gateways.evolve(project.gateways, event))
    if isinstance(event, ImprovementEvent):
        return replace(project, improvement=improvement.evolve(project.improvement, event))
    if isinstance(event, NoteEvent | CoachingEvent | SustainabilityEvent):
        return project
    assert_never(event)


def _described(project: Project, event: DetailsEvent) -> Project:
    match event:
        case ProjectRegistered(lead_organisation=lead, registered_on=day, lead_person=person):
            new = Project(course=course.registered(day), lead=lead)
            return new if person is UNSET else replace(new, lead_person=coaching.always(person))
        case ProjectDetailsAmended(lead_person=person):
            return project if person is UNSET else replace(project, lead_person=coaching.always(person))
        case ProjectLeadChanged(to_organisation=code):
            return replace(project, lead=code)
        case ProjectHandedOver(to_person=person, on=day):
            return replace(project, lead_person=project.lead_person.handed_over(person, day))
        case _:
            assert_never(event)


PROJECT = Decider(
    category="project",
    initial=Project(),
    owned=owned,
    decide=decide,
    evolve=evolve,
    in_range=complete,
    final=final,
)
