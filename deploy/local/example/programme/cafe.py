"""The monthly QI cafés, and those of others."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.chance import ONE_IN_THREE, chance
from deploy.local.example.days import STRATEGY_YEAR, working_day
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

MONTHS = 12
TOPICS = (
    "Measuring for improvement",
    "Stories from the wards",
    "Driver diagrams in half an hour",
    "Working with patient partners",
    "Small tests of change",
    "Greener care",
    "Reading a run chart",
    "What did not work, and why",
)
MISSED = 8
"""August: nobody came to the café of the years after the first."""
CALLED_OFF_IN_ERROR = 10
# Who has cafés of their own beside James Paget, and in which months.
OTHERS = {"RM1": (6, 9, 11, 2), "RMY": (7, 1), "RY3": (5, 10)}
FOR_INVITED_STAFF = ("RM1", 9)


def told(year: int) -> Iterator[Submission]:
    """Yield a year's cafés."""
    for month in range(1, MONTHS + 1):
        yield from _cafe(year, month, "RGP")
        for host, months in OTHERS.items():
            if month in months:
                yield from _cafe(year, month, host)


def _cafe(year: int, month: int, host: str) -> Iterator[Submission]:
    luck = chance("cafe", str(year), str(month), host)
    day = working_day(date(year + (month < 4), month, luck.randint(8, 16)))  # noqa: PLR2004 (the year begins in April)
    subject = f"cafe/{identifier('cafe', host, str(year), str(month))}"
    hosts = [host]
    if host == "RGP" and luck.random() < ONE_IN_THREE:
        hosts.append(luck.choice(("RY3", "RM1")))
    yield from spoken(host, subject, _course(subject, day, hosts, missed=month == MISSED and year != STRATEGY_YEAR))


def _course(subject: str, day: date, hosts: list[str], *, missed: bool) -> Iterator[Said]:
    luck = chance(subject)
    announced = working_day(day - timedelta(days=21))
    scheduled: dict[str, object] = {
        "on": day.isoformat(),
        "hosts": hosts,
        "topic": luck.choice(TOPICS),
        "open_to_all_staff": (hosts[0], day.month) != FOR_INVITED_STAFF,
    }
    yield Said("scheduled", "cafe.scheduled", announced, scheduled)
    off = working_day(day - timedelta(days=5))
    cancelled = _off(off, "The speakers are on leave." if missed else "The room is taken.")
    if missed and hosts[0] == "RGP":
        yield cancelled
        return
    if hosts[0] == "RGP" and day.month == CALLED_OFF_IN_ERROR:
        yield cancelled
        reason = "Another room was found."
        yield taken_back(cancelled, identifier(subject, cancelled.key), working_day(off + timedelta(days=1)), reason)
    held: dict[str, object] = {
        "on": day.isoformat(),
        "attendance": luck.randint(11, 46),
        "organisations_attending": hosts,
    }
    yield Said("held", "cafe.held", day, held)


def _off(day: date, reason: str) -> Said:
    return Said("cancelled", "cafe.cancelled", day, {"on": day.isoformat(), "reason": reason})
