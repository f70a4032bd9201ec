"""`/submissions`: what an organisation sent, what was refused of it and why, and sending that again."""

from collections.abc import Mapping
from datetime import datetime, time
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.database import needed, own_rows
from services.gateway.imports.cells import Unreadable, day
from services.gateway.own.shown import Errors, own, shown
from services.gateway.pages import words
from services.gateway.pages.cells import Cell, listing
from services.gateway.pages.moments import moment
from services.gateway.pages.words import Status
from services.gateway.submissions import listing as log
from services.gateway.submissions.history import SETTLED_WITHIN, resent
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.listing import Cursor
from services.gateway.submissions.mending import mend
from services.gateway.submissions.routing import CONTRACTS
from shared.moments import LONDON

router = APIRouter(include_in_schema=False)
STATUSES = {
    "accepted": Status("Accepted", "tick", "blue"),
    "duplicate": Status("Said before", "ring", "grey"),
    "refused": Status("Refused", "cross", "orange"),
}
TYPES = {name: words.fact(name) for contract in CONTRACTS for name in sorted(contract.types)}
MOST = 50
COLUMNS = ("Received", "Fact", "About", "Outcome", "Why, and what to do")
NO_DAY = "Give a day, for example 31/03/2023."


@router.get("/submissions")
async def submissions(request: Request) -> HTMLResponse:
    asked = {name: request.query_params.get(name, "").strip() for name in ("status", "type", "since", "until", "batch")}
    errors, query, cursor = _read(asked, request.query_params.get("cursor"))
    if errors.said:
        return _page(request, asked, [], None, errors)
    intake: Intake = request.app.state.intake
    await intake.log.settled(SETTLED_WITHIN)
    async with needed(), own_rows(intake.log.pool, str(own(request).organisation)) as connection:
        found = await log.page(connection, query, cursor, MOST)
    following = None if found.next is None else f"?{urlencode({**_given(asked), 'cursor': str(found.next)})}"
    return _page(request, asked, found.rows, following, errors)


@router.post("/submissions/{batch}/resend")
async def resend(request: Request, batch: UUID) -> Response:
    """Send again what was refused, and show what became of it."""
    _, receipt = await resent(request, own(request), batch)
    return RedirectResponse(f"/submissions?batch={receipt.batch}", HTTPStatus.SEE_OTHER)


def _read(asked: Mapping[str, str], cursor: str | None) -> tuple[Errors, dict[str, Any], Cursor | None]:
    """Return what is wrong with what was asked, else the question."""
    faults: dict[str, str] = {}
    query: dict[str, Any] = {name: asked[name] for name in ("status", "type") if asked[name]}
    for name in ("since", "until"):
        try:
            if asked[name]:
                query[name] = datetime.combine(day(asked[name]), time.max if name == "until" else time.min, LONDON)
        except Unreadable:
            faults[name] = NO_DAY
    if asked["status"] not in {"", *STATUSES}:
        faults["status"] = "Choose one of the list."
    try:
        if asked["batch"]:
            query["batch"] = UUID(asked["batch"])
    except ValueError:
        faults["batch"] = "This is no batch: copy its identifier whole."
    try:
        after = Cursor.read(cursor) if cursor else None
    except ValueError:
        after = None
    return Errors(faults), query, after


def _page(request: Request, asked: Mapping[str, str], rows: Any, following: str | None, errors: Errors) -> HTMLResponse:
    refused = any(row["status"] == "refused" for row in rows)
    return shown(
        request,
        "submissions.html",
        "/submissions",
        HTTPStatus.BAD_REQUEST if errors.said else HTTPStatus.OK,
        table=listing("What was submitted, the latest first", COLUMNS, [_row(one) for one in rows]) if rows else None,
        asked=asked,
        statuses=_options({"": "Any", **{name: one.word for name, one in STATUSES.items()}}, asked["status"]),
        types=_options({"": "Any", **TYPES}, asked["type"]),
        following=following,
        searched=bool(_given(asked)),
        resend=asked["batch"] if refused and asked["batch"] else None,
        data=f"/v1/submissions?{urlencode({**_data(asked), 'format': 'csv'})}",
        errors=errors,
    )


def _row(one: Mapping[str, Any]) -> list[Cell | str]:
    reason = one.get("reason")
    why = ""
    if reason is not None:
        field = f"{reason['field']}: " if "field" in reason else ""
        why = f"{field}{reason['detail']} {mend(reason['type'])}"
    category, _, identifier = str(one["subject"] or "").partition("/")
    is_there = bool(identifier) and one["status"] != "refused"
    about = (
        Cell(words.capital(category), f"/things/{one['subject']}")
        if is_there
        else words.capital(category) or "Nothing that is known"
    )
    return [
        Cell(moment(one["received_at"]), f"/submissions?batch={one['batch']}"),
        words.fact(one["type"]) if one["type"] else "No type",
        about,
        Cell(status=STATUSES[one["status"]]),
        why,
    ]


def _options(named: Mapping[str, str], chosen: str) -> list[dict[str, object]]:
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in named.items()]


def _given(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _data(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked[name] for name in ("status", "type", "batch") if asked[name]}
