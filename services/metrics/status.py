"""Where a figure stands against its target, in exact fractions. The rules are those of the published contract."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from services.metrics.period import Grain, first_day, last_day

FEWEST = 5
"""Below this denominator a percentage says too little."""
NEAR = 10
"""Percentage points below the target that are still at risk rather than off track."""


class Status(StrEnum):
    """A figure's standing, as the public interface names it."""

    NO_TARGET = "no_target"
    INSUFFICIENT_DATA = "insufficient_data"
    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    SECURED = "secured"
    UNREACHABLE = "unreachable"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What was counted for one measure, one organisation or the system, and one financial year."""

    numerator: int = 0
    denominator: int = 0
    may_still_join: int | None = None
    """Things that may yet enter the denominator; None where the measure does not look ahead."""


def has_begun(year: int, today: date) -> bool:
    """Return whether the financial year has begun on the as-at day."""
    return first_day(year, Grain.YEAR) <= today


def is_closed(year: int, today: date) -> bool:
    """Return whether the year is complete: from the day after its last day."""
    return today > last_day(year, Grain.YEAR)


def percentage_status(counted: Counted, target: int | None, year: int, today: date) -> Status:
    """Return the status of a percentage. A percentage is never judged pro rata."""
    n, d, t = counted.numerator, counted.denominator, Fraction(target or 0, 100)
    if target is None:
        return Status.NO_TARGET
    if not has_begun(year, today) or d < FEWEST:
        return Status.INSUFFICIENT_DATA
    if is_closed(year, today):
        return Status.ACHIEVED if Fraction(n, d) >= t else Status.NOT_ACHIEVED
    if counted.may_still_join is not None:
        joining = counted.may_still_join
        if Fraction(n, d + joining) >= t:
            return Status.SECURED
        if Fraction(n + joining, d + joining) < t:
            return Status.UNREACHABLE
    if Fraction(n, d) >= t:
        return Status.ON_TRACK
    return Status.AT_RISK if Fraction(n, d) >= t - Fraction(NEAR, 100) else Status.OFF_TRACK


def percentage_needed(counted: Counted, target: int | None) -> int | None:
    """Return how many more are needed: of those still to join where there are such, else of those there are.

    None without a target, without a denominator, or when no number would do.
    """
    n, d = counted.numerator, counted.denominator
    if target is None or d == 0:
        return None
    t = Fraction(target, 100)
    if Fraction(n, d) >= t:
        return 0
    if counted.may_still_join is None:
        return ceil(t * d - n)
    return None if t == 1 else ceil((t * d - n) / (1 - t))


def percentage_value(counted: Counted) -> str | None:
    """Return 100 × numerator ÷ denominator to two decimals, rounded half up; None without a denominator."""
    if counted.denominator == 0:
        return None
    hundredths = (counted.numerator * 20_000 + counted.denominator) // (2 * counted.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02}"
