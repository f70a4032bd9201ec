"""Projects as the measures know them, and figures counted the plain way: one project after another."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce

from services.metrics.contribution import Contribution
from services.metrics.definition import Kind, Measure
from services.metrics.period import Grain, month_of, months_of
from services.metrics.references import Connections
from services.metrics.subjects.project import Project, evolve
from services.metrics.world import World
from shared.contracts.event import Event
from tests.given import Said, recorded
from tests.metrics import plain
from tests.metrics.story import Story

ALONE = World({}, Connections())
"""A world in which nothing is known of anything else."""


def project(*history: Event | Said, place: int = 1) -> Project:
    """Return what is known of a project after this history; `place` tells projects apart."""
    return reduce(evolve, recorded(history, f"project/0190f3b2-0000-7000-8000-{place:012}"), Project())


def in_year(measure: Measure, projects: Iterable[Project], organisation: str | None, year: int) -> tuple[int, int]:
    """Return numerator and denominator of a financial year; no organisation is the whole system."""
    months = months_of(year)
    if measure.kind is Kind.HAPPENINGS:
        return _sum(one for one in _rows(measure, projects, organisation, Grain.MONTH) if one.first in months)
    return _sum(_holding(_rows(measure, projects, organisation, Grain.YEAR), year))


def in_month(measure: Measure, projects: Iterable[Project], organisation: str | None, month: int) -> tuple[int, int]:
    """Return numerator and denominator of a month."""
    return _sum(_holding(_rows(measure, projects, organisation, Grain.MONTH), month))


def may_complete(measure: Measure, projects: Iterable[Project], organisation: str | None, day: date) -> int:
    """Return how many things could still enter the denominator on a day."""
    return _sum(_holding(_rows(measure, projects, organisation, Grain.DAY), day.toordinal()))[1]


def reasons(measure: Measure, one: Project, grain: Grain) -> list[str]:
    """Return why one project is counted, or is not."""
    return [row.reason for row in measure.contributions(one, ALONE) if row.grain is grain]


def _rows(
    measure: Measure, projects: Iterable[Project], organisation: str | None, grain: Grain
) -> Iterator[Contribution]:
    for one in projects:
        for row in measure.contributions(one, ALONE):
            if row.grain is grain and (row.in_system if organisation is None else row.organisation == organisation):
                yield row


def _holding(rows: Iterable[Contribution], period: int) -> Iterator[Contribution]:
    return (row for row in rows if row.first <= period <= row.last)


def _sum(rows: Iterable[Contribution]) -> tuple[int, int]:
    counted = list(rows)
    return sum(row.numerator for row in counted), sum(row.denominator for row in counted)


def told(story: Story, slug: str, whose: str = "RGP", year: int = 2022) -> tuple[int, int]:
    """Return numerator and denominator of a financial year after a story of many things; "" is the whole system."""
    return plain.counted(plain.holding(story.facts), slug, whose, Grain.YEAR, year)


def told_of_month(story: Story, slug: str, month: str, whose: str = "RGP") -> tuple[int, int]:
    """Return numerator and denominator of a month like 2022-05."""
    number = month_of(date.fromisoformat(f"{month}-01"))
    return plain.counted(plain.holding(story.facts), slug, whose, Grain.MONTH, number)
