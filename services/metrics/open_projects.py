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
    turning = [
        project.registered_on,
        *(lead.on for lead in project.leads[1:]),
        *(turn.on for turn in project.turns),
        *days,
    ]
    for grain in (Grain.MONTH, Grain.YEAR):

        def as_it_stood(period: int, grain: Grain = grain) -> Judgement | None:
            reference_day = last_day(period, grain)
            if not project.was_open(first_day(period, grain), reference_day):
                return None
            return Judgement(project.accountable_on(reference_day), *judge(reference_day))

        for first, last, said in runs(turning, grain, as_it_stood):
            yield Contribution(grain, first, last, said.organisation, project.id, said.numerator, 1, said.reason)
