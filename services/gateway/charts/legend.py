"""What the shapes and lines of a chart mean, in rows that fit its width."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.gateway.charts.frame import Frame
from services.gateway.charts.labels import name_of
from services.gateway.charts.marks import FILLS, LEGEND, OUTLINES, Mark, path
from services.gateway.charts.plot import Plot
from services.gateway.charts.series import Series

LETTER = 0.54
"""How wide a letter is on average, in its heights."""
KEY, SPACE = 24, 18


@dataclass(frozen=True)
class Entry:
    """A sample and its meaning; without a path it is a line of that kind."""

    kind: str
    text: str
    x: float
    y: float
    path: str = ""
    fill: str = ""
    outline: str = ""


@dataclass(frozen=True)
class Legend:
    entries: list[Entry]
    height: float


def legend(series: Series, plot: Plot) -> Legend:
    """Explain what is drawn and not named at its end already."""
    frame = plot.frame
    if not frame.legend:
        return Legend([], 0)
    row, x, entries = 0, float(frame.left if frame.named else 8), []
    left = x
    for kind, mark, text in _items(series, plot):
        wide = KEY + len(text) * frame.text * LETTER
        if x > left and x + wide > frame.width - 4:
            row, x = row + 1, left
        entries.append(_entry(kind, mark, text, x, frame, row))
        x += wide + SPACE
    return Legend(entries, (row + 1) * _pitch(frame) + 6 if entries else 0)


def _items(series: Series, plot: Plot) -> Sequence[tuple[str, Mark | None, str]]:
    shown = {one.point.mark for one in plot.marks}
    marks: list[tuple[str, Mark | None, str]] = [(mark.css, mark, LEGEND[mark]) for mark in Mark if mark in shown]
    if len(marks) == 1 and marks[0][1] is Mark.PLAIN:
        marks = []
    return marks if plot.frame.named else [*marks, *_lines(series, plot)]


def _lines(series: Series, plot: Plot) -> list[tuple[str, Mark | None, str]]:
    drawn = {line.kind for line in plot.lines}
    return [(kind, None, name_of(kind, series.written(value))) for kind, value in series.lines.items() if kind in drawn]


def _entry(kind: str, mark: Mark | None, text: str, x: float, frame: Frame, row: int) -> Entry:
    y = frame.height + row * _pitch(frame) + frame.text
    if mark is None:
        return Entry(kind, text, x, y)
    return Entry(kind, text, x, y, path(mark, x + 8, y - frame.text * 0.35, frame.mark), FILLS[mark], OUTLINES[mark])


def _pitch(frame: Frame) -> float:
    return frame.text * 1.7
