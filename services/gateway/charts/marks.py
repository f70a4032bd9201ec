"""What a point is drawn as. Its shape says it; the colour only repeats it."""

from enum import StrEnum


class Mark(StrEnum):
    """What a point means; the first five are the read side's own words."""

    COMMON = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"
    PLAIN = "plain"
    """Nobody has judged it: a run chart judges its line, not its points."""
    RUNNING = "running"
    """Its month is not over."""

    @property
    def stands_out(self) -> bool:
        return self in MEANING

    @property
    def css(self) -> str:
        """Return the word for its class."""
        return self.removeprefix("special_cause_").replace("_", "-")


MEANING = {
    Mark.IMPROVEMENT: "improvement, unlikely to be chance",
    Mark.CONCERN: "concern, unlikely to be chance",
    Mark.NEUTRAL_HIGH: "unusually high, unlikely to be chance",
    Mark.NEUTRAL_LOW: "unusually low, unlikely to be chance",
}
LEGEND = {
    Mark.COMMON: "Usual variation",
    Mark.IMPROVEMENT: "Improvement, unlikely to be chance",
    Mark.CONCERN: "Concern, unlikely to be chance",
    Mark.NEUTRAL_HIGH: "Unusually high",
    Mark.NEUTRAL_LOW: "Unusually low",
    Mark.PLAIN: "A month’s value",
    Mark.RUNNING: "The month is not over",
}
CAUSES = {
    "Above UCL": "above the upper limit",
    "Below LCL": "below the lower limit",
    "7 Point Trend (Increasing)": "part of a rise of seven or more in a row",
    "7 Point Trend (Decreasing)": "part of a fall of seven or more in a row",
    "2 in 3 Above CL": "two of three close to the upper limit",
    "2 in 3 Below CL": "two of three close to the lower limit",
    "7 Points Above CL": "one of seven or more in a row above the average",
    "7 Points Below CL": "one of seven or more in a row below the average",
}
"""The rules' names of causes, in plain words."""

FILLS = {
    Mark.COMMON: "#4c6272",
    Mark.IMPROVEMENT: "#005eb8",
    Mark.CONCERN: "#ed8b00",
    Mark.NEUTRAL_HIGH: "#7c2855",
    Mark.NEUTRAL_LOW: "#7c2855",
    Mark.PLAIN: "#4c6272",
    Mark.RUNNING: "#ffffff",
}
OUTLINES = {
    Mark.COMMON: "none",
    Mark.IMPROVEMENT: "#ffffff",
    Mark.CONCERN: "#6b3a00",
    Mark.NEUTRAL_HIGH: "#ffffff",
    Mark.NEUTRAL_LOW: "#ffffff",
    Mark.PLAIN: "none",
    Mark.RUNNING: "#4c6272",
}
_DISC, _DOT = 1.0, 0.58
_POINTS = {
    Mark.CONCERN: ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    Mark.NEUTRAL_HIGH: ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
    Mark.NEUTRAL_LOW: ((0, 1.1), (1.1, -0.9), (-1.1, -0.9)),
}


def path(mark: Mark, x: float, y: float, size: float) -> str:
    """Return the outline of a mark about a place: disc, diamond, triangle or dot."""
    if mark in _POINTS:
        corners = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in _POINTS[mark])
        return f"M{corners}Z"
    radius = size * (_DISC if mark is Mark.IMPROVEMENT else _DOT)
    half = f"a{radius:.1f},{radius:.1f} 0 1 0"
    return f"M{x - radius:.1f},{y:.1f}{half} {2 * radius:.1f},0{half} {-2 * radius:.1f},0Z"
