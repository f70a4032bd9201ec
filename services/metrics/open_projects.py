"""Projects open in a period: each counts in every period on at least one day of which it was open, as at its end."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.period import Grain, last_day, period_of
from services.metrics.subjects.project import Frame, Project
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
    yield from _open(project, (Grain.MONTH, Grain.YEAR), list(days), judge)


def open_days(project: Project, days: Iterable[date], judge: Callable[[date], Said]) -> Iterator[Contribution]:
    """Yield the days on which a project was open; how it stands on one, `judge` tells, and changes on `days` only."""
    yield from _open(project, (Grain.DAY,), list(days), judge)


def _open(
    project: Project, grains: Iterable[Grain], days: list[date], judge: Callable[[date], Said]
) -> Iterator[Contribution]:
    if not project.counts:
        return
    for grain in grains:
        changing = sorted({period_of(day, grain) for day in days})
        for frame in project.frames[grain]:
            for first, last, (numerator, reason) in _parts(frame, grain, changing, judge):
                yield Contribution(grain, first, last, frame.organisation, project.id, numerator, 1, reason)


def _parts(
    frame: Frame, grain: Grain, changing: Sequence[int], judge: Callable[[date], Said]
) -> Iterator[tuple[int, int, Said]]:
    """Yield the parts of a frame in which a project stands in one way."""
    first, held = frame.first, judge(last_day(frame.first, grain))
    for start in changing[bisect_right(changing, first) : bisect_right(changing, frame.last)]:
        said = judge(last_day(start, grain))
        if said != held:
            yield first, start - 1, held
            first, held = start, said
    yield first, frame.last, held
