"""Figures of a page as they change: its first state stands in the page, each change comes as the parts that show it."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

import msgspec
from fastapi import APIRouter, Request, Response
from markupsafe import escape

from services.gateway.changes.audience import Audience
from services.gateway.changes.hub import Form, Hub
from services.gateway.changes.stream import Stream
from services.gateway.identity.known import Identity
from services.gateway.pages import words
from services.gateway.pages.filters import Filters
from services.gateway.pages.sources import Definition, Figure
from services.gateway.pages.templates import fragment
from services.gateway.pages.views import figure_view

router = APIRouter()
FIGURE = "_figure.html"


@dataclass(frozen=True)
class Live:
    """From where on a page follows changes, and a name for who does: another reader has another stream."""

    position: str
    reader: str


@router.get("/live")
async def live(request: Request, after: str | None = None) -> Response:
    hub: Hub = request.app.state.changes
    # A browser that comes again by itself says in the header how far it has come since.
    position = request.headers.get("last-event-id", after)
    return Stream(hub, Audience.of(request.state.caller), position, AS_PARTS)


def following(request: Request, filters: Filters) -> Live | None:
    """Return from where on a page follows what changes, asked before its figures are; a past moment never does."""
    hub: Hub | None = getattr(request.state, "changes", None)
    if hub is None or hub.position is None or filters.as_at:
        return None
    identity: Identity = request.state.identity
    who = (identity.means, identity.caller.organisation, identity.caller.client, identity.caller.scope)
    return Live(hub.position, sha256(repr(who).encode()).hexdigest()[:16])


def as_parts(said: dict[str, Any], defined: dict[str, Any]) -> bytes:
    """Write a figure as the parts of a page that show it, each as HTML."""
    figure, definition = cast("Figure", said), cast("Definition", defined)
    view = figure_view(figure, definition, "")
    texts = {
        "headline": view.headline, "detail": view.detail, "meaning": view.status.meaning, "target": view.target,
        "needed": view.needed, "why": view.why,
    }  # fmt: skip
    parts = {
        **{name: str(escape(text)) for name, text in texts.items()},
        "status": fragment(FIGURE, "status", view.status),
        "freshness": fragment(FIGURE, "freshness", view),
        "numerator": fragment(FIGURE, "cell", words.counted(figure["numerator"])),
        "denominator": fragment(FIGURE, "cell", words.counted(figure["denominator"])),
    }
    told = f"{view.title}, {figure['organisation'] or 'whole system'}: {view.headline}, {view.status.word}"
    return msgspec.json.encode({"key": view.key, "told": told, "parts": parts})


AS_PARTS = Form(as_parts, most=50)
