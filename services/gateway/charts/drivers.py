"""A driver diagram: the aim, what drives it, what drives that, and the change ideas; read from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from textwrap import wrap

from services.gateway.charts.drawing import template

COLUMN, GAP, SPACE, ROW, PAD = 224, 44, 14, 18, 10
LETTERS = 28
"""How many fit on a line of a box."""
KINDS = ("aim", "primary", "secondary", "idea")


@dataclass(frozen=True)
class Driver:
    """One box and what it leads to, to its right."""

    id: str
    text: str
    kind: str
    parts: Sequence["Driver"] = field(default_factory=tuple)


@dataclass(frozen=True)
class Box:
    kind: str
    x: float
    y: float
    height: float
    lines: Sequence[str]
    to: tuple[float, float] | None = None
    """Where the line begins that leads to it."""

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw(aim: Driver, title: str, name: str) -> str:
    """Draw the diagram as one picture; what it says stands beside it as a list."""
    boxes, foot = _laid(aim, 2.0)
    columns = max(KINDS.index(box.kind) for box in boxes) + 1
    return template("drivers.svg").render(
        boxes=boxes,
        width=columns * COLUMN + (columns - 1) * GAP + 4,
        height=foot - SPACE + 2,
        column=COLUMN,
        row=ROW,
        pad=PAD,
        gap=GAP,
        title=title,
        name=name,
    )


def _laid(one: Driver, top: float) -> tuple[list[Box], float]:
    """Lay a box beside the middle of its parts, each joined to it; return where the next may begin."""
    foot, heads, below = top, [], list[Box]()
    for part in one.parts:
        boxes, foot = _laid(part, foot)
        heads.append(len(below))
        below += boxes
    lines = wrap(one.text, LETTERS) or [""]
    height = len(lines) * ROW + 2 * PAD
    foot = max(foot, top + height + SPACE)
    x, y = KINDS.index(one.kind) * (COLUMN + GAP) + 2.0, (top + foot - SPACE - height) / 2
    own = Box(one.kind, x, y, height, lines)
    for head in heads:
        below[head] = replace(below[head], to=(x + COLUMN, own.middle))
    return [own, *below], foot
