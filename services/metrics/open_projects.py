"""Projects open in a period: each counts in every period on at least one day of which it was open, as at its end."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from services.metrics.contribution import Contribution, Judgement, runs
from services.metrics.period import Grain, first_day, last_day
from services.metrics.subjects.project import Project
from shared.contracts.event import Event
from shared.contracts.project import (
    ProjectCancelled,
    ProjectCompleted,
    ProjectLeadChanged,
    ProjectRegistered,
    ProjectReopened,
    ProjectVoided,
)

TURNS: frozenset[type[Event]] = frozenset(
    {
        ProjectRegistered,
        ProjectCompleted,
        ProjectCancelled,
        ProjectReopened,
        ProjectVoided,
        ProjectLeadChanged,
    }
)
"""The facts that decide whether a project is open, and for whom it counts."""

Said = tuple[int, str]
"""Whether the numerator has it, and why."""


def open_projects(project: Project, days: Iterable[date], judge: Callable[[date], Said]) -> Iterator[Contribution]:
    """Yield the months and years in which a project was open; `judge` tells how it stands on a reference day.

    How it stands changes on `days` only.
    """
    if not project.counts:
        return
    turning = _turning(project, days)
    for grain in (Grain.MONTH, Grain.YEAR):

        def as_it_stood(period: int, grain: Grain = grain) -> Judgement | None:
            reference_day = last_day(period, grain)
            if not project.was_open(first_day(period, grain), reference_day):
                return None
            return Judgement(project.accountable_on(reference_day), *judge(reference_day))

        for first, last, said in runs(turning, grain, as_it_stood):
            yield Contribution(grain, first, last, said.organisation, project.id, said.numerator, 1, said.reason)


def open_days(project: Project, days: Iterable[date], judge: Callable[[date], Said]) -> Iterator[Contribution]:
    """Yield the days on which a project was open; how it stands on one, `judge` tells, and changes on `days` only."""
    if not project.counts:
        return

    def as_it_stood(number: int) -> Judgement | None:
        day = date.fromordinal(number)
        return Judgement(project.lead_on(day), *judge(day)) if project.was_open(day, day) else None

    turning = _turning(project, days)
    for first, last, said in runs(turning, Grain.DAY, as_it_stood):
        yield Contribution(Grain.DAY, first, last, said.organisation, project.id, said.numerator, 1, said.reason)


def _turning(project: Project, days: Iterable[date]) -> list[date]:
    leads, turns = (one.on for one in project.leads[1:]), (one.on for one in project.turns)
    return [project.registered_on, *leads, *turns, *days]
