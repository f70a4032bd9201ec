"""What is asked of the training service beside facts: who is behind a person_key, who asks for a place and is offered
one."""

from typing import Any

import aiohttp
from fastapi import APIRouter, Request, Response

from services.gateway.backends import Backend
from services.gateway.identity.callers import caller
from services.gateway.parameters import CODE, DAY, KEY, MOMENT, WORDS, count, one_of, parameter
from services.gateway.submissions import reception
from shared.http import PROBLEM_JSON, Problem
from shared.identity import passport

router = APIRouter(prefix="/v1")

HANDED_BACK = ("Cache-Control", "Location", "Retry-After", "Allow")
FAILED = 400


def _body(required: list[str], **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": properties, "additionalProperties": False}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_FOUND_BY = {
    "parameters": [
        parameter("name", "How a part of the name begins.", WORDS),
        parameter("email", "How the address begins.", WORDS),
        parameter("limit", "How many items at most.", count(500, 100)),
        parameter("cursor", "The `person_key` at which the page before ended: follow `next`.", KEY),
    ]
}
_ADDRESS = {"type": ["string", "null"], "maxLength": 254, "pattern": r"^[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+$"}
_NAME = {
    "type": "string",
    "maxLength": 300,
    "pattern": r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
    "description": "One line of text, with something to read.",
}
_ASKING = {
    "type": "object",
    "required": ["person", "organisation", "requested_at"],
    "properties": {"person": KEY, "organisation": CODE, "requested_at": MOMENT},
    "additionalProperties": False,
}
_QUOTAS = {
    "type": "object",
    "propertyNames": CODE,
    "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 10_000},
}


@router.post("/people", status_code=201, openapi_extra=_body(["name"], name=_NAME, email=_ADDRESS))
async def enter(request: Request) -> Response:
    """Enter somebody of your own organisation in the directory; the answer gives out their `person_key`."""
    return await _pass_on(request)


@router.get("/people", openapi_extra=_FOUND_BY)
async def find(request: Request) -> Response:
    """Find people of your own organisation by how a part of their name, or their address, begins."""
    return await _pass_on(request)


@router.get("/people/{person_key}")
async def one(request: Request, person_key: str) -> Response:  # noqa: ARG001  read from the path
    """Return one entry; 404 where your own organisation has none under this key."""
    return await _pass_on(request)


@router.patch("/people/{person_key}", openapi_extra=_body([], name=_NAME, email=_ADDRESS))
async def amend(request: Request, person_key: str) -> Response:  # noqa: ARG001
    """Correct a name or an address; null removes the address."""
    return await _pass_on(request)


@router.post("/people/{person_key}/merge", openapi_extra=_body(["into"], into=KEY))
async def merge(request: Request, person_key: str) -> Response:  # noqa: ARG001
    """Say that two entries are one person (`person.merged`); the key that was merged still leads to them."""
    return await _pass_on(request)


@router.delete("/people/{person_key}")
async def erase(request: Request, person_key: str) -> Response:  # noqa: ARG001
    """Remove a person's entries and say so (`person.erased`); what was counted stays counted."""
    return await _pass_on(request)


@router.post(
    "/sessions/{session_id}/allocations",
    openapi_extra=_body(
        ["on", "seed"],
        requests={"type": "array", "items": _ASKING, "maxItems": 10_000},
        on=DAY,
        seed={"type": "string", "minLength": 1, "maxLength": 100},
        quotas=_QUOTAS,
        release_on={**DAY, "type": ["string", "null"]},
    ),
)
async def allocate(request: Request, session_id: str) -> Response:  # noqa: ARG001
    """Draw who is offered the free places of a session that your organisation runs.

    Places reserved for an organisation (`session.places_reserved`) are kept for it until `release_on`. The rest
    goes, place by place, to the organisation that holds least of its entitlement (`quotas`, else what is reserved
    for it), then to whoever had the fewest places before, then to whoever asked first, then by a hash of `seed`.
    Without `requests` it is drawn among what organisations have asked for under `/v1/sessions/{id}/requests`;
    `offers` and `waiting` then name the places asked for, not people.

    Answers `{"session", "rule_version", "seed", "offers": [{"place", "organisation", "person", "id", "source",
    "status", "stream", "version", "recorded_at"}], "waiting": [person]}`: 201 where places were offered, 200 where
    none were, or where the same draw was asked for before. Another draw of the same session needs another seed.
    """
    return await _pass_on(request)


_PLACES = {
    "id": {**KEY, "type": ["string", "null"], "description": "Sent again under the same, it is the same request."},
    "people": {"type": "array", "items": KEY, "maxItems": 100, "uniqueItems": True},
    "unnamed": {"type": "integer", "minimum": 0, "maximum": 100, "description": "Places for whoever it will be."},
}


@router.post("/sessions/{session_id}/requests", status_code=201, openapi_extra=_body([], **_PLACES))
async def ask_for_places(request: Request, session_id: str) -> Response:  # noqa: ARG001
    """Ask for 1 to 100 places of a session, for people of your own directory or for whoever it will be.

    Answers `{"id", "session", "organisation", "run_by", "asked_at", "places": [{"id", "state", "place", "person",
    "name"}]}`, where `state` is one of `waiting`, `offered`, `accepted`, `declined`, `expired`, `withdrawn`,
    `cancelled`. 409 `AlreadyAsked` where somebody waits for a place of the session, or has one.
    """
    return await _pass_on(request)


@router.get("/sessions/{session_id}/requests")
async def places_asked_for(request: Request, session_id: str) -> Response:  # noqa: ARG001
    """Return your own requests for places of a session; all of them, without people, where you run it.

    `draws` are those that were made of them: for whoever runs the session, with every turn and why it was it.
    """
    return await _pass_on(request)


@router.get("/place-requests")
async def own_requests(request: Request) -> Response:
    """Return the last 500 requests for places that your organisation made, and those for sessions that it runs."""
    return await _pass_on(request)


@router.post(
    "/place-requests/{request_id}/answers",
    openapi_extra=_body(
        ["answer"],
        answer=one_of("accepted", "declined"),
        places={"type": ["array", "null"], "items": KEY, "minItems": 1, "maxItems": 100},
    ),
)
async def answer_places(request: Request, request_id: str) -> Response:  # noqa: ARG001
    """Take the places that you were offered, or give them up: those of `places`, all on offer without it.

    It is said as `session.place_accepted` or `.place_declined`, in the name of whoever runs the session.
    """
    return await _pass_on(request)


@router.delete("/place-requests/{request_id}")
async def withdraw_request(request: Request, request_id: str) -> Response:  # noqa: ARG001
    """Give up the places of your request that still wait."""
    return await _pass_on(request)


async def _pass_on(request: Request) -> Response:
    """Ask once: to enter a person twice would be two people."""
    who = await caller(request)
    backend: Backend = request.app.state.training
    asked = backend.client.request(
        request.method,
        backend.url + request.url.path,
        params=dict(request.query_params),
        data=await reception.body(request),
        headers={"Authorization": f"Bearer {passport(who, backend.key)}", "Content-Type": "application/json"},
    )
    try:
        async with asked as reply:
            headers = {name: reply.headers[name] for name in HANDED_BACK if name in reply.headers}
            media_type = PROBLEM_JSON if reply.status >= FAILED else "application/json"
            return Response(await reply.read(), reply.status, headers, media_type)
    except (aiohttp.ClientError, TimeoutError):
        detail = "The training service cannot be reached."
        raise Problem(503, "ServiceUnavailable", detail, headers={"Retry-After": "1"}) from None
