"""The Anhøj rules: is a run too long, or is the centre line crossed too seldom, for chance alone?

Anhøj & Olesen, *Run charts revisited*, PLoS ONE 9(11), 2014, e113825, as qicharts2 0.8.1 has them (`runs.analysis`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from services.metrics.spc.centre import side
from services.metrics.spc.stretches import stretches

ONE_IN = 20
"""How rarely chance alone may cross as seldom as that."""


@dataclass(frozen=True, slots=True)
class Runs:
    """How the points of one part lie about its centre line. Where none lies off it, there are no runs to judge."""

    n_obs: int
    n_useful: int = 0
    longest_run: int | None = None
    longest_run_max: int | None = None
    n_crossings: int | None = None
    n_crossings_min: int | None = None

    signal: bool = False


def runs(values: Sequence[float | None], centre: float | None) -> Runs:
    """Return the runs about a centre line: points on it, and missing ones, neither break nor lengthen a run."""
    useful = [sign for sign in (side(value, centre) for value in values) if sign]
    lengths = [stop - start for start, stop, _ in stretches(useful)]
    if not lengths:
        return Runs(len(values))
    longest, most = max(lengths), longest_run_max(len(useful))
    crossings, fewest = len(lengths) - 1, n_crossings_min(len(useful))
    signal = longest > most or crossings < fewest
    return Runs(len(values), len(useful), longest, most, crossings, fewest, signal)


def longest_run_max(useful: int) -> int:
    """Return the longest run that so many points may have by chance: round(log2 n) + 3 (Schilling 2012)."""
    return round(log2(useful)) + 3


@lru_cache(maxsize=256)
def n_crossings_min(useful: int) -> int:
    """Return the fewest crossings that so many points may have by chance (Chen 2010).

    The lower 5 % point of the binomial distribution of n - 1 even chances: the smallest k for which
    P(crossings <= k) >= 1/20, counted in whole numbers.
    """
    chances = useful - 1
    every, ways, together, k = 2**chances, 1, 1, 0
    while ONE_IN * together < every:
        ways = ways * (chances - k) // (k + 1)
        k += 1
        together += ways
    return k
