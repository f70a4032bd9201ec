"""Projects to tell of, and years to tell of them in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.recount.figures import recount

IMPROVEMENT = "modest-improvement"
INVOLVEMENT = "patient-involvement"
SLUGS = (IMPROVEMENT, INVOLVEMENT)
Said = dict[str, Any]


@dataclass(frozen=True)
class Year:
    """A financial year, by the calendar year in which it begins."""

    begins: int

    @property
    def name(self) -> str:
        """As the interface writes it."""
        return f"{self.begins}/{(self.begins + 1) % 100:02}"

    def day(self, number: int) -> str:
        """Return a day of the year, counted from its first."""
        return (date(self.begins, 4, 1) + timedelta(days=number)).isoformat()


@dataclass(frozen=True)
class Project:
    """A project; each method returns one fact about it, ready to be submitted."""

    lead: str = "RGP"
    id: str = field(default_factory=lambda: str(uuid4()))

    def said(self, word: str, by: str | None = None, **data: object) -> Said:
        """Return any fact about the project."""
        return {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"urn:nhs:ods:{by or self.lead}:tests",
            "type": f"project.{word}",
            "subject": f"project/{self.id}",
            "data": data,
        }

    def registered(self, day: str, **more: object) -> Said:
        """Return its opening fact."""
        data: Any = {"title": "Sooner home", "kind": "quality_improvement", "lead_organisation": self.lead, **more}
        return self.said("registered", registered_on=day, **data)

    def started(self, day: str) -> Said:
        """Return that it started."""
        return self.said("started", on=day)

    def completed(self, day: str) -> Said:
        """Return that it was completed."""
        return self.said("completed", on=day)

    def reopened(self, day: str) -> Said:
        """Return that it was reopened."""
        return self.said("reopened", on=day, reason="The change did not last.")

    def scored(self, points: float, day: str, assessor: str = "team") -> Said:
        """Return a progress score."""
        return self.said("score_assessed", score=points, assessed_on=day, assessor=assessor)

    def unscored(self, score: Said) -> Said:
        """Return that a score is taken back."""
        return self.said("score_voided", event_id=score["id"])

    def involved(self, level: str, day: str) -> Said:
        """Return a level of patient involvement."""
        return self.said("involvement_recorded", level=level, on=day)

    def voided(self) -> Said:
        """Return that it never was a project."""
        return self.said("voided", reason="in_error")

    def handed_to(self, organisation: str, day: str) -> Said:
        """Return that another organisation leads from a day on."""
        return self.said("lead_changed", to_organisation=organisation, on=day)


def finished(year: Year, points: float | None = None, level: str | None = None, lead: str = "RGP") -> list[Said]:
    """Return the facts of a project that was completed in its year."""
    project = Project(lead)
    story = [project.registered(year.day(1))]
    if level is not None:
        story.append(project.involved(level, year.day(5)))
    if points is not None:
        story.append(project.scored(points, year.day(60)))
    return [*story, project.completed(year.day(70))]


def expected(events: Iterable[Said], slug: str, organisation: str | None, year: Year) -> tuple[int, int]:
    """Return what the figure of a past year has to be, counted independently."""
    return recount(events, slug, organisation, year.name, as_at_day=date.fromisoformat(year.day(600)))
