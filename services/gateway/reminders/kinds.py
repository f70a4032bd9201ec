"""Of what somebody can be reminded, and when there is something to say. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.gateway.charts.marks import Mark
from services.gateway.charts.series import of_answer
from services.gateway.pages.moments import day, period
from services.gateway.recording.offers import address
from shared.moments import london_day

SILENT_DAYS = 14
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """What can be subscribed to."""

    name: str
    title: str
    when: str
    """How often at most, in words."""


STALE = Kind("stale-scores", "Projects with a stale score", "once a week while there are any")
SILENCE = Kind("no-submission", "Nothing submitted for two weeks", "once, until something is submitted again")
SPECIAL_CAUSE = Kind("special-cause", "A special cause on a measure", "once for a measure and a month")
PACK = Kind("board-pack", "The board’s report for the month", "on the first of each month")
KINDS: Mapping[str, Kind] = {one.name: one for one in (STALE, SILENCE, SPECIAL_CAUSE, PACK)}


@dataclass(frozen=True)
class Item:
    """One thing that is said, and where something is done about it."""

    text: str
    path: str


@dataclass(frozen=True)
class Signal:
    """Something to be reminded of, under a name by which it is known not to say it twice."""

    key: str
    items: Sequence[Item]


def stale(evidence: Answer, titles: Mapping[str, str], today: date) -> list[Signal]:
    """Return this week's list of projects of which nobody has said how far they are."""
    keys = dict.fromkeys(str(one["thing"]) for one in evidence["items"] if one["counted"])
    items = [Item(titles.get(key, "A project"), address("project.score_assessed", key)) for key in keys]
    monday = today - timedelta(days=today.weekday())
    return [Signal(monday.isoformat(), items)] if items else []


def silence(figure: Answer, today: date) -> list[Signal]:
    """Return since when nothing was submitted, if that is long ago."""
    if figure["value"] is None or (days := int(figure["value"])) < SILENT_DAYS:
        return []
    since = (today - timedelta(days=days)).isoformat()
    return [Signal(since, [Item(f"Nothing was submitted since {day(since)}: {days} days ago", "/quality")])]


def special_causes(series: Iterable[Answer], organisation: str) -> list[Signal]:
    """Return each measure whose last whole month stands out."""
    found = []
    for answer in series:
        definition, points = answer["definition"], of_answer(answer, answer["definition"]["title"]).points
        judged = [one for one in points if one.mark is not Mark.RUNNING]
        if judged and judged[-1].mark.stands_out:
            month, path = f"{judged[-1].on:%Y-%m}", f"/measures/{definition['slug']}?organisation={organisation}"
            found.append(
                Signal(f"{definition['slug']} {month}", [Item(f"{definition['title']}, {judged[-1].said}", path)])
            )
    return found


def pack(created_at: datetime, today: date, organisation: str) -> list[Signal]:
    """Return last month's report, for whoever had subscribed before this month began."""
    first = today.replace(day=1)
    if london_day(created_at) >= first:
        return []
    month = f"{first - timedelta(days=1):%Y-%m}"
    return [Signal(month, [Item(f"The board’s report for {period(month)}", f"/?organisation={organisation}")])]


def year_of(today: date) -> str:
    """Return the financial year of the month before."""
    last = today.replace(day=1) - timedelta(days=1)
    begins = last.year - (last.month < 4)  # noqa: PLR2004  April
    return f"{begins}/{(begins + 1) % 100:02}"
