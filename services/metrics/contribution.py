"""What one subject adds to a measure: rows that hold for a run of periods."""

from typing import NamedTuple

from msgspec import Struct

from services.metrics.period import Grain


class Contribution(Struct, frozen=True, gc=False, cache_hash=True):
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


class Judgement(NamedTuple):
    """What one thing is in one period: whose, whether it counts, and why."""

    organisation: str
    numerator: int
    reason: str
