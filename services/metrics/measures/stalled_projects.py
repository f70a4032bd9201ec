"""Leading: projects that tested changes with success, and have come no further for a season."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS, Said, open_days
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project import ProjectScoreAssessed, ProjectScoreVoided

STUCK_AT = 5
"""2.5 on the IHI scale, in half points: one step below a modest improvement."""
STALLED_AFTER = timedelta(days=90)


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    """Yield the days on which the project was open, and whether it was stalled."""
    if not project.counts:
        return
    scored = [one.on for one in project.standing]
    since = list(_stuck_since(project))

    def stalled(day: date) -> Said:
        times = bisect_right(scored, day)
        stuck = since[times - 1] if times else None
        if stuck is not None and stuck + STALLED_AFTER <= day:
            return 1, "at 2.5 for 90 days or more"
        return 0, "moving" if stuck is None else "at 2.5 for less than 90 days"

    yield from open_days(project, [*scored, *(day + STALLED_AFTER for day in scored)], stalled)


def _stuck_since(project: Project) -> Iterator[date | None]:
    """Yield since when the deciding scores have been 2.5 after each assessment: the adviser's, else the team's."""
    by_team: date | None = None
    by_adviser: date | None = None
    advised = False
    for one in project.standing:
        stuck = one.half_points == STUCK_AT
        by_team = (by_team or one.on) if stuck else None
        if one.by_adviser:
            advised, by_adviser = True, (by_adviser or one.on) if stuck else None
        yield by_adviser if advised else by_team


MEASURE = Measure(
    definition=Definition(
        slug="stalled-projects",
        place="L1",
        title="Projects stalled at 2.5",
        words="No promise of the strategy: a leading indicator.",
        why="About three in ten projects stop one step short of an improvement. A coach who knows which can help.",
        unit="%",
        direction="decrease",
        counts="Improvement projects open on the reference day.",
        numerator="Of these, projects whose score has been 2.5 for at least 90 days.",
        denominator="Improvement projects open on the reference day.",
        exclusions="Clinical audits and service evaluations; voided projects.",
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
