"""3.2 Projects that factor in sustainable healthcare."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS, Said, open_projects
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project_sustainability import ProjectSustainabilityAssessed, ProjectSustainabilityWithdrawn


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    """Yield the months and years in which the project was open, and whether an assessment stood at the end."""

    def assessed(day: date) -> Said:
        if project.sustainable_on(day):
            return 1, "sustainability assessed"
        said = any(one.on <= day for one in project.sustainability)
        return 0, "assessment of sustainability withdrawn" if said else "sustainability not assessed"

    yield from open_projects(project, (one.on for one in project.sustainability), assessed)


MEASURE = Measure(
    definition=Definition(
        slug="sustainable-projects",
        place="3.2",
        title="Projects that factor in sustainable healthcare",
        words="25% of QI projects factor in a sustainable health care aspect.",
        why="Care that wastes less costs the planet, patients and the service less. A project that looks for it finds "
        "it; one that looks and finds no effect says so and has factored it in too.",
        unit="%",
        direction="increase",
        counts="Improvement projects open on at least one day of the period.",
        numerator="Of these, projects with an assessment of sustainability that stands: at least one SusQI step with "
        "what was considered.",
        denominator="Improvement projects open on at least one day of the period, cancelled ones included.",
        exclusions="Clinical audits and service evaluations; voided projects; assessments that were withdrawn.",
        attribution="The organisation that leads the project at the end of the period, or led it when it was closed.",
        owner="Sustainability Lead",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.STATES,
    rule=Rule.PERCENTAGE,
    subjects=("project",),
    touched_by=TURNS | {ProjectSustainabilityAssessed, ProjectSustainabilityWithdrawn},
    contributions=contributions,
    targets={("RGP", 2022): 25},
)
