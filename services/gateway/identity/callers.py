"""Who is behind a request."""

from fastapi import Request

from services.gateway.identity.tokens import BadToken
from shared.http import Problem
from shared.identity import Caller

VISITOR = Caller(roles=frozenset({"reader"}))
"""Whoever opens a page in local mode: sees what another organisation would see."""
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="golden-thread"'}


async def caller(request: Request) -> Caller:
    """Return the caller that the request's token names; 401 without a valid one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(
            401, "NotAuthenticated", "This needs an access token: `Authorization: Bearer …`.", headers=_CHALLENGE
        )
    try:
        known: Caller = await request.app.state.tokens.caller(token.strip())
    except BadToken as error:
        raise Problem(401, "NotAuthenticated", f"The access token is not valid: {error}.", headers=_CHALLENGE) from None
    return known
