"""Stalled and stale projects, day by day, held against their definitions read literally."""

from datetime import date, timedelta
from random import Random

import pytest

from services.metrics.definition import Measure
from services.metrics.measures import MEASURES
from services.metrics.subjects.project import Assessment, Lead, Project
from tests.metrics.counting import ALONE

REGISTERED = date(2022, 1, 1)
DAYS = range(420)
STALLED, STALE = MEASURES["stalled-projects"], MEASURES["stale-scores"]


def scored(chance: Random) -> Project:
    """Return a project that was scored now and then, by its team and by advisers, some scores voided."""
    assessments = tuple(
        Assessment(
            id=f"{place}",
            source="urn:nhs:ods:RGP:test",
            organisation="RGP",
            place=place,
            on=REGISTERED + timedelta(days=chance.choice([0, 10, 10, 60, 90, 91, 150, 200, 300])),
            half_points=chance.choice([4, 5, 5, 6]),
            by_adviser=chance.random() < 0.3,
            standing=chance.random() < 0.8,
        )
        for place in range(2, chance.randint(2, 8))
    )
    lead = Lead(date.min, 1, "RGP")
    return Project("p", "quality_improvement", REGISTERED, (lead,), assessments=assessments)


def by_day(measure: Measure, project: Project) -> list[bool]:
    """Return on which days the project is in the numerator."""
    rows = list(measure.contributions(project, ALONE))
    numbers = [(REGISTERED + timedelta(days=day)).toordinal() for day in DAYS]
    return [any(row.numerator for row in rows if row.first <= number <= row.last) for number in numbers]


def is_stalled(project: Project, day: date) -> bool:
    """The deciding scores, the adviser's if there is one, have been 2.5 for 90 days without a break."""
    known = sorted(
        (one for one in project.assessments if one.standing and one.on <= day), key=lambda one: (one.on, one.place)
    )
    deciding = [one for one in known if one.by_adviser] or known
    since = None
    for one in deciding:
        since = None if one.half_points != 5 else since or one.on
    return since is not None and since + timedelta(days=90) <= day


def is_stale(project: Project, day: date) -> bool:
    """Nobody has registered or scored it for 60 days."""
    known = [one.on for one in project.assessments if one.standing and one.on <= day]
    return max([REGISTERED, *known]) + timedelta(days=60) <= day


@pytest.mark.parametrize("seed", range(40))
def test_a_project_is_stalled_or_stale_on_the_days_that_the_definitions_say(seed: int) -> None:
    project = scored(Random(seed))
    days = [REGISTERED + timedelta(days=day) for day in DAYS]
    assert by_day(STALLED, project) == [is_stalled(project, day) for day in days]
    assert by_day(STALE, project) == [is_stale(project, day) for day in days]
