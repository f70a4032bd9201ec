"""1.2 Projects with patient and public involvement."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS, Said, open_projects
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project import ProjectInvolvementRecorded

REASONS = {
    None: "no involvement recorded",
    "none": "recorded as having none",
    "little_i": "patients or the public consulted (little i)",
    "big_i": "patients or the public in the team (big I)",
}


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    """Yield the months and years in which the project was open, with its level of involvement at the end."""

    def involved(day: date) -> Said:
        level = project.involvement_on(day)
        return int(level in {"little_i", "big_i"}), REASONS[level]

    yield from open_projects(project, (one.on for one in project.involvements), involved)


MEASURE = Measure(
    definition=Definition(
        slug="patient-involvement",
        place="1.2",
        title="Projects with patient and public involvement",
        words="20% of QI projects have patient and public involvement.",
        why="Improvement that is designed with the people who use a service is likelier to be the improvement they "
        "need, and likelier to last.",
        unit="%",
        direction="increase",
        counts="Improvement projects open on at least one day of the period.",
        numerator="Of these, projects whose latest recorded level of involvement is little i (consulted) or big I "
        "(full members of the team).",
        denominator="Improvement projects open on at least one day of the period, cancelled ones included.",
        exclusions="Clinical audits and service evaluations; voided projects.",
        attribution="The organisation that leads the project at the end of the period, or led it when it was closed.",
        owner="Head of Patient Experience",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.STATES,
    rule=Rule.PERCENTAGE,
    subjects=("project",),
    touched_by=TURNS | {ProjectInvolvementRecorded},
    contributions=contributions,
    targets={("RGP", 2022): 20},
)
