"""What run, p, u and c charts are given: rows in parts, some left out of the centre line (as qicharts2 0.8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from services.metrics.spc.inputs import number, numbers, positions, same_length, whole

Figures = Sequence[float | None]


class Known(NamedTuple):
    """A point that is not missing."""

    value: float
    cases: float
    size: float


class Row(NamedTuple):
    """One point: `known` unless a figure of it is missing, or it is nothing out of nothing."""

    size: float | None
    known: Known | None
    baseline: bool
    include: bool

    @property
    def value(self) -> float | None:
        return self.known and self.known.value


@dataclass(frozen=True, slots=True)
class Rows:
    """All points, in parts with a centre line each; `cl` is a centre line that is given, not worked out."""

    parts: list[list[Row]]
    cl: float | None
    multiply: float

    def scaled(self, value: float | None) -> float | None:
        """Return a value as it is shown: per cent, per thousand bed days."""
        return None if value is None else value * self.multiply


def rows(
    *,
    y: Figures,
    n: Figures | None,
    freeze: int | None,
    part: Sequence[int] | None,
    exclude: Sequence[int] | None,
    cl: float | None,
    multiply: float,
) -> Rows:
    """Return the rows that the arguments of a chart describe.

    `n`: what `y` is out of; 1 for every point when it is not given. `freeze`: the baseline is points 1 to `freeze`;
    not asked where there are parts. `part`: a new part begins after each of these points. `exclude`: points left out
    of centre line and runs. `multiply` scales what is shown, and is applied last.
    """
    left_out, breaks, frozen = positions("exclude", exclude), positions("part", part), whole("freeze", freeze, least=1)
    baseline = len(y) if breaks or frozen is None else frozen
    if not number("multiply", multiply) > 0:
        raise ValueError(f"multiply: {multiply!r} is not above 0")
    points = [
        Row(size, known, point <= baseline, point not in left_out)
        for point, (size, known) in enumerate(_figures(y, n), start=1)
    ]
    ends = sorted({0, len(y), *(point for point in breaks if 0 < point < len(y))})
    parts = [points[start:stop] for start, stop in pairwise(ends)]
    return Rows(parts, None if cl is None else number("cl", cl), multiply)


def pooled(based: Sequence[Known]) -> float | None:
    """Return all counts over all sizes."""
    return fsum(one.cases for one in based) / fsum(one.size for one in based) if based else None


def refuse_negative(given: Rows) -> None:
    """Refuse what no count of events can be."""
    if any(row.known and row.known.cases < 0 for part in given.parts for row in part):
        raise ValueError("y: a count of events is not below 0")
    if given.cl is not None and given.cl < 0:
        raise ValueError(f"cl: {given.cl!r} is below 0")


def _figures(y: Figures, n: Figures | None) -> list[tuple[float | None, Known | None]]:
    sizes = [1.0] * len(y) if n is None else n
    same_length("n", sizes, "y", y)
    return [_point(*pair) for pair in zip(numbers("y", y), numbers("n", sizes), strict=True)]


def _point(count: float | None, size: float | None) -> tuple[float | None, Known | None]:
    """Return the size of a point, and what is known of it. Nothing out of nothing is missing, as is half a pair."""
    if count is None or size is None or count == size == 0:
        return None, None
    if size <= 0:
        raise ValueError(f"n: {size!r} where y is {count!r}")
    return size, Known(number("y", count / size), count, size)
