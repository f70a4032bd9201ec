"""A series as columns that a spreadsheet or a slide draws by itself, so that its reader can go on with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.gateway.charts.labels import NAMES
from services.gateway.charts.marks import FILLS, LEGEND, Mark
from services.gateway.charts.series import Point, Series


@dataclass(frozen=True)
class Style:
    """How a column is drawn: as a line, dashed or not, or as marks alone."""

    colour: str
    line: bool = True
    dashed: bool = False
    mark: str = ""
    """`circle`, `diamond` or `triangle`."""


@dataclass(frozen=True)
class Column:
    """A value for each point, None where there is nothing to draw."""

    name: str
    values: Sequence[float | None]
    style: Style


VALUE = Style("#768692", mark="circle")
LINES = {
    "average": Style("#212b32"),
    "median": Style("#212b32"),
    "lower": Style("#4c6272", dashed=True),
    "upper": Style("#4c6272", dashed=True),
    "target": Style("#7c2855", dashed=True),
}
SHAPES = {Mark.CONCERN: "diamond", Mark.NEUTRAL_HIGH: "triangle", Mark.NEUTRAL_LOW: "triangle"}


def columns(series: Series) -> list[Column]:
    """Return the values, the lines, and each kind of mark that stands out; the values first."""
    return [
        Column("Value", [point.value for point in series.points], VALUE),
        *_lines(series),
        *_marks(series.points),
    ]


def _lines(series: Series) -> list[Column]:
    points = series.points
    lines: dict[str, list[float | None]] = {
        "lower": [point.lower for point in points],
        "upper": [point.upper for point in points],
        "target": [series.target for _ in points],
    }
    if series.centre:
        lines = {series.centre: [point.centre for point in points]} | lines
    return [
        Column(NAMES.get(kind, kind.capitalize()), values, LINES[kind])
        for kind, values in lines.items()
        if any(value is not None for value in values)
    ]


def _marks(points: Sequence[Point]) -> list[Column]:
    shown = [mark for mark in Mark if mark.stands_out and any(point.mark is mark for point in points)]
    return [
        Column(
            LEGEND[mark],
            [point.value if point.mark is mark else None for point in points],
            Style(FILLS[mark], line=False, mark=SHAPES.get(mark, "circle")),
        )
        for mark in shown
    ]
