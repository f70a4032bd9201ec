"""What is written on a chart, and where it does not run into something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.gateway.charts.frame import Frame
from services.gateway.charts.series import Series

LEAST_GAP = 1.15
"""How far apart two names of lines stand, in heights of a letter."""
APRIL, YEAR = 4, 12
NAMES = {"lower": "Lower limit", "upper": "Upper limit", "modest": "Modest improvement"}
EVERY = (1, 2, 3, 6, YEAR, 24, 60, 10_000)
"""How many months lie from one that is named to the next."""


@dataclass(frozen=True)
class Label:
    kind: str
    text: str
    x: float
    y: float


def name_of(kind: str, value: str) -> str:
    """Return what a line is called."""
    named = NAMES.get(kind, kind.capitalize())
    return f"{named} {value}"


def names(series: Series, ends: Mapping[str, float], frame: Frame) -> list[Label]:
    """Name each line where it ends, pushed apart where two would touch."""
    named = [
        Label(kind, name_of(kind, series.written(series.lines[kind])), frame.width - frame.right + 8, y)
        for kind, y in ends.items()
        if kind in series.lines
    ]
    return _apart(sorted(named, key=lambda one: one.y), frame)


def moments(places: Sequence[tuple[date, float]], frame: Frame) -> list[Label]:
    """Name as many months as there is room for, the first of a quarter before others, and each year once."""
    every = next(n for n in EVERY if len(places) <= n * frame.labels)
    monthly = all(on.day == 1 for on, _ in places)
    named = [(on, x) for place, (on, x) in enumerate(places) if _falls(on, place, every, monthly=monthly)]
    y, years = frame.height - frame.bottom + frame.text + 4, {on.year: x for on, x in reversed(named)}
    days = [Label("moment", f"{on:%b}" if monthly else f"{on.day} {on:%b}", x, y) for on, x in named]
    return days + [Label("year", str(year), x, y + frame.text + 2) for year, x in sorted(years.items())]


def _apart(labels: Sequence[Label], frame: Frame) -> list[Label]:
    gap, apart = frame.text * LEAST_GAP, list[Label]()
    floor = frame.top - gap
    for label in labels:
        floor = max(label.y, floor + gap)
        apart.append(replace(label, y=floor))
    over = max(0.0, floor - (frame.height - frame.bottom))
    return [replace(one, y=one.y - over) for one in apart]


def _falls(on: date, place: int, every: int, *, monthly: bool) -> bool:
    return (on.month - APRIL) % every == 0 if monthly and every <= YEAR else place % every == 0
