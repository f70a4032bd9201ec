"""The cafés as a calendar feed (RFC 5545), for whatever calendar a reader uses."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response

from services.gateway.pages.asking import NotAnswered, ask, whatever_is_shown
from services.gateway.pages.filters import Filters
from services.gateway.pages.lists import organisations
from services.gateway.pages.problems import answer_page

router = APIRouter()
LONGEST = 75
"""How many octets a line has at most."""
STATES = {"scheduled": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


@router.get("/cafes.ics")
async def cafes(request: Request) -> Response:
    answer = await ask(request, Filters(), whatever_is_shown("/v1/cafes"))
    if isinstance(answer, NotAnswered):
        return answer_page(answer, "/cafes")
    text = calendar(answer.bodies[0]["items"], organisations(answer.choices), datetime.now(UTC))
    return Response(text, HTTPStatus.OK, {"Cache-Control": "private, max-age=3600"}, "text/calendar; charset=utf-8")


def calendar(items: Iterable[Mapping[str, Any]], names: Mapping[str, str], now: datetime) -> str:
    """Return the feed; each café is a day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Golden Thread//QI cafes//EN", "NAME:QI cafés"]
    lines += ["X-WR-CALNAME:QI cafés", *(line for item in items for line in _event(item, names, now)), "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(item: Mapping[str, Any], names: Mapping[str, str], now: datetime) -> Iterator[str]:
    on = date.fromisoformat(item["on"])
    hosts = ", ".join(names.get(code, code) for code in item["hosts"])
    yield "BEGIN:VEVENT"
    yield f"UID:cafe-{item['id']}@golden-thread"
    yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text('QI café: ' + item['topic'] if item['topic'] else 'QI café')}"
    yield f"DESCRIPTION:{_text('Hosts: ' + hosts)}"
    yield f"STATUS:{STATES.get(item['status'], 'CONFIRMED')}"
    yield "END:VEVENT"


def _text(said: str) -> str:
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return "\\n".join(said.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Cut a line into parts of at most 75 octets, none within a letter; all but the first begin with a space."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST:
            yield part
            part = " "
        part += letter
    yield part
