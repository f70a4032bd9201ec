"""2.4 A physical and a digital space for improvement."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.period import Grain, last_day, months_of, year_of
from services.metrics.subjects.milestone import Milestone
from services.metrics.world import World
from shared.contracts.agreements import MilestoneEvidenced, MilestonePlanned, MilestoneRevoked, MilestoneSignedOff

SLUG = "improvement-space"


def contributions(milestone: Milestone, _: World) -> Iterator[Contribution]:
    """Yield the year in which it is due and that year's months, each as it stood at its end."""
    if milestone.due_on is None or milestone.part_of != SLUG:
        return
    year = year_of(milestone.due_on)
    for grain, periods in ((Grain.MONTH, months_of(year)), (Grain.YEAR, [year])):
        for period in periods:
            signed = milestone.signed_on(last_day(period, grain))
            reason = "signed off" if signed else "not signed off"
            yield Contribution(grain, period, period, milestone.organisation, milestone.slug, int(signed), 1, reason)


MEASURE = Measure(
    definition=Definition(
        slug=SLUG,
        place="2.4",
        title="A space for improvement",
        words="Develop a physical and digital space that supports staff and project teams – with visual displays of "
        "improvement projects and resources",
        why="Improvement that can be seen and walked into is improvement that people join.",
        unit="parts",
        direction="increase",
        counts="Milestones of this measure that are due in the year.",
        numerator="Parts that stand signed off.",
        denominator="Parts that are planned.",
        exclusions="Parts whose signing off was revoked by the end of the period.",
        attribution="The organisation that planned the part.",
        owner="Head of Quality Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.STATES,
    rule=Rule.MILESTONES,
    subjects=("milestone",),
    touched_by=frozenset({MilestonePlanned, MilestoneEvidenced, MilestoneSignedOff, MilestoneRevoked}),
    contributions=contributions,
    targets={("RGP", 2022): 2},
)
