"""3.1 Projects with a financial effect that entered the gateways."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS, Said, open_projects
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project import ProjectDetailsAmended
from shared.contracts.project_finance import ProjectGatewayEntered


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    """Yield the months and years in which a project with a financial effect was open."""
    if not project.has_financial_effect:
        return

    def engaged(day: date) -> Said:
        entered = any(on <= day for on in project.gateways)
        return int(entered), "entered gateway 1 or above" if entered else "has not entered gateway 1"

    yield from open_projects(project, project.gateways, engaged)


MEASURE = Measure(
    definition=Definition(
        slug="finance-engagement",
        place="3.1",
        title="Engagement with finance through the gateways",
        words="Engagement with Transformation and Finance via the Cost Improvement Programme (CIP) and "
        "Transformation Gateways process.",
        why="A saving counts when finance has seen it. A project that changes money and stays outside the gateways "
        "is a saving nobody can rely on, or a cost nobody has planned.",
        unit="%",
        direction="increase",
        counts="Improvement projects with a financial effect, open on at least one day of the period.",
        numerator="Of these, projects that had entered gateway 1 or above by the end of the period, whether or not "
        "they were returned later.",
        denominator="Improvement projects marked as having a financial effect, open on at least one day of the period.",
        exclusions="Clinical audits and service evaluations; voided projects; projects without a financial effect.",
        attribution="The organisation that leads the project at the end of the period, or led it when it was closed.",
        owner="Director of Finance",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.STATES,
    rule=Rule.PERCENTAGE,
    subjects=("project",),
    touched_by=TURNS | {ProjectDetailsAmended, ProjectGatewayEntered},
    contributions=contributions,
)
