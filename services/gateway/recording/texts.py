"""A day, a number, an amount of money, as people type them."""

from datetime import date
from decimal import Decimal, InvalidOperation

PARTS = ("day", "month", "year")
PENNIES = 100
MOST_DIGITS = 18


class Wrong(Exception):
    """What was typed cannot be read; the message says what to do."""


def day(day: str, month: str, year: str) -> str | None:
    """Return a day as facts write it, None where nothing was typed."""
    if not (day or month or year):
        return None
    missing = [part for part, text in zip(PARTS, (day, month, year), strict=True) if not text]
    if missing:
        raise Wrong(f"The date needs a {' and a '.join(missing)}")
    try:
        return date(_century(int(year)), _month(month), int(day)).isoformat()
    except ValueError:
        raise Wrong("Enter a day that is in the calendar, like 31 3 2027") from None


def _month(text: str) -> int:
    """Return the month's number, also of its name or how it begins."""
    months = [date(2000, place, 1).strftime("%B").lower() for place in range(1, 13)]
    named = [place for place, month in enumerate(months, 1) if len(text) > len("ma") and month.startswith(text.lower())]
    return named[0] if named else int(text)


def _century(year: int) -> int:
    """Two digits are of this century."""
    return year + 2000 if 0 <= year < PENNIES else year


def number(text: str) -> float | int:
    """Return a number; a whole one as such."""
    read = _decimal(text.removesuffix("%"))
    return int(read) if read == read.to_integral_value() else float(read)


def whole(text: str) -> int:
    """Return a whole number."""
    read = _decimal(text)
    if read != read.to_integral_value():
        raise Wrong("Enter a whole number")
    return int(read)


def pence(text: str) -> int:
    """Return an amount in pounds as pence."""
    read = _decimal(text.removeprefix("£")) * PENNIES
    if read != read.to_integral_value():
        raise Wrong("Enter an amount in pounds and pence, like 1,250.50")
    return int(read)


def _decimal(text: str) -> Decimal:
    """Return a number as people write it: with commas between thousands."""
    plain = text.replace(",", "").replace(" ", "")
    try:
        read = Decimal(plain)
    except InvalidOperation:
        raise Wrong("Enter a number, like 12 or 3.5") from None
    if not read.is_finite() or len(plain) > MOST_DIGITS or abs(read.adjusted()) > MOST_DIGITS:
        raise Wrong("Enter a smaller number")
    return read
