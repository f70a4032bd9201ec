"""`/v1/webhooks`: where an organisation wants its changes sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NoReturn
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from services.gateway.changes.hub import Hub
from services.gateway.database import needed
from services.gateway.identity.callers import caller, refuse
from services.gateway.identity.described import READS, Body, body, said
from services.gateway.identity.granting import require_no_key
from services.gateway.parameters import count, parameter
from services.gateway.policy import RULES, Verdict
from services.gateway.webhooks import keeping
from services.gateway.webhooks.addresses import LONGEST_URL, objection
from services.gateway.webhooks.keeping import TooMany
from services.gateway.webhooks.signing import new_secret, written
from shared import moments
from shared.http import Problem, json_response
from shared.identity import Caller

router = APIRouter(prefix="/v1/webhooks")
PRIVATE = {"Cache-Control": "no-store"}
MOST_SHOWN = 500
_PAGES = [
    parameter("limit", "How many items at most.", count(MOST_SHOWN, 100)),
    parameter("cursor", "Where the page before ended: follow `next`.", {"type": "string", "pattern": "^[0-9]{1,18}$"}),
]


class NewWebhook(Body):
    """An address of your own that changes are sent to."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]


class Replay(Body):
    """From where to send again."""

    after: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")] | None = None
    """The position after which everything is sent again; without it, from the last that arrived."""


@router.post("", status_code=201, openapi_extra=body(NewWebhook))
async def create(request: Request) -> Response:
    """Have your organisation's changes sent to an address, from now on. The secret is in this answer and nowhere else.

    Each message is `POST`ed as JSON `{"items": [{"event", "id", "data"}]}`, the events as `GET /v1/changes` has them,
    and signed as Standard Webhooks says: `webhook-signature` is made with the secret from `webhook-id`,
    `webhook-timestamp` and the body. Any 2xx says that it has arrived; else it is sent again, after longer and longer
    pauses, and after twelve times no more until a replay is asked for. A message may come twice, with the same id.
    """
    who = await _operator(request)
    new = await said(request, NewWebhook)
    if (problem := objection(new.url, request.app.state.webhook_networks)) is not None:
        raise Problem(400, "MalformedParameter", problem, field="url")
    hub: Hub = request.app.state.changes
    if hub.position is None:
        raise Problem(503, "ServiceUnavailable", "Changes cannot be read now.", headers={"Retry-After": "2"})
    secret = new_secret()
    pool, organisation = request.app.state.pool, str(who.organisation)
    try:
        async with needed():
            row = await keeping.create(pool, organisation, new.url, secret, str(who.client), hub.position)
    except TooMany:
        raise Problem(409, "TooMany", f"An organisation has at most {keeping.MOST} webhooks.") from None
    return json_response(_shown(row) | {"secret": written(secret)}, 201, headers=PRIVATE)


@router.get("", openapi_extra=READS)
async def own(request: Request) -> Response:
    """List your organisation's webhooks, the oldest first, and how each is doing."""
    who = await _operator(request)
    async with needed():
        found = await keeping.of(request.app.state.pool, str(who.organisation))
    return json_response({"items": [_shown(one) for one in found], "next": None}, headers=PRIVATE)


@router.delete("/{webhook}", status_code=204, openapi_extra=READS)
async def forget(request: Request, webhook: str) -> Response:
    """Send nothing there any more."""
    who = await _operator(request)
    async with needed():
        known = await keeping.delete(request.app.state.pool, str(who.organisation), _named(request, webhook))
    if not known:
        _unknown(request)
    return Response(status_code=204)


@router.get("/{webhook}/attempts", openapi_extra={**READS, "parameters": _PAGES})
async def attempts(request: Request, webhook: str) -> Response:
    """What was tried in the last thirty days, the newest first, and how it went."""
    who, most = await _operator(request), _limit(request)
    before = _cursor(request)
    async with needed():
        named = _named(request, webhook)
        found = await keeping.attempts(request.app.state.pool, str(who.organisation), named, before, most + 1)
    if found is None:
        _unknown(request)
    further = None
    if len(found) > most:
        further = f"/v1/webhooks/{named}/attempts?limit={most}&cursor={found[most - 1]['id']}"
    return json_response({"items": [_tried(one) for one in found[:most]], "next": further}, headers=PRIVATE)


@router.post("/{webhook}/replay", openapi_extra=body(Replay))
async def replay(request: Request, webhook: str) -> Response:
    """Send again what came after a position, or go on where it was given up."""
    who = await _operator(request)
    wanted = await said(request, Replay)
    async with needed():
        named = _named(request, webhook)
        row = await keeping.replay(request.app.state.pool, str(who.organisation), named, wanted.after)
    if row is None:
        _unknown(request)
    return json_response(_shown(row), headers=PRIVATE)


async def _operator(request: Request) -> Caller:
    require_no_key(request)
    return await caller(request)


def _named(request: Request, webhook: str) -> UUID:
    try:
        return UUID(webhook)
    except ValueError:
        _unknown(request)


def _unknown(request: Request) -> NoReturn:
    refuse(Verdict.NOT_FOUND, RULES[f"{request.method} {request.scope['route'].path}"])


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "100")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_SHOWN):
        raise Problem(400, "MalformedParameter", f"`limit` is a whole number from 1 to {MOST_SHOWN}.", field="limit")
    return int(text)


def _cursor(request: Request) -> int | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):  # noqa: PLR2004  fits into 63 bits
        raise Problem(400, "MalformedParameter", "`cursor` is none that was given out.", field="cursor")
    return int(text)


def _tried(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of an attempt."""
    told = {name: row[name] for name in ("message", "changes", "before", "after", "status", "problem")}
    return {"at": moments.written(row["at"]), **told}


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a webhook."""
    stopped: datetime | None = row["stopped_at"]
    return {
        **{name: row[name] for name in ("id", "url", "created_by", "position", "failures")},
        "created_at": moments.written(row["created_at"]),
        "next_attempt_at": moments.written(row["due_at"]) if row["failures"] and stopped is None else None,
        "stopped_at": stopped and moments.written(stopped),
    }
