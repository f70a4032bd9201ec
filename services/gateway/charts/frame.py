"""How large a chart is drawn, and how much is written on it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A drawing's size, its margins and its letters, in pixels of its own."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    text: float
    labels: int
    """At most how many moments are named beneath."""
    mark: float
    named: bool = False
    """Whether the lines are named at their ends; else beneath."""
    legend: bool = True

    @property
    def across(self) -> float:
        return self.width - self.left - self.right

    @property
    def down(self) -> float:
        return self.height - self.top - self.bottom

    def y(self, share: float) -> float:
        return self.top + self.down * (1 - share)


WIDE = Frame(
    width=800, height=340, left=52, right=128, top=18, bottom=44, text=14, labels=12, mark=6, named=True
)  # fmt: skip
NARROW = Frame(width=340, height=260, left=42, right=12, top=14, bottom=40, text=13, labels=4, mark=5)
SMALL = Frame(
    width=300, height=168, left=42, right=10, top=10, bottom=40, text=12, labels=3, mark=4.5, legend=False
)  # fmt: skip
WALL = Frame(width=900, height=400, left=84, right=20, top=20, bottom=76, text=31, labels=5, mark=8, legend=False)
