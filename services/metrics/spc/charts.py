"""Run charts, and control charts of counts: what they say, and how it is worked out part by part (qicharts2 0.8.1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import NamedTuple

from services.metrics.spc.anhoej import Runs, runs
from services.metrics.spc.process_limits import FIRM
from services.metrics.spc.rows import Known, Row, Rows

Centre = Callable[[Sequence[Known]], float | None]
"""The centre line that these points give."""
Deviation = Callable[[float, float | None], float | None]
"""The standard deviation about a centre line, for a size; None where there is no telling."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a chart: its centre line, its runs, and how many of its points are beyond the limits."""

    part: int
    n_obs: int
    n_useful: int
    longest_run: int | None
    longest_run_max: int | None
    n_crossings: int | None
    n_crossings_min: int | None
    runs_signal: bool
    cl: float | None
    sigma_signals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChart:
    """Values about a centre line, point by point; `runs_signal` is that of the point's part."""

    y: tuple[float | None, ...]
    cl: tuple[float | None, ...]
    part: tuple[int, ...]
    baseline: tuple[bool, ...]
    include: tuple[bool, ...]
    sigma_signal: tuple[bool, ...]
    runs_signal: tuple[bool, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart(RunChart):
    """A run chart with limits at three and two standard deviations.

    `trial` marks points whose part rests on fewer than 12 values: their limits will still move.
    """

    lcl: tuple[float | None, ...]
    ucl: tuple[float | None, ...]
    lcl95: tuple[float | None, ...]
    ucl95: tuple[float | None, ...]
    trial: tuple[bool, ...]


class _Limits(NamedTuple):
    lcl: float | None = None
    ucl: float | None = None
    lcl95: float | None = None
    ucl95: float | None = None


@dataclass(frozen=True, slots=True)
class _Judged:
    """A part before it is scaled: its centre line, its runs, and how many values are behind the line."""

    rows: list[Row]
    cl: float | None
    runs: Runs
    behind: int


def run_chart_of(rows: Rows, centre: Centre) -> RunChart:
    """Return the chart of these rows about their centre lines, without limits."""
    parts = _judged(rows, centre)
    return _plotted(rows, parts, [[False] * len(part.rows) for part in parts])


def control_chart_of(rows: Rows, centre: Centre, deviation: Deviation, *, most: float = inf) -> ControlChart:
    """Return the chart of these rows with limits, none of them below 0 or above `most`."""
    parts = _judged(rows, centre)
    limits = [[_limits(rows, part.cl, row.size, deviation, most) for row in part.rows] for part in parts]
    signals = [
        [_beyond(rows.scaled(row.value), lines) for row, lines in zip(part.rows, by_row, strict=True)]
        for part, by_row in zip(parts, limits, strict=True)
    ]
    chart = _plotted(rows, parts, signals)
    return ControlChart(
        y=chart.y,
        cl=chart.cl,
        lcl=tuple(one.lcl for part in limits for one in part),
        ucl=tuple(one.ucl for part in limits for one in part),
        lcl95=tuple(one.lcl95 for part in limits for one in part),
        ucl95=tuple(one.ucl95 for part in limits for one in part),
        trial=tuple(part.behind < FIRM for part in parts for _ in part.rows),
        part=chart.part,
        baseline=chart.baseline,
        include=chart.include,
        sigma_signal=chart.sigma_signal,
        runs_signal=chart.runs_signal,
        parts=chart.parts,
    )


def _judged(rows: Rows, centre: Centre) -> list[_Judged]:
    judged = []
    for part in rows.parts:
        based = [row.known for row in part if row.known and row.baseline and row.include]
        cl = centre(based) if rows.cl is None else rows.cl
        judged.append(_Judged(part, cl, runs([row.value for row in part if row.include], cl), len(based)))
    return judged


def _limits(rows: Rows, cl: float | None, size: float | None, deviation: Deviation, most: float) -> _Limits:
    sigma = None if cl is None else deviation(cl, size)
    if cl is None or sigma is None or not isfinite(sigma):
        return _Limits()
    return _Limits(
        lcl=rows.scaled(max(0.0, cl - 3 * sigma)),
        ucl=rows.scaled(min(most, cl + 3 * sigma)),
        lcl95=rows.scaled(max(0.0, cl - 2 * sigma)),
        ucl95=rows.scaled(min(most, cl + 2 * sigma)),
    )


def _beyond(value: float | None, limits: _Limits) -> bool:
    if value is None or limits.lcl is None or limits.ucl is None:
        return False
    return value > limits.ucl or value < limits.lcl


def _plotted(rows: Rows, parts: list[_Judged], signals: list[list[bool]]) -> RunChart:
    points = [(number, part, row) for number, part in enumerate(parts, start=1) for row in part.rows]
    return RunChart(
        y=tuple(rows.scaled(row.value) for _, _, row in points),
        cl=tuple(rows.scaled(part.cl) for _, part, _ in points),
        part=tuple(number for number, _, _ in points),
        baseline=tuple(row.baseline for _, _, row in points),
        include=tuple(row.include for _, _, row in points),
        sigma_signal=tuple(signal for part in signals for signal in part),
        runs_signal=tuple(part.runs.signal for _, part, _ in points),
        parts=tuple(
            _summary(number, part.runs, rows.scaled(part.cl), sum(beyond))
            for number, (part, beyond) in enumerate(zip(parts, signals, strict=True), start=1)
        ),
    )


def _summary(number: int, found: Runs, cl: float | None, sigma_signals: int) -> Part:
    return Part(
        part=number,
        n_obs=found.n_obs,
        n_useful=found.n_useful,
        longest_run=found.longest_run,
        longest_run_max=found.longest_run_max,
        n_crossings=found.n_crossings,
        n_crossings_min=found.n_crossings_min,
        runs_signal=found.signal,
        cl=cl,
        sigma_signals=sigma_signals,
    )
