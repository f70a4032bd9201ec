"""How a moment is written, and which day it is in London."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def written(at: datetime) -> str:
    """Return a moment in RFC 3339, UTC, with six decimals."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def london_day(at: datetime) -> date:
    """Return the day in London at a moment."""
    return at.astimezone(LONDON).date()
