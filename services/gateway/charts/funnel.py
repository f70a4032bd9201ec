"""A funnel: shares of organisations of every size against what chance alone would give about their common share.

The limits are those of a p chart, at three and two standard deviations. A place within them says nothing about who
does better, and that is what the chart is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from services.gateway.charts.drawing import template
from services.gateway.charts.frame import Frame
from services.gateway.charts.labels import Label
from services.gateway.charts.marks import FILLS, OUTLINES, Mark, path
from services.gateway.charts.scale import Scale, scale

FEWEST = 3
STEPS = 60
FUNNEL = Frame(width=800, height=340, left=52, right=24, top=18, bottom=52, text=14, labels=8, mark=6)
FUNNEL_NARROW = Frame(width=340, height=280, left=44, right=14, top=14, bottom=48, text=13, labels=4, mark=5)


@dataclass(frozen=True)
class Share:
    """One organisation's numerator and denominator; `code` stands beside its point."""

    code: str
    name: str
    numerator: int
    denominator: int

    @property
    def percent(self) -> float:
        return 100 * self.numerator / self.denominator


@dataclass(frozen=True)
class Funnel:
    """Shares, their common share, and the limits that go with each size."""

    shares: Sequence[Share]

    @property
    def common(self) -> float:
        return sum(one.numerator for one in self.shares) / sum(one.denominator for one in self.shares)

    def limit(self, size: float, deviations: int) -> float:
        """Return a limit in per cent, neither below nought nor above a hundred."""
        away = deviations * sqrt(self.common * (1 - self.common) / size)
        return 100 * min(1.0, max(0.0, self.common + away))

    def mark(self, one: Share) -> Mark:
        if one.percent > self.limit(one.denominator, 3):
            return Mark.NEUTRAL_HIGH
        return Mark.NEUTRAL_LOW if one.percent < self.limit(one.denominator, -3) else Mark.COMMON

    @property
    def summary(self) -> str:
        """Return what the funnel says, in a sentence."""
        out = [one.name for one in self.shares if self.mark(one) is not Mark.COMMON]
        about = f"the common share of {100 * self.common:.1f}%"
        if not out:
            return f"Every organisation lies within what chance alone would give about {about}."
        return f"Beyond what chance alone would give about {about}: {'; '.join(out)}."


def funnel(shares: Sequence[Share]) -> Funnel | None:
    """Return a funnel where there are enough organisations with something to share."""
    known = [one for one in shares if one.denominator > 0]
    return Funnel(known) if len(known) >= FEWEST else None


def draw(found: Funnel, title: str, name: str, frame: Frame = FUNNEL) -> str:
    """Draw the funnel as one picture."""
    largest = max(one.denominator for one in found.shares)
    across, up = scale([largest * 1.1], percent=False, ticks=frame.labels), scale([100.0], percent=True)
    marks = [
        (one, _x(one.denominator, across, frame), frame.y(up.share(one.percent)), found.mark(one))
        for one in found.shares
    ]
    return template("funnel.svg").render(
        frame=frame,
        funnel=found,
        title=title,
        name=name,
        ticks=[Label("tick", f"{tick:.0f}%", frame.left - 8, frame.y(up.share(tick))) for tick in up.ticks],
        sizes=[Label("size", f"{tick:.0f}", _x(tick, across, frame), 0) for tick in across.ticks],
        curves=[(kind, _curve(found, deviations, across, up, frame)) for kind, deviations in _CURVES],
        common=frame.y(up.share(100 * found.common)),
        marks=[
            (one, x, y, mark, path(mark, x, y, frame.mark), FILLS[mark], OUTLINES[mark]) for one, x, y, mark in marks
        ],
        names=_names(marks, frame),
    )


_CURVES = (("outer", 3), ("outer", -3), ("inner", 2), ("inner", -2))


def _x(size: float, across: Scale, frame: Frame) -> float:
    return frame.left + frame.across * across.share(size)


def _curve(found: Funnel, deviations: int, across: Scale, up: Scale, frame: Frame) -> str:
    sizes = [across.high * step / STEPS for step in range(1, STEPS + 1)]
    places = [(_x(size, across, frame), frame.y(up.share(found.limit(size, deviations)))) for size in sizes]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _names(marks: Sequence[tuple[Share, float, float, Mark]], frame: Frame) -> list[Label]:
    """Put each code beside its point, below the one before where they would touch."""
    names: list[Label] = []
    for one, x, y, _ in sorted(marks, key=lambda each: (each[2], each[1])):
        place, down = x + 9, y - 5
        if place + 3 * frame.text > frame.width:
            place = x - 10 - 2.2 * frame.text
        while any(abs(other.x - place) < 3 * frame.text and abs(other.y - down) < frame.text for other in names):
            down += frame.text
        names.append(Label("code", one.code, place, down))
    return names
