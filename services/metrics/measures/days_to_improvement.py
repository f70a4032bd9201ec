"""Leading: how long projects take to a modest improvement."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.measures.modest_improvement import MODEST
from services.metrics.open_projects import TURNS
from services.metrics.period import Grain, month_of
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project import ProjectScoreAssessed, ProjectScoreVoided


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    """Yield the month in which the project was first scored 3.0 or above, with the days since it was registered."""
    reached = [one.on for one in project.assessments if one.standing and one.half_points >= MODEST]
    if project.counts and reached:
        day = min(reached)
        days = (day - project.registered_on).days
        month = month_of(day)
        reason = f"{days} days from registration to 3.0"
        yield Contribution(Grain.MONTH, month, month, project.lead_on(day), project.id, 1, days, reason)


MEASURE = Measure(
    definition=Definition(
        slug="days-to-improvement",
        place="L3",
        title="Days to a modest improvement",
        words="No promise of the strategy: a leading indicator.",
        why="Teams that are helped early improve early. Half of the projects took no longer than this.",
        unit="days",
        direction="decrease",
        counts="Improvement projects first scored 3.0 or above in the period.",
        numerator="How many they are; the value is the median of the days from registration to that score.",
        denominator=None,
        exclusions="Projects that have not reached 3.0; clinical audits and service evaluations; voided projects.",
        attribution="The organisation that led the project on the day of that score.",
        owner="Head of Quality Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.MEDIAN,
    subjects=("project",),
    touched_by=TURNS | {ProjectScoreAssessed, ProjectScoreVoided},
    contributions=contributions,
)
