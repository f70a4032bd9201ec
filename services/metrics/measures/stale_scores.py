"""Leading: projects of which nobody has said for two months how far they are."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS, Said, open_days
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project import ProjectScoreAssessed, ProjectScoreVoided

STALE_AFTER = timedelta(days=60)


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    """Yield the days on which the project was open, and whether its score was stale."""

    if not project.counts:
        return
    scored = [one.on for one in project.standing]

    def stale(day: date) -> Said:
        times = bisect_right(scored, day)
        last = max(project.registered_on, scored[times - 1]) if times else project.registered_on
        if last + STALE_AFTER > day:
            return 0, "scored or registered within 60 days"
        return 1, "no score for 60 days or more" if times else "never scored"

    begun = [project.registered_on, *scored]
    yield from open_days(project, [*begun, *(day + STALE_AFTER for day in begun)], stale)


MEASURE = Measure(
    definition=Definition(
        slug="stale-scores",
        place="L2",
        title="Projects with a stale score",
        words="No promise of the strategy: a leading indicator.",
        why="A score that nobody renews says nothing about today, and often means that nobody is at work.",
        unit="%",
        direction="decrease",
        counts="Improvement projects open on the reference day.",
        numerator="Of these, projects that were neither registered nor scored within 60 days.",
        denominator="Improvement projects open on the reference day.",
        exclusions="Clinical audits and service evaluations; voided projects; scores that were voided.",
        attribution="The organisation that leads the project on that day.",
        owner="Head of Quality Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.DAYS,
    rule=Rule.PERCENTAGE,
    subjects=("project",),
    touched_by=TURNS | {ProjectScoreAssessed, ProjectScoreVoided},
    contributions=contributions,
)
