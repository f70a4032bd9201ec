"""`/audit`: who looked at an organisation's people, took figures away as files, came in, and changed who may."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.database import needed
from services.gateway.identity import audit
from services.gateway.identity.audit import Search
from services.gateway.imports.cells import Unreadable, day
from services.gateway.own.shown import Errors, own, shown
from services.gateway.pages.cells import Cell, listing
from services.gateway.pages.moments import moment
from shared.moments import LONDON, written

router = APIRouter(include_in_schema=False)
MOST = 100
COLUMNS = ("When", "Who", "Came by", "What", "Where", "Answer")
ACTIONS = {
    audit.EXPORT: "Took figures as a file", "sign_in": "Signed in", "sign_out": "Signed out",
    "people.enter": "Entered a person", "people.find": "Looked for people", "people.read": "Looked at a person",
    "people.amend": "Corrected a person", "people.merge": "Made two people one", "people.erase": "Erased a person",
    "clients.create": "Made a client", "clients.list": "Looked at clients", "clients.read": "Looked at a client",
    "clients.revoke": "Revoked a client", "clients.add_secret": "Renewed a client's secret",
    "clients.replace_keys": "Replaced a client's keys", "api_keys.create": "Made a key",
    "api_keys.list": "Looked at keys", "api_keys.rotate": "Renewed a key", "api_keys.revoke": "Revoked a key",
    "audit.read": "Looked at this list", "imports.run": "Uploaded a file", "parked.replay": "Had a record tried again",
    "places.ask": "Asked for places", "places.read": "Looked at places asked for",
    "places.answer": "Took or gave up places", "places.withdraw": "Gave up places", "places.draw": "Drew places",
}  # fmt: skip
MEANS = {"token": "Token", "key": "API key", "session": "Browser", "nothing": "–"}
REFUSED = 400
LONGEST_CURSOR = 19


@router.get("/audit")
async def who_looked(request: Request) -> HTMLResponse:
    asked = {name: request.query_params.get(name, "").strip() for name in ("action", "client", "since", "until")}
    errors, days = _read(asked)
    rows = [] if errors.said else await _found(request, asked, days)
    return shown(
        request,
        "audit.html",
        "/audit",
        HTTPStatus.BAD_REQUEST if errors.said else HTTPStatus.OK,
        table=listing("Who looked, the latest first", COLUMNS, [_row(one) for one in rows[:MOST]]) if rows else None,
        asked=asked,
        actions=_options(asked["action"]),
        following=_following(asked, rows),
        searched=any(asked.values()),
        kept_days=request.app.state.audit_days,
        errors=errors,
    )


async def _found(request: Request, asked: Mapping[str, str], days: Mapping[str, datetime]) -> list[Mapping[str, Any]]:
    cursor = request.query_params.get("cursor", "")
    async with needed():
        return await audit.read(
            request.app.state.pool,
            str(own(request).organisation),
            Search(
                before=int(cursor)
                if cursor.isascii() and cursor.isdecimal() and len(cursor) < LONGEST_CURSOR
                else None,
                action=asked["action"].replace("\0", "") or None,
                client=asked["client"].replace("\0", "") or None,
                since=days.get("since"),
                until=days.get("until"),
            ),
            MOST + 1,
        )


def _read(asked: Mapping[str, str]) -> tuple[Errors, dict[str, datetime]]:
    faults: dict[str, str] = {}
    days: dict[str, datetime] = {}
    for name, at in (("since", time.min), ("until", time.max)):
        try:
            if asked[name]:
                days[name] = datetime.combine(day(asked[name]), at, LONDON)
        except Unreadable:
            faults[name] = "Give a day, for example 31/03/2023."
    return Errors(faults), days


def _following(asked: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> str | None:
    if len(rows) <= MOST:
        return None
    given = {name: value for name, value in asked.items() if value}
    return f"?{urlencode({**given, 'cursor': rows[MOST - 1]['id']})}"


def _options(chosen: str) -> list[dict[str, object]]:
    named = {"": "Anything", **ACTIONS, **({chosen: chosen} if chosen not in {"", *ACTIONS} else {})}
    return [{"value": name, "text": text, "selected": name == chosen} for name, text in named.items()]


def _row(one: Mapping[str, Any]) -> list[Cell | str]:
    answer = "Answered" if one["status"] < REFUSED else f"Not answered ({one['status']})"
    return [
        moment(written(one["at"])),
        one["client"] or "nobody who could be named",
        MEANS.get(one["means"], one["means"]),
        ACTIONS.get(one["action"], one["action"]),
        one["target"],
        answer,
    ]
