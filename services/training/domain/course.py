"""One course, `course/<uuid>`: announced by its provider, and classed anew from a day on."""

from dataclasses import dataclass
from typing import assert_never, cast

from shared.contracts.event import Event, Recorded
from shared.contracts.training import CourseAnnounced, CourseEvent, CourseReclassified
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours


@dataclass(frozen=True, slots=True)
class Course:
    """What the rules need to know of a course."""

    provider: str = ""


def owned(fact: Fact, course: Course) -> None:
    """Only its provider speaks of a course, and announces none for another."""
    event = cast("CourseEvent", fact.event)
    if course.provider:
        if course.provider != fact.organisation:
            raise NotYours(f"{course.provider} provides this course.")
    elif isinstance(event, CourseAnnounced) and event.provider_organisation != fact.organisation:
        detail = f"{fact.organisation} announces the courses that it provides itself."
        raise NotYours(detail, field="provider_organisation")


def decide(fact: Fact, course: Course) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("CourseEvent", fact.event)
    match event:
        case CourseAnnounced():
            if course.provider:
                raise AlreadySaid("The course has been announced already.")
        case CourseReclassified():
            if not course.provider:
                raise NotOpened("No course has been announced under this identifier.")
        case _:
            assert_never(event)
    return event


def evolve(course: Course, fact: Recorded) -> Course:
    """Return the course after a fact."""
    event = cast("CourseEvent", fact.event)
    match event:
        case CourseAnnounced(provider_organisation=provider):
            return Course(provider)
        case CourseReclassified():
            return course
        case _:
            assert_never(event)


COURSE = Decider(category="course", initial=Course(), owned=owned, decide=decide, evolve=evolve)
