"""`/v1/api-keys`: an organisation's keys for tools that can do no OAuth."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from services.gateway.database import needed
from services.gateway.identity import api_keys
from services.gateway.identity.api_keys import TooMany
from services.gateway.identity.callers import caller, refuse
from services.gateway.identity.described import READS, NewApiKey, body, said
from services.gateway.identity.granting import require_granted, require_no_key
from services.gateway.policy import RULES, Verdict, judge
from shared.http import Problem, json_response
from shared.moments import london_day, written

router = APIRouter(prefix="/v1/api-keys")
PRIVATE = {"Cache-Control": "no-store"}
REVOKE = RULES["DELETE /v1/api-keys/{key_id}"]


@router.post("", status_code=201, openapi_extra=body(NewApiKey))
async def create(request: Request) -> Response:
    """Make a key with some of your own roles. The key is in this answer and nowhere else.

    A tool sends it as `Authorization: Bearer gt_…` or as `X-API-Key`.
    """
    require_no_key(request)
    who = await caller(request)
    new = await said(request, NewApiKey)
    require_granted(who, new.roles)
    try:
        async with needed():
            shown, key = await api_keys.create(
                request.app.state.pool,
                organisation=str(who.organisation),
                name=new.name,
                roles=sorted(new.roles),
                by=str(who.client),
                last_day=new.last_day(london_day(datetime.now(UTC))),
            )
    except TooMany:
        raise Problem(409, "TooMany", f"An organisation has at most {api_keys.MOST} keys; revoke one.") from None
    return json_response(_shown(shown) | {"key": key}, 201, headers=PRIVATE)


@router.get("", openapi_extra=READS)
async def own(request: Request) -> Response:
    """List your organisation's keys that are still good, the oldest first: how each begins, never the whole."""
    who = await caller(request)
    async with needed():
        found = await api_keys.of(request.app.state.pool, str(who.organisation))
    return json_response({"items": [_shown(one) for one in found], "next": None}, headers=PRIVATE)


@router.delete("/{key_id}", status_code=204, openapi_extra=READS)
async def revoke(request: Request, key_id: str) -> Response:
    """End a key at once."""
    require_no_key(request)
    who = await caller(request)
    async with needed():
        owner = await api_keys.owner(request.app.state.pool, key_id)
        if owner is None:
            refuse(Verdict.NOT_FOUND, REVOKE)
        verdict = judge(REVOKE, who, writing=True, owner=owner)
        if verdict is not Verdict.ALLOWED:
            refuse(verdict, REVOKE)
        await api_keys.revoke(request.app.state.pool, key_id)
    return Response(status_code=204)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a key. Its last day is the one before it ends."""
    used = row["last_used_on"]
    return {
        **{name: row[name] for name in ("id", "prefix", "organisation", "name", "roles", "created_by")},
        "created_at": written(row["created_at"]),
        "expires_at": written(row["ends_at"]),
        "last_used_on": used and used.isoformat(),
    }
