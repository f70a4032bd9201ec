"""`/v1/api-keys`: an organisation's keys for tools that can do no OAuth."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from services.gateway.database import needed
from services.gateway.identity import api_keys
from services.gateway.identity.api_keys import TooMany
from services.gateway.identity.callers import caller, refuse
from services.gateway.identity.described import READS, USUAL_DAYS, NewApiKey, NewSecret, body, said
from services.gateway.identity.granting import require_granted, require_no_key
from services.gateway.policy import RULES, Verdict, judge
from shared.http import Problem, json_response
from shared.identity import Caller
from shared.moments import london_day, written

router = APIRouter(prefix="/v1/api-keys")
PRIVATE = {"Cache-Control": "no-store"}
REVOKE = RULES["DELETE /v1/api-keys/{key_id}"]


@router.post("", status_code=201, openapi_extra=body(NewApiKey))
async def create(request: Request) -> Response:
    """Make a key with some of your own roles. The key is in this answer and nowhere else.

    A tool sends it as `Authorization: Bearer gt_…` or as `X-API-Key`.
    """
    made = await make(request, await caller(request), await said(request, NewApiKey))
    return json_response(made, 201, headers=PRIVATE)


@router.post("/{key_id}/rotate", status_code=201, openapi_extra=body(NewSecret))
async def rotate(request: Request, key_id: str) -> Response:
    """Replace a key by another of the same name and roles, good for 90 days; the one before is, for some hours more."""
    require_no_key(request)
    await _own(request, key_id)
    new = await said(request, NewSecret)
    return json_response(await replace(request, key_id, timedelta(hours=new.overlap_hours)), 201, headers=PRIVATE)


@router.get("", openapi_extra=READS)
async def own(request: Request) -> Response:
    """List your organisation's keys that are still good, the oldest first: how each begins, never the whole."""
    who = await caller(request)
    return json_response({"items": await listed(request, str(who.organisation)), "next": None}, headers=PRIVATE)


@router.delete("/{key_id}", status_code=204, openapi_extra=READS)
async def revoke(request: Request, key_id: str) -> Response:
    """End a key at once."""
    await end(request, key_id)
    return Response(status_code=204)


async def make(request: Request, who: Caller, new: NewApiKey) -> dict[str, Any]:
    """Make a key and return what is told of it, this once with the key itself."""
    require_no_key(request)
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
    return _shown(shown) | {"key": key}


async def replace(request: Request, key_id: str, overlap: timedelta) -> dict[str, Any]:
    """Make another key in the place of one, and return it as it is told this once."""
    require_no_key(request)
    await _own(request, key_id)
    who = await caller(request)
    organisation, last_day = str(who.organisation), london_day(datetime.now(UTC)) + timedelta(days=USUAL_DAYS)
    async with needed():
        pool = request.app.state.pool
        require_granted(who, await api_keys.roles_of(pool, key_id, organisation))
        made = await api_keys.rotate(
            pool, key_id, organisation=organisation, by=str(who.client), last_day=last_day, overlap=overlap
        )
    if made is None:
        refuse(Verdict.NOT_FOUND, REVOKE)
    return _shown(made[0]) | {"key": made[1]}


async def end(request: Request, key_id: str) -> None:
    """End a key of the caller's organisation."""
    require_no_key(request)
    await _own(request, key_id)
    who = await caller(request)
    async with needed():
        await api_keys.revoke(request.app.state.pool, key_id, str(who.organisation))


async def listed(request: Request, organisation: str) -> list[dict[str, Any]]:
    """Return what is told of an organisation's keys."""
    async with needed():
        return [_shown(one) for one in await api_keys.of(request.app.state.pool, organisation)]


async def _own(request: Request, key_id: str) -> None:
    """Refuse a key that is not there, or another organisation's."""
    who = await caller(request)
    async with needed():
        owner = await api_keys.owner(request.app.state.pool, key_id)
    if owner is None:
        refuse(Verdict.NOT_FOUND, REVOKE)
    verdict = judge(REVOKE, who, writing=True, owner=owner)
    if verdict is not Verdict.ALLOWED:
        refuse(verdict, REVOKE)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a key. Its last day is the one before it ends."""
    used = row["last_used_on"]
    return {
        **{name: row[name] for name in ("id", "prefix", "organisation", "name", "roles", "created_by")},
        "created_at": written(row["created_at"]),
        "expires_at": written(row["ends_at"]),
        "last_used_on": used and used.isoformat(),
    }
