"""The course of a project: registered, started, paused, closed, reopened, and the days on which it was open."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

from services.projects.domain import refusals
from shared.contracts.project import (
    ProjectCancelled,
    ProjectCompleted,
    ProjectPaused,
    ProjectReopened,
    ProjectResumed,
    ProjectStarted,
    ProjectVoided,
)
from shared.refusals import OutOfOrder

CourseEvent: TypeAlias = (
    ProjectStarted
    | ProjectPaused
    | ProjectResumed
    | ProjectCompleted
    | ProjectCancelled
    | ProjectReopened
    | ProjectVoided
)


class Status(StrEnum):
    """Where a project stands."""

    ABSENT = "absent"
    REGISTERED = "registered"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a project was open, both included; `last` is None while it still is."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Where a project stands, and when it was open."""

    status: Status = Status.ABSENT
    spans: tuple[Span, ...] = ()

    @property
    def registered_on(self) -> date:
        """The day from which it was a project."""
        return self.spans[0].first if self.spans else date.min

    @property
    def turned_on(self) -> date:
        """The day on which it was last registered, closed or reopened."""
        return self.spans[-1].last or self.spans[-1].first if self.spans else date.min

    def was_open_on(self, day: date) -> bool:
        """Return whether it was open; the days of closing and of reopening are open."""
        return any(span.first <= day and (span.last is None or day <= span.last) for span in self.spans)


def registered(on: date) -> Course:
    """Return how every course begins."""
    return Course(Status.REGISTERED, (Span(on),))


def decide(event: CourseEvent, course: Course) -> None:
    """Refuse a step that does not follow from where the project stands."""
    status = course.status
    match event:
        case ProjectStarted() if status is not Status.REGISTERED:
            raise refusals.AlreadyStarted
        case ProjectPaused() if status is not Status.RUNNING:
            raise refusals.NotRunning
        case ProjectResumed() if status is not Status.PAUSED:
            raise refusals.NotPaused
        case ProjectReopened() if status is not Status.CLOSED:
            raise refusals.ProjectNotClosed
        case ProjectReopened(on=day) if day < course.turned_on:
            raise OutOfOrder(f"The project was closed on {course.turned_on}.", field="on")
        case ProjectCompleted(on=day) | ProjectCancelled(on=day) if day < course.turned_on:
            raise OutOfOrder(f"The project was reopened on {course.turned_on}.", field="on")


def evolve(course: Course, event: CourseEvent) -> Course:
    """Return the course after a step."""
    match event:
        case ProjectStarted() | ProjectResumed():
            return replace(course, status=Status.RUNNING)
        case ProjectPaused():
            return replace(course, status=Status.PAUSED)
        case ProjectCompleted(on=day) | ProjectCancelled(on=day):
            closed = tuple(replace(span, last=day) for span in course.spans[-1:])
            return Course(Status.CLOSED, (*course.spans[:-1], *closed))
        case ProjectReopened(on=day):
            return Course(Status.RUNNING, (*course.spans, Span(day)))
        case ProjectVoided():
            return replace(course, status=Status.VOIDED)
        case _:
            assert_never(event)
