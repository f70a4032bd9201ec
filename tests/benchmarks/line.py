"""One line of the table: what is measured, against what, and when that is enough."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.benchmarks.bench import Bench

ROUNDS = 3
Measure = Callable[["Bench"], Awaitable[float]]


@dataclass(frozen=True)
class Goal:
    """What is enough: of ours alone, and of its ratio to each of the others."""

    ours: float | None = None
    ratios: Mapping[str, float] = field(default_factory=dict)
    """By the word for the other: the least ratio, or the most where less is better."""
    less_is_better: bool = False

    def words(self, unit: str) -> str:
        """Return the goal as the table says it."""
        sign = "<=" if self.less_is_better else ">="
        own = [] if self.ours is None else [f"{sign} {self.ours:,g} {unit}"]
        return "; ".join([*own, *(f"{sign} {ratio:g}x {which}" for which, ratio in self.ratios.items())])

    def met(self, ours: float, ratios: Mapping[str, float]) -> bool:
        """Return whether it is met."""
        wanted = [
            *([] if self.ours is None else [(ours, self.ours)]),
            *((ratios[one], at) for one, at in self.ratios.items()),
        ]
        return all(found <= goal if self.less_is_better else found >= goal for found, goal in wanted)


def at_most(ours: float) -> Goal:
    """Return the goal that ours is no more than this."""
    return Goal(ours, less_is_better=True)


@dataclass(frozen=True)
class Line:
    """One line."""

    name: str
    unit: str
    ours: Measure
    goal: Goal
    beside: Mapping[str, Measure] = field(default_factory=dict)
    """The peers and the floor, by what they are; measured by turns with ours."""
    group: str = ""
    rounds: int = ROUNDS


def row(line: Line, ours: Sequence[float], beside: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Return what was measured, as it is written down: ours against each other, the first of them first."""
    own = median(ours)
    others = {which: median(found) for which, found in beside.items()}
    ratios = {which: own / found for which, found in others.items() if found}
    said = {
        "name": line.name,
        "unit": line.unit,
        "ours": _short(own),
        "spread": [_short(min(ours)), _short(max(ours))],
    }
    goal = {"goal": line.goal.words(line.unit), "met": line.goal.met(own, ratios)}
    if not others:
        return [{**said, "which": None, "ratio": None, **goal}]
    return [
        {**said, _kind(which): _short(found), "which": which, "ratio": _short(ratios.get(which, 0.0)), **goal}
        for which, found in others.items()
    ]


def _kind(which: str) -> str:
    return "floor" if which.startswith(("the ", "an ")) else "peer"


def _short(value: float) -> float:
    return round(value, 1) if abs(value) >= 10 else round(value, 3)
