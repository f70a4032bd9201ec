"""Runs of periods in which one thing holds."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from services.metrics.period import FOR_EVER, Grain, period_of

T = TypeVar("T")


def runs(days: Iterable[date], grain: Grain, judge: Callable[[int], T | None]) -> Iterator[tuple[int, int, T]]:
    """Yield runs of periods with one judgement, the last without end.

    A judgement can change only in a period that holds one of `days`, or in the one after it.
    """
    periods = {period_of(day, grain) for day in days}
    first, held = 0, None
    for start in sorted(periods | {period + 1 for period in periods}):
        said = judge(start)
        if said != held:
            if held is not None:
                yield first, start - 1, held
            first, held = start, said
    if held is not None:
        yield first, FOR_EVER, held
