"""How a moment is written, and which day it is in London."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def written(at: datetime) -> str:
    """Return a moment in RFC 3339, UTC, with six decimals."""
    # Not strftime: a year before 1000 would have fewer than four digits, and nobody could read it again.
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def london_day(at: datetime) -> date:
    """Return the day in London at a moment."""
    return at.astimezone(LONDON).date()
