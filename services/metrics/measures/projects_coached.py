"""2.3 Projects coached by a registered QI adviser."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS
from services.metrics.period import Grain, last_day, period_of
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project_work import ProjectCoachingLogged
from shared.contracts.training import AdviserRegistered, AdviserRetired, PersonMerged


def contributions(project: Project, world: World) -> Iterator[Contribution]:
    """Yield the months and years with a contact, for who led the project at their end or when it was closed."""
    if not project.counts:
        return
    coached = {(one.on, world.was_adviser(one.adviser, one.on)) for one in project.contacts}
    for grain in (Grain.MONTH, Grain.YEAR):
        for period in sorted({period_of(day, grain) for day, _ in coached}):
            counts = any(registered and period_of(day, grain) == period for day, registered in coached)
            reason = "coached by a registered adviser" if counts else "no adviser was registered on the day of contact"
            lead = project.accountable_on(last_day(period, grain))
            yield Contribution(grain, period, period, lead, project.id, int(counts), 0, reason)


MEASURE = Measure(
    definition=Definition(
        slug="projects-coached",
        place="2.3",
        title="Projects coached by a QI adviser",
        words="40 QI projects are supported or coached by QI adviser(s).",
        why="Teams that are coached get further: an adviser brings method, and the time to think.",
        unit="projects",
        direction="increase",
        counts="Improvement projects with at least one coaching contact in the period, each once.",
        numerator="Improvement projects with a coaching contact by an adviser who was registered on that day, whatever "
        "the adviser's organisation.",
        denominator=None,
        exclusions="Assignments without a contact; contacts by somebody who was not registered; clinical audits and "
        "service evaluations; voided projects.",
        attribution="The organisation that leads the project at the end of the period, or led it when it was closed.",
        owner="Head of Quality Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.STATES,
    rule=Rule.COUNT,
    subjects=("project",),
    touched_by=TURNS | {ProjectCoachingLogged, AdviserRegistered, AdviserRetired, PersonMerged},
    contributions=contributions,
    targets={("RGP", 2022): 40},
)
