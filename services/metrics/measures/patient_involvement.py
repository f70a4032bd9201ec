"""1.2 Projects with patient and public involvement.

Being open is a state: a project counts in every period on at least one day of which it was open, as it stood at
the period's end.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from services.metrics.contribution import Contribution, Judgement, runs
from services.metrics.definition import Definition, Kind, Measure
from services.metrics.period import Grain, first_day, last_day
from services.metrics.subjects.project import Project
from shared.contracts.project import (
    ProjectCancelled,
    ProjectCompleted,
    ProjectInvolvementRecorded,
    ProjectLeadChanged,
    ProjectRegistered,
    ProjectReopened,
    ProjectVoided,
)

REASONS = {
    None: "no involvement recorded",
    "none": "recorded as having none",
    "little_i": "patients or the public consulted (little i)",
    "big_i": "patients or the public in the team (big I)",
}


def contributions(project: Project) -> Iterator[Contribution]:
    """Yield the months and years in which the project was open, each as it stood at its end."""
    if not project.counts:
        return
    days = [
        project.registered_on,
        *(lead.on for lead in project.leads[1:]),
        *(turn.on for turn in project.turns),
        *(involvement.on for involvement in project.involvements),
    ]
    for grain in (Grain.MONTH, Grain.YEAR):
        for first, last, said in runs(days, grain, partial(_judge, project, grain)):
            yield Contribution(grain, first, last, said.organisation, project.id, said.numerator, 1, said.reason)


def _judge(project: Project, grain: Grain, period: int) -> Judgement | None:
    reference_day = last_day(period, grain)
    if not project.was_open(first_day(period, grain), reference_day):
        return None
    level = project.involvement_on(reference_day)
    involved = int(level in {"little_i", "big_i"})
    return Judgement(project.accountable_on(reference_day), involved, REASONS[level])


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
    touched_by=frozenset(
        {
            ProjectRegistered,
            ProjectCompleted,
            ProjectCancelled,
            ProjectReopened,
            ProjectVoided,
            ProjectLeadChanged,
            ProjectInvolvementRecorded,
        }
    ),
    contributions=contributions,
    targets={("RGP", 2022): 20},
)
