"""A series placed on paper: every line, mark and label with its coordinates, nothing left to work out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.gateway.charts.frame import Frame
from services.gateway.charts.labels import Label, moments, names
from services.gateway.charts.marks import FILLS, OUTLINES, Mark, path
from services.gateway.charts.scale import Scale, scale
from services.gateway.charts.series import PERCENT, Point, Series


@dataclass(frozen=True)
class Line:
    """A level stretch of a centre line, limit or target."""

    kind: str
    x1: float
    x2: float
    y: float


@dataclass(frozen=True)
class Placed:
    """A point where it is drawn; `y` of one without a value is the bottom."""

    point: Point
    x: float
    y: float
    path: str
    fill: str
    outline: str

    @property
    def css(self) -> str:
        return self.point.mark.css


@dataclass(frozen=True)
class Plot:
    """All that the template draws."""

    frame: Frame
    ticks: list[Label]
    moments: list[Label]
    lines: list[Line]
    strokes: list[str]
    marks: list[Placed]
    hidden: list[Placed]
    names: list[Label]
    notes: list[Label]


def plot(series: Series, frame: Frame, shared: Scale | None = None) -> Plot:
    """Place a series in a frame, on its own scale or on one that it shares with its neighbours."""
    up = shared or own_scale([series])
    placed = [_place(point, x, frame, up) for point, x in zip(series.points, _xs(series, frame), strict=True)]
    lines = _lines(series, placed, frame, up)
    return Plot(
        frame=frame,
        ticks=[Label("tick", series.written(tick), frame.left - 8, frame.y(up.share(tick))) for tick in up.ticks],
        moments=moments([(one.point.on, one.x) for one in placed], frame),
        lines=lines,
        strokes=list(_strokes(placed)),
        marks=[one for one in placed if one.point.value is not None],
        hidden=[one for one in placed if one.point.suppressed],
        notes=_notes(series, placed, frame),
        names=names(series, {line.kind: line.y for line in lines}, frame) if frame.named else [],
    )


def own_scale(many: Iterable[Series]) -> Scale:
    """Return a scale that holds every value, limit and target of these series."""
    everything, percent = [0.0], False
    for series in many:
        percent = percent or series.unit == PERCENT
        found = [series.target, series.most, *(v for p in series.points for v in (p.value, p.centre, p.lower, p.upper))]
        everything += [value for value in found if value is not None and value >= 0]
    return scale(everything, percent=percent)


def _xs(series: Series, frame: Frame) -> list[float]:
    each = frame.across / max(1, len(series.points))
    return [frame.left + each * (place + 0.5) for place in range(len(series.points))]


def _place(point: Point, x: float, frame: Frame, up: Scale) -> Placed:
    y = frame.y(up.share(point.value or 0.0))
    outline = path(point.mark, x, y, frame.mark)
    return Placed(point, x, y, outline, FILLS[point.mark], OUTLINES[point.mark])


def _strokes(placed: Sequence[Placed]) -> Iterable[str]:
    """Yield the data line in pieces: a missing month is a gap, and a running one is not joined."""
    for drawn, group in groupby(placed, lambda one: one.point.value is not None and one.point.mark is not Mark.RUNNING):
        points = list(group)
        if drawn and len(points) > 1:
            yield " ".join(f"{one.x:.1f},{one.y:.1f}" for one in points)


def _lines(series: Series, placed: Sequence[Placed], frame: Frame, up: Scale) -> list[Line]:
    half = frame.across / max(1, len(placed)) / 2
    lines = []
    parts: list[tuple[str, Callable[[Point], float | None]]] = [
        ("lower", lambda point: point.lower),
        ("upper", lambda point: point.upper),
        (series.centre or "centre", lambda point: point.centre),
    ]
    for kind, of in parts:
        for value, group in groupby(placed, lambda one, of=of: of(one.point)):  # type: ignore[misc]  # bound at once
            stretch = list(group)
            if value is not None and up.holds(value):
                lines.append(Line(kind, stretch[0].x - half, stretch[-1].x + half, frame.y(up.share(value))))
    if series.target is not None:
        lines.append(Line(series.target_kind, frame.left, frame.width - frame.right, frame.y(up.share(series.target))))
    return lines


def _notes(series: Series, placed: Sequence[Placed], frame: Frame) -> list[Label]:
    """Number what happened meanwhile, each before the first point that came after it; those of one place together."""
    half, numbers = frame.across / max(1, len(placed)) / 2, defaultdict[float, list[str]](list)
    for number, note in enumerate(series.notes, start=1):
        x = next((one.x - half for one in placed if one.point.on >= note.on), frame.width - frame.right)
        numbers[x].append(str(number))
    return [Label("note", ", ".join(each), x, frame.top) for x, each in numbers.items()]
