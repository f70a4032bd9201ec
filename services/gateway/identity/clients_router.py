"""`/v1/clients`: an organisation's own clients of the local issuer. With another issuer they are kept there."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from services.gateway.database import needed
from services.gateway.identity import clients
from services.gateway.identity.callers import caller, refuse
from services.gateway.identity.clients import Client, HasSome, TooMany
from services.gateway.identity.described import READS, NewClient, NewKeys, NewSecret, body, said
from services.gateway.identity.granting import require_granted, require_no_key
from services.gateway.identity.issuing.assertions import BadKeys, public_keys
from services.gateway.policy import RULES, Verdict, judge
from shared.http import Problem, json_response
from shared.identity import Caller
from shared.moments import written

router = APIRouter(prefix="/v1/clients")
PRIVATE = {"Cache-Control": "no-store"}
CREATE = "POST /v1/clients"


@router.post("", status_code=201, openapi_extra=body(NewClient))
async def create(request: Request) -> Response:
    """Make a client. Its secret is in this answer and nowhere else.

    An operator of a member of kind `icb` may make the first client of an organisation that has none: that is how a
    new organisation comes in. From then on its clients are its own business.
    """
    who = await _operator(request)
    shown = await make(request, who, await said(request, NewClient))
    return json_response(shown, 201, headers={**PRIVATE, "Location": f"/v1/clients/{shown['client_id']}"})


@router.get("", openapi_extra=READS)
async def own(request: Request) -> Response:
    """List your organisation's clients, the oldest first."""
    who = await _operator(request)
    return json_response({"items": await listed(request, str(who.organisation)), "next": None}, headers=PRIVATE)


@router.get("/{client_id}", openapi_extra=READS)
async def one(request: Request, client_id: str) -> Response:
    """Return one client."""
    return json_response(_shown(await _client(request, client_id)), headers=PRIVATE)


@router.delete("/{client_id}", status_code=204, openapi_extra=READS)
async def revoke(request: Request, client_id: str) -> Response:
    """Give it no more tokens. Those that it has end within ten minutes."""
    await end(request, client_id)
    return Response(status_code=204)


@router.post("/{client_id}/secrets", status_code=201, openapi_extra=body(NewSecret))
async def add_secret(request: Request, client_id: str) -> Response:
    """Give it another secret; those before are good for some hours more, so that nothing stands still meanwhile."""
    await _changeable(request, client_id)
    new = await said(request, NewSecret)
    return json_response(await renew(request, client_id, timedelta(hours=new.overlap_hours)), 201, headers=PRIVATE)


@router.put("/{client_id}/keys", openapi_extra=body(NewKeys))
async def replace_keys(request: Request, client_id: str) -> Response:
    """Replace its keys: send the new one beside the old, and leave the old one out when it is out of use."""
    client = await _changeable(request, client_id)
    keys = _keys((await said(request, NewKeys)).model_dump())
    if client.keys is None:
        raise Problem(409, "ProvesItselfBySecret", "This client proves itself by a secret; make one that has keys.")
    async with needed():
        await clients.replace_keys(request.app.state.pool, client, keys)
    return json_response({"client_id": client.client_id, **keys}, headers=PRIVATE)


async def make(request: Request, who: Caller, new: NewClient) -> dict[str, Any]:
    """Make a client and return what is told of it, this once with its secret."""
    await _operator(request)
    organisation = new.organisation or str(who.organisation)
    require_granted(who, new.roles)
    verdict = judge(RULES[CREATE], who, writing=True, owner=organisation)
    if verdict is not Verdict.ALLOWED and not await speaks_for_the_system(request, who):
        refuse(verdict, RULES[CREATE])
    try:
        async with needed():
            client, secret = await clients.create(
                request.app.state.pool,
                organisation=organisation,
                name=new.name,
                roles=sorted(new.roles),
                keys=_keys(new.keys) if new.keys is not None else None,
                by=f"{who.organisation} {who.client}",
                only_as_first=organisation != who.organisation,
            )
    except HasSome:
        raise Problem(403, "NotYours", f"{organisation} has clients of its own, which are its own business.") from None
    except TooMany:
        raise Problem(409, "TooMany", f"An organisation has at most {clients.MOST} clients.") from None
    return _shown(client) | ({"client_secret": secret} if secret else {})


async def renew(request: Request, client_id: str, overlap: timedelta) -> dict[str, Any]:
    """Give a client another secret, and return it this once."""
    client = await _changeable(request, client_id)
    if client.keys is not None:
        raise Problem(409, "ProvesItselfByKeys", "This client proves itself by keys, and has no secret.")
    async with needed():
        secret = await clients.add_secret(request.app.state.pool, client, overlap)
    return {"client_id": client.client_id, "client_secret": secret}


async def end(request: Request, client_id: str) -> None:
    """Give a client no more tokens."""
    client = await _changeable(request, client_id)
    async with needed():
        await clients.revoke(request.app.state.pool, client)


async def listed(request: Request, organisation: str) -> list[dict[str, Any]]:
    """Return what is told of an organisation's clients."""
    async with needed():
        return [_shown(one) for one in await clients.of(request.app.state.pool, organisation)]


async def _operator(request: Request) -> Caller:
    if not request.app.state.local_mode:
        raise Problem(404, "NotFound", "Clients are kept by the issuer of your tokens, not here.")
    require_no_key(request)
    return await caller(request)


async def _client(request: Request, client_id: str) -> Client:
    """Return a client that the caller may see or change, as the route says."""
    who = await _operator(request)
    rule = RULES[f"{request.method} {request.scope['route'].path}"]
    async with needed():
        owner = await clients.owner(request.app.state.pool, client_id)
    if owner is None:
        refuse(Verdict.NOT_FOUND, rule)
    verdict = judge(rule, who, writing=request.method != "GET", owner=owner)
    if verdict is not Verdict.ALLOWED:
        refuse(verdict, rule)
    async with needed():
        found = await clients.own(request.app.state.pool, owner, client_id)
    if found is None:
        refuse(Verdict.NOT_FOUND, rule)
    return found


async def _changeable(request: Request, client_id: str) -> Client:
    client = await _client(request, client_id)
    if client.settled:
        raise Problem(409, "SettledClient", "This client came with the machine, and is changed there.")
    return client


async def speaks_for_the_system(request: Request, who: Caller) -> bool:
    """Return whether the caller's organisation is a member of kind `icb`."""
    reply = await request.app.state.reading.get("/v1/organisations", {}, who)
    boards: list[dict[str, Any]] = [one for one in reply[1].get("items", []) if one["kind"] == "icb"]
    return any(one["code"] == who.organisation and one["left_on"] is None for one in boards)


def _keys(given: dict[str, Any]) -> dict[str, Any]:
    try:
        return public_keys(given)
    except BadKeys as error:
        raise Problem(400, "MalformedParameter", f"These cannot be a client's keys: {error}.", field="keys") from None


def _shown(client: Client) -> dict[str, Any]:
    shown = dict(client.described)
    used = shown["last_used_on"]
    return shown | {"created_at": written(shown["created_at"]), "last_used_on": used and used.isoformat()}
