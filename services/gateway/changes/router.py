"""`GET /v1/changes`: live changes as server-sent events."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from services.gateway.changes.audience import Audience
from services.gateway.changes.hub import Form, Hub
from services.gateway.changes.stream import MEDIA_TYPE, Stream
from services.gateway.exports.forms import accepts
from services.gateway.identity.callers import caller
from shared.http import Problem

router = APIRouter(prefix="/v1")
DESCRIBED: dict[str, Any] = {
    "parameters": [
        {
            "name": "Last-Event-ID",
            "in": "header",
            "required": False,
            "description": "The last position that was read: everything after it comes first. From now on without it.",
            "schema": {"type": "string"},
        }
    ],
    "responses": {
        "200": {
            "description": "Events without an end. `figure`: its data is a figure, as its reader may see it, whenever "
            "that has changed, and its id the position. `reset`: what came after the position given is not known any "
            "more, or it is none; ask for the figures again, and go on from this id. Comments say that all is well.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        }
    },
}


AS_JSON = Form(lambda figure, _: msgspec.json.encode(figure))
"""A figure as it is everywhere else."""


@router.get("/changes", summary="Figures as they change, live", openapi_extra=DESCRIBED, response_class=Response)
async def changes(request: Request) -> Response:
    who = await caller(request)
    if not accepts(MEDIA_TYPE, request.headers.get("accept", "")):
        raise Problem(406, "NotAcceptable", f"This can be had as {MEDIA_TYPE}.")
    hub: Hub = request.app.state.changes
    return Stream(hub, Audience.of(who), request.headers.get("last-event-id"), AS_JSON)
