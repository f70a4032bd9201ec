"""The XmR chart: one value a period, judged by the rules of *Making Data Count*."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from operator import itemgetter
from typing import TypeVar

from services.metrics.spc.centre import side
from services.metrics.spc.icons import (
    Assurance,
    Direction,
    PointType,
    Variation,
    assurance,
    direction,
    point_type,
    variation,
)
from services.metrics.spc.inputs import days, number, numbers, same_length, whole
from services.metrics.spc.making_data_count import SpecialCause, special_causes
from services.metrics.spc.process_limits import FIRM, ProcessLimits, process_limits

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Xmr:
    """An XmR chart, point by point in the order of the dates; what cannot be known is None.

    `trial` marks points whose segment rests on fewer than 12 values: their limits will still move.
    """

    dates: tuple[date | str, ...]
    values: tuple[float | None, ...]
    rebase_group: tuple[int, ...]
    mean: tuple[float | None, ...]
    lpl: tuple[float | None, ...]
    upl: tuple[float | None, ...]
    trial: tuple[bool, ...]
    outside_limits: tuple[bool | None, ...]
    relative_to_mean: tuple[int | None, ...]
    close_to_limits: tuple[bool | None, ...]
    special_cause_type: tuple[SpecialCause, ...]
    special_cause_flag: tuple[bool, ...]
    point_type: tuple[PointType, ...]
    variation_icon: Variation
    assurance_type: Assurance | None
    assurance_icon: str | None


@dataclass(frozen=True, slots=True)
class _Segment:
    """The rows between two rebases, and what is true of them."""

    number: int
    values: list[float | None]
    limits: ProcessLimits
    sides: list[int | None]
    outside: list[bool | None]
    close: list[bool | None]


def xmr(
    *,
    dates: Sequence[date | str],
    values: Sequence[float | None],
    rebase: Sequence[date | str] | None = None,
    fix_after_n_points: int | None = None,
    improvement_direction: str = "neutral",
    target: float | None = None,
    screen_outliers: bool = False,
) -> Xmr:
    """Return the chart of these values; each date in `rebase` begins a new segment with limits of its own.

    `fix_after_n_points`: only so many rows of each segment give its limits, 12 or more. `screen_outliers`: leave out
    outlying moving ranges; off, as in the official spreadsheets, unless the chart's definition says so.
    """
    better = direction("improvement_direction", improvement_direction)
    aim = None if target is None else number("target", target)
    fixed = whole("fix_after_n_points", fix_after_n_points, least=FIRM)
    begins = set(days("rebase", rebase or ()))
    rows = _in_order(dates, values)
    ordered = [value for _, _, value in rows]
    starts = {row for row, (day, _, _) in enumerate(rows) if day in begins}
    segments = [
        _segment(group, ordered[start:stop], fixed, screen_outliers=screen_outliers)
        for group, (start, stop) in enumerate(pairwise(sorted({0, *starts, len(rows)})), start=int(0 in starts))
    ]
    return _chart(tuple(said for _, said, _ in rows), segments, better, aim)


def _in_order(
    dates: Sequence[date | str], values: Sequence[float | None]
) -> list[tuple[date, date | str, float | None]]:
    """Return (day, the day as it was given, value), by day."""
    same_length("values", values, "dates", dates)
    rows = sorted(zip(days("dates", dates), dates, numbers("values", values), strict=True), key=itemgetter(0))
    for (before, _, _), (day, _, _) in pairwise(rows):
        if before == day:
            raise ValueError(f"dates: {day} has more than one value")
    return rows


def _segment(group: int, values: list[float | None], fixed: int | None, *, screen_outliers: bool) -> _Segment:
    limits = process_limits(values[:fixed], screen_outliers=screen_outliers)
    lines = limits.lines
    return _Segment(
        group,
        values,
        limits,
        sides=[side(value, limits.mean) for value in values],
        outside=[lines.outside(value) if lines and value is not None else None for value in values],
        close=[lines.close(value) if lines and value is not None else None for value in values],
    )


def _chart(dates: tuple[date | str, ...], segments: list[_Segment], better: Direction, target: float | None) -> Xmr:
    causes = _joined(special_causes(one.values, one.sides, one.outside, one.close) for one in segments)
    types = tuple([point_type(cause, better) for cause in causes])
    assured = assurance(target, segments[-1].limits.lower, segments[-1].limits.upper, better) if segments else None
    return Xmr(
        dates=dates,
        values=_joined(one.values for one in segments),
        rebase_group=_joined([one.number] * len(one.values) for one in segments),
        mean=_joined([one.limits.mean] * len(one.values) for one in segments),
        lpl=_joined([one.limits.lower] * len(one.values) for one in segments),
        upl=_joined([one.limits.upper] * len(one.values) for one in segments),
        trial=_joined([one.limits.trial] * len(one.values) for one in segments),
        outside_limits=_joined(one.outside for one in segments),
        relative_to_mean=_joined(one.sides for one in segments),
        close_to_limits=_joined(one.close for one in segments),
        special_cause_type=causes,
        special_cause_flag=tuple([cause is not SpecialCause.COMMON for cause in causes]),
        point_type=types,
        variation_icon=variation(types[-1] if types else PointType.COMMON, better),
        assurance_type=assured,
        assurance_icon=assured and assured.icon,
    )


def _joined(columns: Iterable[Sequence[T]]) -> tuple[T, ...]:
    return tuple(chain.from_iterable(columns))
