"""What one subject adds to a measure: rows that hold for a run of periods."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.metrics.period import Grain, period_of

FOR_EVER = 2**31 - 1
"""The last period of a run that goes on until something else is learned."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One counted thing, in every period from `first` to `last`."""

    grain: Grain
    first: int
    last: int
    organisation: str
    """Whose figure it adds to; empty for the whole system alone."""
    counted: str
    """What is counted. Rows of one measure, organisation and period that count the same count it once."""
    numerator: int
    denominator: int
    reason: str
    """Why it is in the numerator, or why not, in words that evidence shows."""
    in_system: bool = True
    """Whether the row counts for the whole system too."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one thing is in one period: whose, whether it counts, and why."""

    organisation: str
    numerator: int
    reason: str


def runs(
    days: Iterable[date], grain: Grain, judge: Callable[[int], Judgement | None]
) -> Iterator[tuple[int, int, Judgement]]:
    """Yield runs of periods with one judgement, the last without end.

    A judgement can change only in a period that holds one of `days`, or in the one after it.
    """
    periods = {period_of(day, grain) for day in days}
    starts = sorted(periods | {period + 1 for period in periods})
    judged = [(start, judge(start)) for start in starts]
    changes = [
        (start, said) for place, (start, said) in enumerate(judged) if place == 0 or judged[place - 1][1] != said
    ]
    for place, (start, said) in enumerate(changes):
        if said is not None:
            yield start, changes[place + 1][0] - 1 if place + 1 < len(changes) else FOR_EVER, said
