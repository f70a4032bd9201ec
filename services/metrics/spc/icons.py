"""What a chart says at a glance: for each point, for its latest point (variation) and for its target (assurance).

After NHSRplotthedots 0.2.2, `ptd_calculate_assurance_type.R` and `geom_ptd_icon.R`.
"""

from enum import StrEnum
from functools import cache

from services.metrics.spc.making_data_count import HIGH, SpecialCause


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class PointType(StrEnum):
    """What a point means for those who work on it."""

    COMMON = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Variation(StrEnum):
    """The icon of the latest point."""

    COMMON = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """Whether the process, left as it is, meets its target."""

    PASS = "consistent_pass"  # noqa: S105
    FAIL = "consistent_fail"
    INCONSISTENT = "inconsistent"

    @property
    def icon(self) -> str:
        return self.removeprefix("consistent_")


def direction(name: str, value: str) -> Direction:
    """Return the direction of this name."""
    try:
        return Direction(value)
    except ValueError:
        raise ValueError(f"{name}: {value!r} is none of {', '.join(Direction)}") from None


@cache
def point_type(cause: SpecialCause, better: Direction) -> PointType:
    """Return what a cause means, given which way is better; only the cause that won says where it points."""
    if cause is SpecialCause.COMMON:
        return PointType.COMMON
    high = cause in HIGH
    if better is Direction.NEUTRAL:
        return PointType.NEUTRAL_HIGH if high else PointType.NEUTRAL_LOW
    return PointType.IMPROVEMENT if high is (better is Direction.INCREASE) else PointType.CONCERN


def variation(latest: PointType, better: Direction) -> Variation:
    """Return the icon for the latest point: its meaning, and whether that lies high or low."""
    rising = better is Direction.INCREASE
    match latest:
        case PointType.COMMON:
            return Variation.COMMON
        case PointType.NEUTRAL_HIGH:
            return Variation.NEUTRAL_HIGH
        case PointType.NEUTRAL_LOW:
            return Variation.NEUTRAL_LOW
        case PointType.IMPROVEMENT:
            return Variation.IMPROVEMENT_HIGH if rising else Variation.IMPROVEMENT_LOW
        case PointType.CONCERN:
            return Variation.CONCERN_LOW if rising else Variation.CONCERN_HIGH


def assurance(target: float | None, lower: float | None, upper: float | None, better: Direction) -> Assurance | None:
    """Return whether a target is beyond the latest limits, on the good or the bad side; None without either."""
    if target is None or better is Direction.NEUTRAL:
        return None
    rising = better is Direction.INCREASE
    if upper is not None and target > upper:
        return Assurance.FAIL if rising else Assurance.PASS
    if lower is not None and target < lower:
        return Assurance.PASS if rising else Assurance.FAIL
    return Assurance.INCONSISTENT
