"""1.1 Completed projects with at least a modest improvement.

A completion is a happening: it counts once, in the month and year of its day, for whoever led on that day. What
undoes it (reopening, voiding) undoes it everywhere.
"""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution, Judgement
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS
from services.metrics.period import Grain, month_of
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project import ProjectScoreAssessed, ProjectScoreVoided

MODEST = 6
"""3.0 on the IHI scale, in half points: "modest improvement"."""


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    """Yield the completion, and by the day who could still complete it."""
    if not project.counts:
        return
    completed_on = project.completed_on
    if completed_on is not None:
        said = _judge(project, completed_on)
        month = month_of(completed_on)
        yield Contribution(Grain.MONTH, month, month, said.organisation, project.id, said.numerator, 1, said.reason)
    for first, last, lead in project.frames[Grain.DAY]:
        yield Contribution(Grain.DAY, first, last, lead, project.id, 0, 1, "open")


def _judge(project: Project, completed_on: date) -> Judgement:
    score = project.effective_score(completed_on)
    lead = project.lead_on(completed_on)
    if score is None:
        return Judgement(lead, 0, "no score within 90 days of completion")
    return Judgement(lead, 1, "scored 3.0 or above") if score >= MODEST else Judgement(lead, 0, "scored below 3.0")


MEASURE = Measure(
    definition=Definition(
        slug="modest-improvement",
        place="1.1",
        title="Completed projects with at least a modest improvement",
        words="75% of completed QI projects on the Trust's centralised system have a project score reflecting at "
        "least a modest improvement impact.",
        why="Completing a project is not the aim; changing care for the better is. A score of 3.0 says that some "
        "changes were tested with success and that a fifth of the expected results is there.",
        unit="%",
        direction="increase",
        counts="Improvement projects that stand completed, by the day of completion.",
        numerator="Of these, projects whose effective score is 3.0 or above: the adviser's score if there is one, "
        "else the team's, the latest assessed up to 90 days after completion.",
        denominator="Improvement projects whose current status is completed, completed in the period.",
        exclusions="Clinical audits and service evaluations; voided, cancelled and reopened projects.",
        attribution="The organisation that led the project on the day of completion.",
        owner="Head of Quality Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.PERCENTAGE,
    subjects=("project",),
    touched_by=TURNS | {ProjectScoreAssessed, ProjectScoreVoided},
    contributions=contributions,
    targets={("RGP", 2022): 75},
    may_still_join=True,
)
