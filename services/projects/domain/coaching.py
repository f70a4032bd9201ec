"""Who leads the work of a project, and who coaches it: never the same person on the same day."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from services.projects.domain import refusals
from services.projects.domain.course import Course
from shared.contracts.project_work import ProjectCoachAssigned, ProjectCoachingLogged, ProjectCoachUnassigned

CoachingEvent: TypeAlias = ProjectCoachAssigned | ProjectCoachUnassigned | ProjectCoachingLogged


@dataclass(frozen=True, slots=True)
class LeadPerson:
    """Who leads the work, each from a day on."""

    said: tuple[tuple[date, str], ...] = ()

    def on(self, day: date) -> str | None:
        """Return who leads on a day: of what was said for it or before, the latest by its own date."""
        known = sorted((one for one in self.said if one[0] <= day), key=lambda one: one[0])
        return known[-1][1] if known else None

    def handed_over(self, person: str, on: date) -> "LeadPerson":
        """Return who leads once the work is handed over on a day."""
        return LeadPerson((*self.said, (on, person)))


def always(person: str) -> LeadPerson:
    """Return who leads when it was said without a day: it holds for the past too."""
    return LeadPerson(((date.min, person),))


def decide(event: CoachingEvent, course: Course, lead: LeadPerson) -> None:
    """Refuse coaching by whoever led on that day, and on a day when the project was closed."""
    if not isinstance(event, ProjectCoachingLogged):
        return
    if not course.was_open_on(event.on):
        raise refusals.ProjectClosed(f"The project was closed on {event.on}.", field="on")
    if event.adviser == lead.on(event.on):
        raise refusals.AdviserLeadsProject(field="adviser")
