"""What is announced, for the gateway, which hands each reader what it may see."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.metrics import announcements
from services.metrics.announcements import NotKept, Page
from services.metrics.answers import source_of
from services.metrics.arrivals import Arrivals
from services.metrics.reading_from import Source
from shared.http import Problem, json_response

router = APIRouter()
MOST = 1_000
LONGEST_WAIT = 20.0
SYSTEM = "system"


@router.get("/announcements")
async def announced(request: Request, after: str | None = None, wait: float = 0) -> Response:
    """What was announced after a position, or `reset` where that cannot be said; waits a while if it is nothing.

    Without a position: from which one on there will be more. For those alone who may see every figure as it is.
    """
    if request.state.caller.scope != SYSTEM:
        raise Problem(403, "RoleRequired", "This is for the reader of the whole system.")
    arrivals: Arrivals = request.app.state.arrivals
    news, source = arrivals.next(), await source_of(request)
    body = await _read(source, after)
    if after is not None and not (body["items"] or body["reset"]) and wait > 0:
        await arrivals.wait(news, min(wait, LONGEST_WAIT))
        body = await _read(await source_of(request), after)
    return json_response(body, headers={"Cache-Control": "no-store"})


async def _read(source: Source, after: str | None) -> dict[str, Any]:
    async with source.engine.connect() as connection:
        if after is not None:
            try:
                return _body(source, await announcements.after(connection, source, after, MOST), reset=False)
            except NotKept:
                pass
        return _body(source, Page([], await announcements.newest(connection, source)), reset=after is not None)


def _body(source: Source, page: Page, *, reset: bool) -> dict[str, Any]:
    """Return a page with the definitions by which its figures are counted."""
    slugs = sorted({one["slug"] for one in page.items})
    definitions = {slug: source.definitions[slug] for slug in slugs}
    return {"items": page.items, "definitions": definitions, "after": page.after, "reset": reset}
