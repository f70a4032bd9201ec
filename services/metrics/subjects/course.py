"""What is known of one course: of which class it is on a day, and whether it is part of the ICS programme."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.event import Recorded
from shared.contracts.training import CourseAnnounced, CourseClass, CourseReclassified


@dataclass(frozen=True, slots=True)
class Course:
    """A course; `announced` is None while nobody has said what it is."""

    announced: CourseClass | None = None
    ics_programme: bool = False
    later: tuple[tuple[date, CourseClass], ...] = ()

    def class_on(self, day: date) -> CourseClass | None:
        """Return the class of a completion on a day: the last said that begins by then, else the announced one."""
        if self.announced is None:
            return None
        return next((said for begins, said in reversed(self.later) if begins <= day), self.announced)


def evolve(course: Course, fact: Recorded) -> Course:
    """Return what is known of the course after a fact."""
    match fact.event:
        case CourseAnnounced(class_=said, ics_programme=of_ics):
            return replace(course, announced=said, ics_programme=of_ics)
        case CourseReclassified(class_=said, from_=day):
            return replace(course, later=(*course.later, (day, said)))
        case _:
            return course
