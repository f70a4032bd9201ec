"""Ask the door in one role, or with whatever else shows who is asking."""

import json
from collections.abc import Mapping
from typing import Any

from tests.client import Door, Json, Reply

JSON = {"Content-Type": "application/json"}


async def token_of(door: Door, organisation: str, role: str | None = None) -> str:
    """Return an access token of an organisation's client; with one role alone where it is named."""
    known = f"{organisation} {role or ''}"
    if known not in door.tokens:
        form = {"grant_type": "client_credentials", **door.credentials["clients"][organisation]}
        answer = await asked_for_token(door, form | ({"scope": role} if role else {}))
        door.tokens[known] = str(answer.json["access_token"])
    return door.tokens[known]


async def asked_for_token(door: Door, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
    """Return the issuer's answer to a request for a token."""
    async with door.session.post(door.credentials["token_url"], data=form, headers=headers) as response:
        return Reply(response.status, response.headers, await response.read())


async def ask(
    door: Door,
    method: str,
    path: str,
    body: object = None,
    *,
    by: str = "RGP",
    role: str | None = None,
    bearer: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Ask with a token of an organisation, in all of its roles or one, or with the bearer given."""
    token = bearer if bearer is not None else await token_of(door, by, role)
    said = {"Authorization": f"Bearer {token}", **(headers or {}), **(JSON if body is not None else {})}
    return await door.ask(method, path, headers=said, body=None if body is None else json.dumps(body).encode())


async def made(door: Door, path: str, body: Mapping[str, Any], *, by: str = "RGP") -> Json:
    """Return what was made."""
    reply = await ask(door, "POST", path, body, by=by)
    assert reply.status == 201, reply.body
    answer: Json = reply.json
    return answer
