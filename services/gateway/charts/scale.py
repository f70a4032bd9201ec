"""From values to places on paper, with ticks at round numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)
HUNDRED = 100.0
LEAST = 1e-6
"""What is lower than this is drawn as nothing."""


@dataclass(frozen=True)
class Scale:
    """The values from bottom to top of a drawing."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        first = ceil(self.low / self.step - 1e-9)
        return [round(self.step * n, 10) for n in range(first, floor(self.high / self.step + 1e-9) + 1)]

    def share(self, value: float) -> float:
        """Return how far up a value lies, from 0 to 1; what is beyond stays at the edge."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def scale(values: Iterable[float], *, percent: bool, ticks: int = 5) -> Scale:
    """Return a scale from nought, whose top is a round number above every value; a percentage ends at 100."""
    known = list(values)
    high, low = max(known, default=0.0), min(0.0, *known, 0.0)
    if high - low < LEAST:
        high = HUNDRED if percent else 1.0
    if percent:
        high, low = min(high, HUNDRED), max(low, 0.0)
    step = round_step((high - low) / ticks)
    if not percent and float(high).is_integer() and high <= ticks:
        step = 1.0
    top = max(step, step * ceil(high / step - 1e-9))
    return Scale(step * floor(low / step), min(top, HUNDRED) if percent else top, step)


def round_step(rough: float) -> float:
    """Return the least of 1, 2, 5, 10 times a power of ten that is no less than this."""
    power = 10 ** floor(log10(rough))
    return next(float(power * each) for each in STEPS if power * each >= rough - 1e-9)
