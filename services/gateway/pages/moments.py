"""Days and moments as people in England write them."""

from datetime import UTC, date, datetime

from shared.moments import LONDON

NOON = 12


def day(text: str) -> str:
    """`2027-03-31` is 31 March 2027."""
    return _day(date.fromisoformat(text))


def moment(text: str) -> str:
    """`2026-11-22T21:31:04.5Z` is 22 November 2026, 9:31:04 pm, London time."""
    at = datetime.fromisoformat(text).astimezone(LONDON)
    half = "am" if at.hour < NOON else "pm"
    return f"{_day(at)}, {at.hour % NOON or NOON}:{at:%M:%S} {half}"


def period(text: str) -> str:
    """`2022-05` is May 2022, `2022-05-01` is 1 May 2022; a financial year stays what it is."""
    if len(text) == len("2022-05-01"):
        return day(text)
    return (
        f"{date.fromisoformat(text + '-01'):%B} {text[:4]}" if len(text) == len("2022-05") and "/" not in text else text
    )


def day_of(text: str) -> str:
    """`2026-11-22T21:31:04.5Z` is 22 November 2026, London time."""
    return _day(datetime.fromisoformat(text).astimezone(LONDON))


def instant(text: str) -> str:
    """Return the instant that a time on a London clock means, all else as it is.

    An hour that the clock shows twice is taken the first time round.
    """
    if not (at := _parsed(text)) or at.tzinfo or "T" not in text:
        return text
    return at.replace(tzinfo=LONDON).astimezone(UTC).isoformat().replace("+00:00", "Z")


def clock(text: str) -> str:
    """Return what a date and time field shows for a moment, all else as it is."""
    if not (at := _parsed(text)) or not at.tzinfo:
        return text
    local = at.astimezone(LONDON).replace(tzinfo=None)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


def year_is_over(year: str, at: str | None) -> bool:
    """Financial years end on 31 March, London; where nothing is known yet, none has ended."""
    if at is None:
        return False
    last = date(int(year[:4]) + 1, 3, 31)
    return datetime.fromisoformat(at).astimezone(LONDON).date() > last


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _day(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"
