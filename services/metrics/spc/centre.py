"""Centre lines, correct to the last bit: whether a point lies *on* its line is an exact question."""

from collections.abc import Sequence
from itertools import chain, repeat
from math import fsum


def mean(numbers: Sequence[float]) -> float | None:
    """Return the average, correctly rounded; None of nothing.

    Dividing a correctly rounded sum rounds twice, and may leave three times 0.1 above its own average. Adding the
    average distance from that first answer mends it, as R does in 80 bits (`summary.c`, `real_mean`).
    """
    if not numbers:
        return None
    count = len(numbers)
    about = fsum(numbers) / count
    return about + fsum(chain(numbers, repeat(-about, count))) / count


def median(numbers: Sequence[float]) -> float | None:
    """Return the middle figure, or the average of the two in the middle; None of nothing."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return mean(ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1]) if ordered else None


def side(value: float | None, centre: float | None) -> int | None:
    """Return 1 above the line, -1 below it, 0 on it; None where either is missing."""
    if value is None or centre is None:
        return None
    return (value > centre) - (value < centre)
