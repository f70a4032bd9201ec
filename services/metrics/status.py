"""Where a figure stands against its target, in exact fractions. The rules are those of the published contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from services.metrics.definition import Rule
from services.metrics.period import Grain, first_day, last_day
from services.metrics.subjects.milestone import Milestone

FEWEST = 5
"""Below this denominator a percentage says too little."""
NEAR = 10
"""Percentage points below the target that are still at risk rather than off track."""
SMALL = 20
"""Below this a target counted over a year is due in whole things: what is expected by a day is rounded down."""
MOSTLY = Fraction(8, 10)
"""The part of what is expected by a day that is still at risk rather than off track."""
SOON_DAYS = 60
TIME_LEFT_DAYS = 10


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
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What was counted for one measure, one organisation or the system, and one financial year."""

    numerator: int = 0
    denominator: int = 0
    may_still_join: int | None = None
    """Things that may yet enter the denominator; None where the measure does not look ahead."""
    months: Sequence[tuple[int, int]] = ()
    """Of a promise for every month: what each of the twelve months has, and what is scheduled or done in it."""
    each_month: int = 1
    """How many every month needs."""
    parts: Sequence[Milestone] = ()
    """The milestones behind the figure, as they are known."""
    median: float | None = None
    """The middle of what was measured, where that is the value."""


@dataclass(frozen=True)
class Year:
    """A financial year as it is seen from a day."""

    number: int
    today: date

    @property
    def begun(self) -> bool:
        """Whether it has begun."""
        return first_day(self.number, Grain.YEAR) <= self.today

    @property
    def closed(self) -> bool:
        """Whether it is complete: from the day after its last day."""
        return self.today > self.end

    @property
    def end(self) -> date:
        """Its last day."""
        return last_day(self.number, Grain.YEAR)

    @property
    def elapsed(self) -> Fraction:
        """Which part of its days has passed, today included."""
        first = first_day(self.number, Grain.YEAR)
        return Fraction((self.today - first).days + 1, (self.end - first).days + 1)


def status(rule: Rule, counted: Counted, target: int | None, year: Year) -> Status:
    """Return how a figure stands. Without a target nothing is judged."""
    if target is None:
        return Status.NO_TARGET
    if not year.begun:
        return Status.INSUFFICIENT_DATA
    match rule:
        case Rule.PERCENTAGE:
            return _percentage(counted, target, year)
        case Rule.COUNT:
            return _count(counted.numerator, target, year)
        case Rule.EVERY_MONTH:
            return _every_month(counted, year)
        case Rule.MILESTONES:
            return _milestones(counted, target, year)
        case Rule.AGREEMENT:
            return _agreement(counted, year)
        case Rule.MEDIAN | Rule.SILENCE:
            return Status.NO_TARGET


def _percentage(counted: Counted, target: int, year: Year) -> Status:
    """A percentage is never judged pro rata."""
    n, d, t = counted.numerator, counted.denominator, Fraction(target, 100)
    if d < FEWEST:
        return Status.INSUFFICIENT_DATA
    if year.closed:
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


def _count(n: int, target: int, year: Year) -> Status:
    if n >= target:
        return Status.ACHIEVED
    if year.closed:
        return Status.NOT_ACHIEVED
    expected = target * year.elapsed
    if target < SMALL:
        expected = Fraction(floor(expected))
    if n >= expected:
        return Status.ON_TRACK
    near = expected - n == 1 if target < SMALL else n >= MOSTLY * expected
    return Status.AT_RISK if near else Status.OFF_TRACK


def _every_month(counted: Counted, year: Year) -> Status:
    passed = [n >= counted.each_month for n, _ in counted.months]
    if year.closed:
        return Status.ACHIEVED if all(passed) else Status.NOT_ACHIEVED
    running = (year.today.month - first_day(year.number, Grain.YEAR).month) % 12
    if not all(passed[:running]):
        return Status.OFF_TRACK
    month = year.today.year * 12 + year.today.month - 1
    days_left = (last_day(month, Grain.MONTH) - year.today).days
    scheduled = counted.months[running][1] > 0
    return Status.ON_TRACK if passed[running] or scheduled or days_left >= TIME_LEFT_DAYS else Status.AT_RISK


def _milestones(counted: Counted, target: int, year: Year) -> Status:
    parts = [one for one in counted.parts if one.due_on is not None]
    if not parts:
        return Status.INSUFFICIENT_DATA
    if counted.numerator >= target:
        return Status.ACHIEVED
    if year.closed or year.today > max(one.due_on for one in parts if one.due_on is not None):
        return Status.NOT_ACHIEVED
    return Status.AT_RISK if any(_at_risk(one, year.today) for one in parts) else Status.ON_TRACK


def _at_risk(part: Milestone, today: date) -> bool:
    """Return whether an unsigned part is overdue, or due soon with nothing to show."""
    if part.due_on is None or part.signed_on(today):
        return False
    soon = (part.due_on - today).days <= SOON_DAYS
    return part.due_on < today or (soon and not part.has_evidence(today))


def _agreement(counted: Counted, year: Year) -> Status:
    if counted.denominator == 0:
        return Status.INSUFFICIENT_DATA
    if counted.numerator == counted.denominator:
        return Status.ACHIEVED
    if year.closed:
        return Status.NOT_ACHIEVED
    return Status.AT_RISK if (year.end - year.today).days <= SOON_DAYS else Status.ON_TRACK


def needed(rule: Rule, counted: Counted, target: int | None) -> int | None:
    """Return how many more are needed; None without a target, without a denominator, or when no number would do."""
    if target is None:
        return None
    match rule:
        case Rule.COUNT:
            return max(0, target - counted.numerator)
        case Rule.EVERY_MONTH:
            return sum(max(0, counted.each_month - n) for n, _ in counted.months)
        case Rule.MILESTONES:
            return max(0, target - counted.numerator) if counted.denominator else None
        case Rule.PERCENTAGE | Rule.AGREEMENT:
            return _percentage_needed(counted, Fraction(target, 100))
        case Rule.MEDIAN | Rule.SILENCE:
            return None


def _percentage_needed(counted: Counted, t: Fraction) -> int | None:
    """Of those still to join where there are such, else of those there are."""
    n, d = counted.numerator, counted.denominator
    if d == 0:
        return None
    if Fraction(n, d) >= t:
        return 0
    if counted.may_still_join is None:
        return ceil(t * d - n)
    return None if t == 1 else ceil((t * d - n) / (1 - t))


def percentage(numerator: int, denominator: int) -> str | None:
    """Return 100 × numerator ÷ denominator to two decimals, rounded half up; None without a denominator."""
    if denominator == 0:
        return None
    hundredths = (numerator * 20_000 + denominator) // (2 * denominator)
    return f"{hundredths // 100}.{hundredths % 100:02}"
