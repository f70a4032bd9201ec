"""`/v1/audit`: who looked at an organisation's people, took its figures away, and came in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.gateway.database import needed
from services.gateway.identity import audit
from services.gateway.identity.audit import Search
from services.gateway.identity.callers import caller
from services.gateway.identity.described import READS
from services.gateway.parameters import Moment
from shared.http import json_response
from shared.moments import written

router = APIRouter(prefix="/v1/audit")
Text = Annotated[str | None, Query(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


@router.get("", openapi_extra=READS)
async def own(
    request: Request,
    action: Text = None,
    client: Text = None,
    target: Text = None,
    since: Moment = None,
    until: Moment = None,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """List what your organisation's people and clients did that is written down, the newest first.

    `target` is the whole path that was asked for; `since` and `until` are moments (RFC 3339).
    """
    who = await caller(request)
    async with needed():
        rows = await audit.read(
            request.app.state.pool,
            str(who.organisation),
            Search(before=cursor, action=action, client=client, since=since, until=until, target=target),
            limit + 1,
        )
    following = None
    if len(rows) > limit:
        url = request.url.include_query_params(cursor=rows[limit - 1]["id"])
        following = f"{url.path}?{url.query}"
    items = [_shown(row) for row in rows[:limit]]
    return json_response({"items": items, "next": following}, headers={"Cache-Control": "no-store"})


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"at": written(row["at"])}
