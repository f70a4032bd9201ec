"""Mean and natural process limits of individual values, from the average moving range.

The constants are those of NHSRplotthedots 0.2.2 (`ptd_spc_standard.R`): 2.66 = 3 / 1.128 and 3.267 are d2 and D4 for
ranges of two. A range is taken between rows next to each other and never across a gap.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from services.metrics.spc.centre import mean

LIMIT = 2.66
NEAR_LIMIT = 2 * (LIMIT / 3)
LARGEST_RANGE = 3.267
FIRM = 12
"""Fewer values than this give trial limits."""


class Lines(NamedTuple):
    """The natural process limits, and the lines two thirds of the way to them."""

    lower: float
    near_lower: float
    near_upper: float
    upper: float

    def outside(self, value: float) -> bool:
        """Tell whether a value is strictly beyond a limit."""
        return value > self.upper or value < self.lower

    def close(self, value: float) -> bool:
        """Tell whether a value is within the limits, but in the third next to one of them."""
        return self.lower <= value <= self.upper and not self.near_lower <= value <= self.near_upper


class ProcessLimits(NamedTuple):
    """What one segment varies about. `trial`: fewer than 12 values are behind it; no `lines`: not even one range."""

    mean: float | None
    lines: Lines | None
    trial: bool

    @property
    def lower(self) -> float | None:
        return self.lines and self.lines.lower

    @property
    def upper(self) -> float | None:
        return self.lines and self.lines.upper


def process_limits(baseline: Sequence[float | None], *, screen_outliers: bool) -> ProcessLimits:
    """Return the lines that these rows give."""
    values = [value for value in baseline if value is not None]
    centre, trial = mean(values), len(values) < FIRM
    ranges = [abs(b - a) for a, b in pairwise(baseline) if a is not None and b is not None]
    average = mean(_screened(ranges) if screen_outliers else ranges)
    if centre is None or average is None:
        return ProcessLimits(centre, None, trial)
    far, near = LIMIT * average, NEAR_LIMIT * average
    return ProcessLimits(centre, Lines(centre - far, centre - near, centre + near, centre + far), trial)


def _screened(ranges: Sequence[float]) -> Sequence[float]:
    """Return the moving ranges without the outlying ones: once, and strictly (Nelson 1982).

    Where all ranges are 0 they stay: a constant process has its limits at its mean.
    """
    average = mean(ranges)
    return [one for one in ranges if one < LARGEST_RANGE * average] if average else ranges
